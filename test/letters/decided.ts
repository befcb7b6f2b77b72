import { assessedDisease } from '../../src/decisions/present-assessment.ts';
import type { InvoiceLine, MedicalClaim } from '../../src/engine/claim.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { type DecisionInput, decide } from '../../src/engine/decide.ts';
import { fen, parseYuan } from '../../src/engine/money.ts';
import { runSync } from '../../src/engine/run.ts';
import { EMPTY_USAGE, type UsageBucket } from '../../src/engine/usage.ts';
import type { DecisionSource } from '../../src/letters/forms/decision-source.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';

const book = loadRulebook(rulesDir);

/** A decision with who it concerns, in Chinese. */
interface DecidedStory
  extends Omit<
    DecisionSource,
    'insurer' | 'input' | 'reasonWords' | 'diseaseName' | 'accountMasked' | 'verifyUrl'
  > {
  readonly insurerName: string;
  readonly input: Pick<DecisionInput, 'claim' | 'cover' | 'plan' | 'revises' | 'refusedByPerson'>;
  readonly reasonWords: (code: string) => string;
  readonly diseaseName: string | null;
}

export const yuan = (text: string) => parseYuan(text)!;

/** "西药费 甲 4384.35". */
function lineOf(text: string): InvoiceLine {
  const [fee = '', name = '', amount = ''] = text.split(' ');
  return { fee, class: name, amountFen: yuan(amount) };
}

/** An invoice of these lines, `pool` of it paid by social insurance, the rest in cash. */
export function invoice(number: string, pool: string, lines: readonly string[], forged = false) {
  const parsed = lines.map(lineOf);
  const totalFen = fen(parsed.reduce((sum, line) => sum + line.amountFen, 0));
  return {
    code: '37060223',
    number,
    totalFen,
    lines: parsed,
    settlement: {
      siPoolFen: yuan(pool),
      seriousIllnessFen: fen(0),
      medicalAssistanceFen: fen(0),
      personalAccountFen: fen(0),
      cashFen: fen(totalFen - yuan(pool)),
    },
    otherInsurersPaidFen: fen(0),
    forged,
  };
}

export function stay(
  changes: Partial<MedicalClaim> & Pick<MedicalClaim, 'invoices'>,
  from = '2023-03-06',
  to = '2023-03-12',
): MedicalClaim {
  return {
    kind: 'medical',
    visit: 'inpatient',
    cause: 'illness',
    firstConsult: plainDate(from),
    accidentDate: null,
    icd10: 'J18.9',
    from: plainDate(from),
    to: plainDate(to),
    hospital: { name: '示例市人民医院', level: '三级甲等', ownership: 'public', ward: '普通部' },
    emergency: false,
    documentsComplete: null,
    disputedFees: [],
    documents: null,
    ...changes,
  };
}

interface Deciding extends Partial<Omit<DecisionInput, 'claim' | 'plan' | 'cover' | 'usage'>> {
  readonly plan?: string;
  readonly effective?: string;
  readonly usage?: readonly UsageBucket[];
}

/** All that the decision on a claim depends on, under our own plans. */
export function inputOf(claim: DecisionInput['claim'], deciding: Deciding = {}): DecisionInput {
  const { plan = 'REF-A', effective = '2021-01-01', usage, ...rest } = deciding;
  const cover = {
    effective: plainDate(effective),
    spells: [{ first: plainDate(effective), last: null }],
    birth: plainDate('2020-06-01'),
  };
  const event = claim.kind === 'medical' ? claim.from : claim.diagnosed;
  return {
    claim,
    cover,
    plan: book.planFor(plan, cover.effective, event),
    usage: usage ? { buckets: usage } : EMPTY_USAGE,
    acceptedElsewhere: [],
    revises: null,
    refusedByPerson: null,
    origin: 'service',
    evaluatorsDisagree: false,
    ...rest,
  };
}

/** Decides a claim under our own rules and gives what its letter is made of. */
export function decided(
  claim: DecisionInput['claim'],
  deciding: Deciding = {},
  changes: Partial<DecidedStory> = {},
): DecidedStory {
  const input = inputOf(claim, deciding);
  const outcome = runSync(decide(input, book.ruleSet), book.evaluate);
  return {
    claimNo: 'CL000000128',
    decisionVersion: 1,
    submittedOn: plainDate('2026-10-28'),
    decidedOn: plainDate('2026-11-02'),
    contractNumber: 'SDCB-0001',
    holderName: '示例家长',
    child: { name: '示例孩子', idNo: '370211202006010024', birthCertificateNo: null },
    insurerName: '泰岱人寿保险股份有限公司山东分公司（示例）',
    masterPolicyNo: 'TL-GRP-2023-AE',
    input,
    outcome,
    reasonWords: code => book.reason(code).family.zh,
    diseaseName: outcome.assessment ? (assessedDisease(book, outcome.assessment)?.title.zh ?? null) : null,
    signers: outcome.signatures === 0 ? [] : ['handler.li', 'handler.zhao'].slice(0, outcome.signatures),
    ...changes,
  };
}

