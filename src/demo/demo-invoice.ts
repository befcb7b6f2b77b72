import { type Fen, fen, formatYuan } from '../engine/money.ts';
import type { Random } from './random.ts';

/** An invoice in the form of the golden cases. */
export interface DemoInvoice {
  readonly code: string;
  readonly number: string;
  readonly check: string;
  readonly total: string;
  readonly lines: readonly { readonly fee: string; readonly class: string; readonly amount: string }[];
  readonly settlement: {
    readonly si_pool: string;
    readonly serious_illness: string;
    readonly medical_assistance: string;
    readonly personal_account: string;
    readonly cash: string;
  };
  readonly other_insurers_paid: string;
}

export interface Bill {
  readonly visit: 'inpatient' | 'outpatient';
  readonly surgery: boolean;
  /** Approximate; the lines decide. */
  readonly totalFen: number;
  readonly days: number;
  /** Settled through social insurance; what a third hospital level pays of it. */
  readonly settled: boolean;
  readonly level: string;
  /** Two digits. */
  readonly year: string;
  /** Counts the invoices of the data set: invoices of one set never share a number. */
  readonly serial: number;
}

/** Fee category, catalogue class, share of the bill in thousandths. */
type FeeShare = readonly [fee: string, catalogueClass: string, share: number];

const INPATIENT: readonly FeeShare[] = [
  ['床位费', '甲', 0],
  ['诊察费', '甲', 25],
  ['检查费', '甲', 110],
  ['检查费', '乙', 30],
  ['化验费', '甲', 170],
  ['治疗费', '甲', 125],
  ['护理费', '甲', 35],
  ['卫生材料费', '乙', 55],
  ['卫生材料费', '丙', 15],
  ['西药费', '甲', 290],
  ['西药费', '乙', 95],
  ['西药费', '丙', 20],
  ['中成药费', '乙', 18],
  ['其他费', '非医疗', 12],
];
const SURGERY: readonly FeeShare[] = [
  ['手术费', '甲', 260],
  ['卫生材料费', '乙', 150],
];
const OUTPATIENT: readonly FeeShare[] = [
  ['挂号费', '甲', 30],
  ['检查费', '甲', 190],
  ['化验费', '甲', 240],
  ['治疗费', '甲', 120],
  ['西药费', '甲', 250],
  ['西药费', '乙', 90],
  ['中成药费', '乙', 50],
  ['卫生材料费', '丙', 30],
];

export function invoiceOf(random: Random, bill: Bill): DemoInvoice {
  const lines = linesOf(random, bill);
  const totalFen = lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const settlement = settlementOf(random, bill, lines, totalFen);
  const others = random.chance(0.012) ? Math.floor(settlement.cash * 0.3) : 0;
  return {
    // 37 Shandong, 06 medical, 01 outpatient or 02 inpatient, year.
    code: `3706${bill.visit === 'inpatient' ? '02' : '01'}${bill.year}`,
    number: String((bill.serial * SCATTER) % 10 ** 10).padStart(10, '0'),
    check: random.int(0, 0xffffff).toString(16).padStart(6, '0'),
    total: yuan(totalFen),
    lines: lines.map(line => ({ fee: line.fee, class: line.class, amount: yuan(line.amountFen) })),
    settlement: {
      si_pool: yuan(settlement.siPool),
      serious_illness: yuan(settlement.seriousIllness),
      medical_assistance: yuan(settlement.medicalAssistance),
      personal_account: yuan(settlement.personalAccount),
      cash: yuan(settlement.cash),
    },
    other_insurers_paid: yuan(others),
  };
}

/** Coprime to ten, so that different serials below 10^10 have different numbers; products stay safe integers. */
const SCATTER = 387_421;

function yuan(amountFen: number): string {
  return formatYuan(fen(amountFen));
}

interface Line {
  readonly fee: string;
  readonly class: string;
  readonly amountFen: Fen;
}

function linesOf(random: Random, { visit, surgery, totalFen, days }: Bill): Line[] {
  const shares = visit === 'outpatient' ? OUTPATIENT : surgery ? [...INPATIENT, ...SURGERY] : INPATIENT;
  const lines: Line[] = [];
  for (const [fee, catalogueClass, share] of shares) {
    if (fee === '床位费') {
      const perDayFen = random.pick([4_000, 5_000, 6_000, 8_000, 12_000, 18_000]);
      lines.push({ fee, class: catalogueClass, amountFen: fen(perDayFen * Math.max(1, days)) });
      continue;
    }
    // A minor fee is often missing, and no two bills are alike.
    if (share < 60 && random.chance(0.3)) continue;
    const amountFen = fen(Math.round(((totalFen * share) / 1_000) * (0.6 + 0.8 * random.next())));
    if (amountFen > 0) lines.push({ fee, class: catalogueClass, amountFen });
  }
  return lines;
}

interface Settlement {
  readonly siPool: number;
  readonly seriousIllness: number;
  readonly medicalAssistance: number;
  readonly personalAccount: number;
  readonly cash: number;
}

/** What the pool begins to pay from (起付线), and the share it pays, by visit and hospital level. */
function poolTerms(
  visit: Bill['visit'],
  level: string,
): { readonly fromFen: number; readonly share: number } {
  if (visit === 'outpatient') return { fromFen: 0, share: level.startsWith('三级') ? 0.4 : 0.5 };
  return level.startsWith('三级') ? { fromFen: 70_000, share: 0.62 } : { fromFen: 40_000, share: 0.75 };
}

/** Splits the total; the first tenth of class 乙 is the family's. Adds up to the fen, cash being what is left. */
function settlementOf(random: Random, bill: Bill, lines: readonly Line[], totalFen: number): Settlement {
  if (!bill.settled) {
    return { siPool: 0, seriousIllness: 0, medicalAssistance: 0, personalAccount: 0, cash: totalFen };
  }
  let inScope = 0;
  for (const line of lines) {
    if (line.class === '甲') inScope += line.amountFen;
    if (line.class === '乙') inScope += line.amountFen * 0.9;
  }
  const { fromFen, share } = poolTerms(bill.visit, bill.level);
  const siPool = Math.floor(Math.max(0, inScope - fromFen) * share);
  const selfPaid = Math.max(0, inScope - siPool);
  // Serious-illness insurance pays from 18,000 of the family's own share on.
  const seriousIllness = Math.floor(Math.max(0, selfPaid - 1_800_000) * 0.6);
  const medicalAssistance = random.chance(0.01) ? Math.floor((selfPaid - seriousIllness) * 0.3) : 0;
  const left = totalFen - siPool - seriousIllness - medicalAssistance;
  const personalAccount = random.chance(0.25) ? Math.min(left, random.int(20, 600) * 100) : 0;
  return { siPool, seriousIllness, medicalAssistance, personalAccount, cash: left - personalAccount };
}
