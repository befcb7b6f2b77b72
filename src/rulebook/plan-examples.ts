import type { Attachable } from '../engine/attach.ts';
import type { Claim, Invoice } from '../engine/claim.ts';
import type { CoverSpell } from '../engine/cover.ts';
import { addDays, fromEpochDay, type PlainDate } from '../engine/dates.ts';
import type { Origin } from '../engine/decide.ts';
import { addFen, subtractFen, ZERO_FEN } from '../engine/money.ts';
import type { Facts, FactValue } from '../engine/rules.ts';
import { type FactCatalogue, readFactValue } from './conditions.ts';
import type { FaultList, Said } from './fault.ts';
import { parseForm } from './parse-form.ts';
import {
  type BaseClaims,
  baseClaimsForm,
  type ExampleClaimEntry,
  type Expected,
  type PlanExampleEntry,
  planExampleForm,
} from './plan-example-schema.ts';

/** A scenario of a plan: a contract, its claims in the order in which they are decided, and what the clauses give. */
export interface PlanExample {
  readonly name: string;
  /** Null: the contract does not matter, the plan is given by hand. */
  readonly contract: Attachable | null;
  /** First cover day. */
  readonly begins: PlainDate;
  /** Days in a row that are covered. */
  readonly spells: readonly CoverSpell[];
  readonly birthOn: PlainDate;
  readonly claims: readonly ExampleClaim[];
}

export interface ExampleClaim {
  /** Index among the claims as they are written; one that comes several times has the same. */
  readonly at: number;
  readonly claim: Claim;
  /** Index of the claim of the same example that it revises; null: none. */
  readonly revises: number | null;
  readonly origin: Origin;
  readonly gives: Expected;
}

/** What the examples of a plan start from. */
export interface ExampleBase {
  readonly catalogue: FactCatalogue;
  readonly contract: Facts;
  /** The base claims as base-cases.json writes them; undefined where it has none. */
  readonly claims: unknown;
}

/** Reads the examples of the plan in `file`. Faults: a form that is wrong, a claim that is none, one revised later. */
export function readPlanExamples(
  file: string,
  entries: readonly unknown[],
  { catalogue, contract, claims }: ExampleBase,
  faults: FaultList,
): PlanExample[] {
  if (entries.length === 0) return [];
  const base = parseForm('base-cases.json', 'claims', claims, baseClaimsForm, faults);
  if (base === null) return [];
  return entries.flatMap((written, index) => {
    const place = `examples.${index}`;
    const entry = parseForm(file, place, written, planExampleForm, faults);
    if (entry === null) return [];
    const facts = contractFacts(file, place, entry, catalogue, contract, faults);
    return [exampleOf(file, place, entry, facts, base, faults)];
  });
}

function contractFacts(
  file: string,
  place: string,
  { contract: changes = {} }: PlanExampleEntry,
  catalogue: FactCatalogue,
  base: Facts,
  faults: FaultList,
): Facts {
  const facts = new Map<string, FactValue>(Object.entries(base));
  for (const [id, raw] of Object.entries(changes)) {
    const fact = catalogue.get(id);
    const read = fact?.stages.includes('attach') ? readFactValue(fact, raw) : NO_FACT_OF_A_CONTRACT;
    if ('said' in read) faults.add(file, `${place}.contract.${id}`, ...read.said);
    else facts.set(id, read.value);
  }
  return Object.fromEntries(facts);
}

const NO_FACT_OF_A_CONTRACT: { readonly said: Said } = {
  said: [
    { zh: '不是合同的事实', en: 'is no fact of a contract' },
    { zh: '请用 facts.json 中 attach 阶段的事实', en: 'Use a fact of stage attach in facts.json' },
  ],
};