/** The same in both languages, as forms are made of. */
export function decisionSource(source: DecidedStory, changes: Partial<DecisionSource> = {}): DecisionSource {
  const { insurerName, reasonWords: _, diseaseName, input, ...rest } = source;
  return {
    ...rest,
    input: { usage: EMPTY_USAGE, ...input },
    insurer: book.masterPolicies.find(({ insurer }) => insurer.zh === insurerName)?.insurer ?? {
      zh: insurerName,
      en: '',
    },
    reasonWords: code => book.reason(code).family,
    diseaseName: diseaseName === null ? null : { zh: diseaseName, en: '' },
    accountMasked: null,
    verifyUrl: null,
    ...changes,
  };
}

const ORDINARY = invoice('0000000101', '4950.20', [
  '床位费 甲 360.00',
  '诊察费 甲 90.00',
  '检查费 甲 820.00',
  '化验费 甲 1265.40',
  '治疗费 甲 742.60',
  '护理费 甲 180.00',
  '西药费 甲 4384.35',
  '卫生材料费 乙 500.00',
  '其他费 非医疗 300.00',
]);

/** The stories of the golden letters, after the golden cases of the same number, with what each pays. */
export const STORIES: Readonly<Record<string, { readonly source: DecidedStory; readonly total: string }>> = {
  'C01-paid': { source: decided(stay({ invoices: [ORDINARY] })), total: '2892.15' },
  'C03-below-deductible': {
    source: decided(stay({ invoices: [invoice('0000000301', '480.00', ['西药费 甲 800.00'])] })),
    total: '0.00',
  },
  'C05-bed-days': {
    source: decided(
      stay(
        { invoices: [invoice('0000000501', '2000.00', ['床位费 甲 900.00', '治疗费 甲 4250.00'])] },
        '2023-05-10',
        '2023-05-15',
      ),
    ),
    total: '2250.00',
  },
  'C07-waiting-period': {
    source: decided(
      stay(
        {
          firstConsult: plainDate('2024-02-08'),
          invoices: [invoice('0000000701', '1800.00', ['西药费 甲 4000.00'])],
        },
        '2024-02-09',
        '2024-02-14',
      ),
      { effective: '2024-01-10' },
    ),
    total: '0.00',
  },
  'C10-two-coverages': {
    source: decided(
      stay(
        {
          cause: 'accident',
          accidentDate: plainDate('2023-08-01'),
          icd10: 'S72.3',
          invoices: [
            invoice('0000001001', '7500.00', [
              '手术费 甲 6500.00',
              '卫生材料费 乙 9000.00',
              '卫生材料费 丙 3000.00',
            ]),
          ],
        },
        '2023-08-01',
        '2023-08-09',
      ),
      { usage: [{ policyYear: 2023, coverage: 'AM', kind: 'paid', key: '', amount: 2_500_000 }] },
    ),
    total: '7500.00',
  },
  'C11-partly': {
    source: decided(
      stay({
        invoices: [
          invoice('0000001101', '1000.00', ['西药费 甲 3000.00']),
          invoice('0000001102', '400.00', ['检查费 甲 1200.00']),
        ],
      }),
      {
        acceptedElsewhere: ['37060223-0000001101'],
        usage: [{ policyYear: 2023, coverage: 'HM', kind: 'deductible', key: '', amount: 50_000 }],
      },
    ),
    total: '800.00',
  },
  'C14-critical-illness-mild': {
    source: decided({
      kind: 'critical_illness',
      diseaseCode: '3.1.2.1',
      tier: 'mild',
      cause: 'illness',
      diagnosed: plainDate('2023-04-11'),
      icd10: 'C73',
      evidence: {},
      documents: null,
    }),
    total: '90000.00',
  },
  'C21-revised': {
    source: decided(
      stay({ invoices: [invoice('0000002101', '2000.00', ['西药费 甲 8100.00'])] }),
      { revises: { totalFen: yuan('3700.00'), consumption: [] } },
      { decisionVersion: 1, signers: ['handler.li'] },
    ),
    total: '5600.00',
  },
  'C25-critical-illness-major': {
    source: decided({
      kind: 'critical_illness',
      diseaseCode: '3.1.1.1',
      tier: 'major',
      cause: 'illness',
      diagnosed: plainDate('2023-04-11'),
      icd10: 'C91.0',
      evidence: {},
      documents: null,
    }),
    total: '300000.00',
  },
  'X01-bands': {
    source: decided(stay({ invoices: [invoice('0000009001', '0.00', ['手术费 甲 13600.00'])] }), {
      plan: 'REF-B',
    }),
    total: '9680.00',
  },
  'X04-false-invoice': {
    source: decided(
      stay({
        invoices: [
          invoice('0000009401', '1200.00', ['西药费 甲 3000.00']),
          invoice('0000009402', '0.00', ['西药费 甲 2500.00'], true),
        ],
      }),
    ),
    total: '1300.00',
  },
};
