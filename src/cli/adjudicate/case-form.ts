import type { Claim, CriticalIllnessClaim, Invoice, MedicalClaim } from '../../engine/claim.ts';
import type { PlainDate } from '../../engine/dates.ts';
import type { Evidence } from '../../engine/evidence.ts';
import { addFen, type Fen, fen, formatYuan } from '../../engine/money.ts';
import type { CoverageCode } from '../../engine/plan.ts';
import { applyConsumption, EMPTY_USAGE, type Usage, type UsageAmount } from '../../engine/usage.ts';
import {
  dateAt,
  type Form,
  FormError,
  flagAt,
  formAt,
  formsAt,
  isForm,
  listAt,
  nullableDateAt,
  numberAt,
  oneOf,
  optional,
  textAt,
  yuanAt,
} from './form.ts';

/** A claim of a case. */
export interface CaseClaim {
  readonly id: string;
  readonly childId: string;
  readonly order: number;
  readonly claim: Claim;
  /** Id of the claim whose decision this one replaces. */
  readonly revises: string | null;
}

/** A case in the golden-case form, read. Unknown fields (`expected` among them) are left out. */
export interface Case {
  readonly id: string;
  readonly planId: string;
  readonly effective: PlainDate;
  /** Last covered day by contract; null while it runs. */
  readonly terminated: PlainDate | null;
  readonly birthByChild: ReadonlyMap<string, PlainDate>;
  readonly priorUsage: ReadonlyMap<string, Usage>;
  /** In order of adjudication; claims of one order as in the file. */
  readonly claims: readonly CaseClaim[];
}

/** Reads a case. Throws FormError: missing field, wrong kind, sums that differ, a child or claim that is not there. */
export function readCase(form: Form): Case {
  const contract = formAt(form, 'contract', '');
  const birthByChild = new Map(
    formsAt(form, 'insured', '').map((child, index) => [
      textAt(child, 'id', `insured[${index}]`),
      dateAt(child, 'birth', `insured[${index}]`),
    ]),
  );
  const claims = formsAt(form, 'claims', '').map((claim, index) => readCaseClaim(claim, index));
  claims.sort((a, b) => a.order - b.order);
  checkReferences(claims, birthByChild);
  return {
    id: textAt(form, 'id', ''),
    planId: textAt(form, 'plan', ''),
    effective: dateAt(contract, 'effective', 'contract'),
    terminated: nullableDateAt(contract, 'terminated', 'contract'),
    birthByChild,
    priorUsage: readPriorState(optional(formAt, {}, form, 'prior_state', '')),
    claims,
  };
}

function readCaseClaim(form: Form, index: number): CaseClaim {
  const id = textAt(form, 'id', `claims[${index}]`);
  const place = `claim ${id}`;
  const kind = oneOf(form, 'kind', place, ['medical', 'critical_illness'] as const);
  return {
    id,
    childId: textAt(form, 'insured', place),
    order: numberAt(form, 'adjudication_order', place),
    claim: kind === 'medical' ? readMedical(form, place) : readCriticalIllness(form, place),
    revises: optional(textAt, null, form, 'revises', place),
  };
}

const CAUSES = ['illness', 'accident'] as const;

function readMedical(form: Form, place: string): MedicalClaim {
  const cause = oneOf(form, 'cause', place, CAUSES);
  const hospital = formAt(form, 'hospital', place);
  const at = `${place}.hospital`;
  return {
    kind: 'medical',
    visit: oneOf(form, 'visit', place, ['inpatient', 'outpatient'] as const),
    cause,
    firstConsult: (cause === 'illness' ? dateAt : nullableDateAt)(form, 'first_consult', place),
    accidentDate: nullableDateAt(form, 'accident_date', place),
    icd10: optional(textAt, '', form, 'icd10', place),
    from: dateAt(form, 'from', place),
    to: dateAt(form, 'to', place),
    hospital: {
      name: optional(textAt, '', hospital, 'name', at),
      level: textAt(hospital, 'level', at),
      ownership: textAt(hospital, 'ownership', at),
      ward: textAt(hospital, 'ward', at),
    },
    emergency: flagAt(form, 'emergency', place),
    invoices: formsAt(form, 'invoices', place).map((invoice, index) =>
      readInvoice(invoice, `${place}.invoices[${index}]`),
    ),
    documentsComplete: optional(dateAt, null, form, 'documents_complete', place),
    disputedFees: optional(textsAt, [], form, 'disputed_lines', place),
    documents: optional(textsAt, null, form, 'documents', place),
  };
}

function textsAt(form: Form, key: string, place: string): string[] {
  return listAt(form, key, place).map((text, index) => {
    if (typeof text === 'string') return text;
    throw new FormError(`${place}.${key}[${index}]`, 'is not text', 'Write it in quotes');
  });
}

function readInvoice(form: Form, place: string): Invoice {
  const settlement = formAt(form, 'settlement', place);
  const at = `${place}.settlement`;
  optional(textAt, '', form, 'check', place);
  const invoice: Invoice = {
    code: textAt(form, 'code', place),
    number: textAt(form, 'number', place),
    totalFen: yuanAt(form, 'total', place),
    lines: formsAt(form, 'lines', place).map((line, index) => ({
      fee: textAt(line, 'fee', `${place}.lines[${index}]`),
      class: textAt(line, 'class', `${place}.lines[${index}]`),
      amountFen: yuanAt(line, 'amount', `${place}.lines[${index}]`),
    })),
    settlement: {
      siPoolFen: yuanAt(settlement, 'si_pool', at),
      seriousIllnessFen: yuanAt(settlement, 'serious_illness', at),
      medicalAssistanceFen: yuanAt(settlement, 'medical_assistance', at),
      personalAccountFen: yuanAt(settlement, 'personal_account', at),
      cashFen: yuanAt(settlement, 'cash', at),
    },
    otherInsurersPaidFen: yuanAt(form, 'other_insurers_paid', place),
    forged: optional(flagAt, false, form, 'forged', place),
  };
  checkSums(invoice, place);
  return invoice;
}