function exampleOf(
  file: string,
  place: string,
  { name, contract, begins, ends, lapse, claims }: PlanExampleEntry,
  facts: Facts,
  base: BaseClaims,
  faults: FaultList,
): PlanExample {
  const day = (id: string) => fromEpochDay(facts[id] as number);
  return {
    name,
    contract:
      contract === undefined
        ? null
        : {
            storageType: String(facts.storage_type),
            signedOn: day('signed_day'),
            storedOn: facts.stored === true ? day('stored_day') : null,
            birthOn: day('birth_day'),
          },
    begins,
    spells: lapse
      ? [
          { first: begins, last: addDays(lapse.first, -1) },
          { first: addDays(lapse.last, 1), last: ends ?? null },
        ]
      : [{ first: begins, last: ends ?? null }],
    birthOn: day('birth_day'),
    claims: claims.flatMap((entry, at) => {
      if (entry.revises !== undefined && entry.revises >= at)
        faults.add(
          file,
          `${place}.claims.${at}.revises`,
          { zh: '不是本例中更早的赔案', en: 'is no earlier claim' },
          { zh: '赔案自 0 起数', en: 'Count the claims from 0' },
        );
      const { revises = null, origin, gives } = entry;
      return Array.from({ length: entry.times }, (_, index) => {
        const number = index === 0 ? `${at + 1}` : `${at + 1}.${index + 1}`;
        const claim = claimOf(file, `${place}.claims.${at}`, entry, base, number, faults);
        return { at, claim, revises, origin, gives };
      });
    }),
  };
}

function claimOf(
  file: string,
  place: string,
  entry: ExampleClaimEntry,
  base: BaseClaims,
  number: string,
  faults: FaultList,
): Claim {
  if (entry.kind === 'critical_illness') {
    const { disease_code, ...claim } = { ...base.critical_illness, ...defined(entry) };
    const { kind, tier, cause, diagnosed, icd10, evidence, documents } = claim;
    return { kind, diseaseCode: disease_code, tier, cause, diagnosed, icd10, evidence, documents };
  }
  const claim = { ...base.medical, ...defined(entry) };
  const { visit, cause, icd10, from, emergency, disputed_fees, documents } = claim;
  return {
    kind: 'medical',
    visit,
    cause,
    firstConsult: claim.first_consult ?? (cause === 'illness' ? from : null),
    accidentDate: claim.accident_date,
    icd10,
    from,
    // A visit that is moved ends on its day unless it says otherwise.
    to: entry.from !== undefined && entry.to === undefined ? from : claim.to,
    hospital: { name: '示例医院', ...base.medical.hospital, ...defined(entry.hospital ?? {}) },
    emergency,
    invoices: claim.invoices.map((invoice, index) =>
      invoiceOf(file, `${place}.invoices.${index}`, invoice, `${number}-${index + 1}`, faults),
    ),
    documentsComplete: claim.documents_complete,
    disputedFees: disputed_fees,
    documents,
  };
}

/** Without the members that are not given. */
function defined<Members extends object>(
  members: Members,
): { [Key in keyof Members]: NonNullable<Members[Key]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

function invoiceOf(
  file: string,
  place: string,
  entry: BaseClaims['medical']['invoices'][number],
  number: string,
  faults: FaultList,
): Invoice {
  const lines = entry.lines.map(({ fee, class: catalogueClass, amount }) => ({
    fee,
    class: catalogueClass,
    amountFen: amount,
  }));
  const totalFen = addFen(...lines.map(({ amountFen }) => amountFen));
  const paid = {
    siPoolFen: entry.si_pool ?? ZERO_FEN,
    seriousIllnessFen: entry.serious_illness ?? ZERO_FEN,
    medicalAssistanceFen: entry.medical_assistance ?? ZERO_FEN,
    personalAccountFen: entry.personal_account ?? ZERO_FEN,
  };
  const cashFen = subtractFen(totalFen, ...Object.values(paid));
  if (cashFen < 0)
    faults.add(
      file,
      place,
      { zh: '他方支付的金额超过各行之和', en: 'others paid more than the sum of its lines' },
      { zh: '请改正金额', en: 'Correct the amounts' },
    );
  return {
    code: '00000000',
    number: entry.number ?? number,
    totalFen,
    lines,
    settlement: { ...paid, cashFen },
    otherInsurersPaidFen: entry.other_insurers_paid ?? ZERO_FEN,
    forged: entry.forged,
  };
}