function checkSums({ code, number, totalFen, lines, settlement }: Invoice, place: string): void {
  const linesFen = addFen(...lines.map(({ amountFen }) => amountFen));
  const settledFen = addFen(...Object.values<Fen>({ ...settlement }));
  if (totalFen === linesFen && totalFen === settledFen) return;
  throw new FormError(
    `${place}, invoice ${code}-${number}`,
    `total ${formatYuan(totalFen)}, sum of lines ${formatYuan(linesFen)} and sum of settlement ` +
      `${formatYuan(settledFen)} are not equal`,
    'Correct the figure that differs from the printed invoice',
  );
}

function readCriticalIllness(form: Form, place: string): CriticalIllnessClaim {
  return {
    kind: 'critical_illness',
    diseaseCode: textAt(form, 'disease_code', place),
    tier: oneOf(form, 'tier', place, ['major', 'mild'] as const),
    cause: oneOf(form, 'cause', place, CAUSES),
    diagnosed: dateAt(form, 'diagnosed', place),
    icd10: optional(textAt, '', form, 'icd10', place),
    evidence: optional(evidenceAt, {}, form, 'evidence', place),
    documents: optional(textsAt, null, form, 'documents', place),
  };
}

/** Answers by question. One that no question has counts as none, as everywhere. */
function evidenceAt(form: Form, key: string, place: string): Evidence {
  const answers = Object.entries(formAt(form, key, place)).map(([question, answer]) => {
    if (typeof answer === 'boolean' || typeof answer === 'number' || typeof answer === 'string')
      return [question, answer] as const;
    throw new FormError(`${place}.${key}.${question}`, 'is no answer', 'Give true, false, a number or text');
  });
  return Object.fromEntries(answers);
}

/** Children are of the case; a revision names an earlier medical decision of its child that nothing has replaced. */
function checkReferences(claims: readonly CaseClaim[], birthByChild: ReadonlyMap<string, PlainDate>): void {
  const decided = new Map<string, CaseClaim>();
  const revisedBy = new Map<string, string>();
  for (const one of claims) {
    const place = `claim ${one.id}`;
    if (!birthByChild.has(one.childId))
      throw new FormError(
        `${place}.insured`,
        `"${one.childId}" is not among the insured of the case`,
        `Use one of ${[...birthByChild.keys()].join(', ')}`,
      );
    if (one.revises !== null) {
      const revised = decided.get(one.revises);
      const at = `${place}.revises`;
      if (revised === undefined)
        throw new FormError(at, `no claim "${one.revises}" is decided before it`, 'Name an earlier claim');
      if (one.claim.kind !== 'medical' || revised.claim.kind !== 'medical')
        throw new FormError(
          at,
          'critical illness is not revised in files',
          'Leave the claim out; a person revises it through the service',
        );
      if (revised.childId !== one.childId)
        throw new FormError(at, `claim "${one.revises}" is of another child`, 'A revision keeps the child');
      const before = revisedBy.get(one.revises);
      if (before !== undefined)
        throw new FormError(at, `claim "${one.revises}" has been revised by "${before}"`, `Name "${before}"`);
      revisedBy.set(one.revises, one.id);
    }
    decided.set(one.id, one);
  }
}

const MEDICAL: ReadonlySet<string> = new Set(['HM', 'AM', 'OP']);

/** prior_state: child → calendar year in which the policy year begins → coverage → paid, deductible_used. */
function readPriorState(form: Form): Map<string, Usage> {
  const usageByChild = new Map<string, Usage>();
  for (const childId of Object.keys(form)) {
    const used: UsageAmount[] = [];
    const years = formAt(form, childId, 'prior_state');
    for (const year of Object.keys(years)) {
      const place = `prior_state.${childId}.${year}`;
      if (!/^\d{4}$/.test(year))
        throw new FormError(place, 'is not a policy year', 'Give the calendar year in which it begins');
      const coverages = formAt(years, year, `prior_state.${childId}`);
      for (const code of Object.keys(coverages)) {
        const state = coverages[code];
        if (!isForm(state))
          throw new FormError(`${place}.${code}`, 'is not an object', 'Give paid and deductible_used');
        used.push(...usedBefore(state, Number(year), code, `${place}.${code}`));
      }
    }
    usageByChild.set(childId, applyConsumption(EMPTY_USAGE, used, 1));
  }
  return usageByChild;
}

function usedBefore(state: Form, policyYear: number, code: string, place: string): UsageAmount[] {
  const paid = optional(yuanAt, fen(0), state, 'paid', place);
  const deductible = optional(yuanAt, fen(0), state, 'deductible_used', place);
  const bucket = { coverage: code as CoverageCode, key: '', limit: null };
  if (code === 'CI') return [{ ...bucket, policyYear: 0, kind: 'ci_paid', amount: paid }];
  if (!MEDICAL.has(code)) return [];
  return [
    { ...bucket, policyYear, kind: 'paid', amount: paid },
    { ...bucket, policyYear, kind: 'deductible', amount: deductible },
  ];
}
