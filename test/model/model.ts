/**
 * A small second reading of the rules that stand in the golden cases' `rules` list. It imports nothing from src/
 * and is written sentence by sentence, in bigint fen, so that a mistake in the product is not repeated here.
 * Numbers in brackets name the sentence of that list, counted from 1.
 */

export interface Figures {
  eligible_gross: string;
  social_paid: string;
  other_paid: string;
  base: string;
  deductible_used: string;
  ratio: string | null;
  before_limit: string;
  payable: string;
}

export interface ClaimAnswer {
  id: string;
  decision: '给付' | '部分给付' | '零赔付' | '拒付';
  payable: string;
  reason_code: string | null;
  by_coverage?: Record<string, Figures | { payable: string }>;
  advance?: { due: string; determinable_eligible: string; advance_paid: string; balance: string };
}

export type CaseAnswer =
  | { id: string; total: string; claims: ClaimAnswer[] }
  | { id: string | null; error: string };

class BadCase extends Error {}

/** Something read from JSON; `at` walks it and refuses what is missing or of another kind. */
type Node = Record<string, unknown>;

function object(value: unknown, what: string): Node {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadCase(`${what}: object`);
  return value as Node;
}

function list(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw new BadCase(`${what}: list`);
  return value;
}

function text(node: Node, key: string): string {
  const value = node[key];
  if (typeof value !== 'string') throw new BadCase(`${key}: text`);
  return value;
}

function textOrNull(node: Node, key: string): string | null {
  return node[key] === null || node[key] === undefined ? null : text(node, key);
}

function oneOf(node: Node, key: string, values: readonly string[]): string {
  const value = text(node, key);
  if (!values.includes(value)) throw new BadCase(`${key}: one of ${values.join(', ')}`);
  return value;
}

function truth(node: Node, key: string): boolean {
  if (typeof node[key] !== 'boolean') throw new BadCase(`${key}: true or false`);
  return node[key];
}

function money(node: Node, key: string): bigint {
  const value = text(node, key);
  if (!/^-?\d+\.\d\d$/.test(value)) throw new BadCase(`${key}: yuan with two decimals`);
  return BigInt(value.replace('.', ''));
}

function yuan(fen: bigint): string {
  const digits = String(fen < 0n ? -fen : fen).padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const sum = (amounts: bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

/** Exact Σ amount × ratio as a fraction, then half-up to the fen once [14]. */
function halfUp(parts: { fen: bigint; ratio: string }[]): bigint {
  const SCALE = 10n ** 12n;
  let scaled = 0n;
  for (const { fen, ratio } of parts) {
    const [whole = '', decimals = ''] = ratio.split('.');
    scaled += fen * BigInt(whole + decimals.padEnd(12, '0'));
  }
  return (scaled * 2n + SCALE) / (SCALE * 2n);
}

const DAY = 86_400_000;
const time = (day: string): number =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)));
const plusDays = (day: string, days: number): string =>
  new Date(time(day) + days * DAY).toISOString().slice(0, 10);

/** The day in `year` on which an anniversary of `day` falls; Date.UTC turns 29 February into 1 March [7]. */
function anniversaryIn(day: string, year: number): string {
  return new Date(Date.UTC(year, Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))))
    .toISOString()
    .slice(0, 10);
}

/** Calendar year in which the policy year that holds `day` begins [16]. */
function policyYear(effective: string, day: string): number {
  const year = Number(day.slice(0, 4));
  return day >= anniversaryIn(effective, year) ? year : year - 1;
}

/** Coverages of a plan with `extends` and `override` worked in. */
function coveragesOf(plans: Node, id: string): Node {
  const plan = object(plans[id], `plan ${id}`);
  if (plan.coverages !== undefined) return object(plan.coverages, 'coverages');
  const coverages = structuredClone(coveragesOf(plans, text(plan, 'extends')));
  for (const [path, value] of Object.entries(object(plan.override ?? {}, 'override'))) {
    const keys = path.split('.');
    const last = keys.pop() as string;
    let place = coverages;
    for (const key of keys) place = object(place[key], path);
    place[last] = value;
  }
  return coverages;
}

interface Bill {
  key: string;
  forged: boolean;
  total: bigint;
  lines: { fee: string; class: string; fen: bigint }[];
  siPool: bigint;
  social: bigint;
  other: bigint;
}

function readBill(value: unknown): Bill {
  const invoice = object(value, 'invoice');
  const settlement = object(invoice.settlement, 'settlement');
  const parts = ['si_pool', 'serious_illness', 'medical_assistance', 'personal_account', 'cash'];
  const [siPool, illness, assistance, account, cash] = parts.map(part => money(settlement, part)) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const lines = list(invoice.lines, 'lines').map(entry => {
    const line = object(entry, 'line');
    return { fee: text(line, 'fee'), class: text(line, 'class'), fen: money(line, 'amount') };
  });
  const total = money(invoice, 'total');
  const paid = siPool + illness + assistance + account + cash;
  if (sum(lines.map(line => line.fen)) !== total || paid !== total) throw new BadCase('sums differ');
  return {
    key: `${text(invoice, 'code')}/${text(invoice, 'number')}`,
    forged: invoice.forged === undefined ? false : truth(invoice, 'forged'),
    total,
    lines,
    siPool,
    social: siPool + illness + assistance,
    other: money(invoice, 'other_insurers_paid'),
  };
}

interface Child {
  id: string;
  lastDay: string;
}

/** One case under decision: what was used so far, and what each claim has consumed of it. */
interface Case {
  effective: string;
  coverages: Node;
  children: Map<string, Child>;
  used: Map<string, bigint>;
  numbers: Set<string>;
  decided: Map<string, { total: bigint; consumed: [string, bigint][] }>;
}

const usedOf = (state: Case, bucket: string): bigint => state.used.get(bucket) ?? 0n;
const use = (state: Case, bucket: string, fen: bigint): void => {
  state.used.set(bucket, usedOf(state, bucket) + fen);
};

/** Reads a case of the golden form and decides its claims in adjudication order. */
export function settleCase(caseDocument: unknown, plans: unknown): CaseAnswer {
  const id = (caseDocument as { id?: unknown } | null)?.id;
  try {
    const document = object(caseDocument, 'case');
    const state = readCase(document, object(plans, 'plans'));
    const claims = list(document.claims, 'claims').map(claim => readClaim(object(claim, 'claim'), state));
    claims.sort((a, b) => a.order - b.order);
    const decided = claims.map(claim => ({ ...claim.decide(), id: claim.id }));
    const total = sum(decided.map(({ payable }) => BigInt(payable.replace('.', ''))));
    return { id: text(document, 'id'), total: yuan(total), claims: decided };
  } catch (fault) {
    if (!(fault instanceof BadCase)) throw fault;
    return { id: typeof id === 'string' ? id : null, error: fault.message };
  }
}

function readCase(document: Node, plans: Node): Case {
  const contract = object(document.contract, 'contract');
  const terminated = textOrNull(contract, 'terminated');
  const children = new Map<string, Child>();
  for (const entry of list(document.insured, 'insured')) {
    const child = object(entry, 'insured');
    const birth = text(child, 'birth');
    const eve = plusDays(anniversaryIn(birth, Number(birth.slice(0, 4)) + 18), -1);
    const lastDay = terminated !== null && terminated < eve ? terminated : eve;
    children.set(text(child, 'id'), { id: text(child, 'id'), lastDay });
  }
  const used = new Map<string, bigint>();
  for (const [child, years] of Object.entries(object(document.prior_state ?? {}, 'prior_state'))) {
    for (const [year, perCoverage] of Object.entries(object(years, child))) {
      for (const [coverage, value] of Object.entries(object(perCoverage, year))) {
        const before = object(value, coverage);
        if (before.paid !== undefined) used.set(`paid ${child} ${year} ${coverage}`, money(before, 'paid'));
        if (before.deductible_used !== undefined)
          used.set(`deductible ${child} ${year} ${coverage}`, money(before, 'deductible_used'));
      }
    }
  }
  return {
    effective: text(contract, 'effective'),
    coverages: coveragesOf(plans, text(document, 'plan')),
    children,
    used,
    numbers: new Set(),
    decided: new Map(),
  };
}

type Answer = Omit<ClaimAnswer, 'id'>;

function readClaim(claim: Node, state: Case): { id: string; order: number; decide: () => Answer } {
  const order = claim.adjudication_order;
  if (typeof order !== 'number') throw new BadCase('adjudication_order: number');
  const child = state.children.get(text(claim, 'insured'));
  if (!child) throw new BadCase('insured: nobody of this case');
  const id = text(claim, 'id');
  oneOf(claim, 'cause', ['illness', 'accident']);
  if (oneOf(claim, 'kind', ['medical', 'critical_illness']) === 'critical_illness') {
    oneOf(claim, 'tier', ['major', 'mild']);
    text(claim, 'disease_code');
    text(claim, 'diagnosed');
    return { id, order, decide: () => decideIllness(claim, child, state) };
  }
  oneOf(claim, 'visit', ['inpatient', 'outpatient']);
  for (const key of ['from', 'to']) text(claim, key);
  if (claim.cause === 'illness') text(claim, 'first_consult');
  const hospital = object(claim.hospital, 'hospital');
  for (const key of ['level', 'ownership', 'ward']) text(hospital, key);
  truth(claim, 'emergency');
  const bills = list(claim.invoices, 'invoices').map(readBill);
  return { id, order, decide: () => decideMedical(claim, bills, child, state) };
}

const refused = (reason: string | null, payable = 0n): Answer => ({
  decision: '拒付',
  payable: yuan(payable),
  reason_code: reason,
});

/** [17], [18]. */
function decideIllness(claim: Node, child: Child, state: Case): Answer {
  const terms = state.coverages.CI as Node | undefined;
  const diagnosed = text(claim, 'diagnosed');
  const ended = `ci ended ${child.id}`;
  const mildPaid = `ci mild ${child.id} ${text(claim, 'disease_code')}`;
  const paid = `ci paid ${child.id}`;
  if (terms === undefined) return refused('NOT_COVERED');
  if (usedOf(state, ended) > 0n) return refused('CI_ENDED');
  if (diagnosed < state.effective || diagnosed > child.lastDay) return refused('NOT_IN_FORCE');
  const lastWaitingDay = plusDays(state.effective, (terms.waiting_days as number) - 1);
  if (claim.cause === 'illness' && diagnosed <= lastWaitingDay) {
    use(state, ended, 1n);
    return refused('CI_WAITING_PERIOD');
  }
  const mild = claim.tier === 'mild';
  if (mild && usedOf(state, mildPaid) > 0n) return refused('CI_MILD_PAID');
  const insured = money(terms, 'sum_insured');
  const left = max(0n, insured - usedOf(state, paid));
  const full = mild ? halfUp([{ fen: insured, ratio: text(terms, 'mild_ratio') }]) : insured;
  const payable = terms.mild_mode === 'advance' ? min(full, left) : full;
  use(state, paid, payable);
  use(state, mild ? mildPaid : ended, 1n);
  return {
    decision: payable > 0n ? '给付' : '零赔付',
    payable: yuan(payable),
    reason_code: payable > 0n ? null : 'NO_ELIGIBLE_EXPENSE',
    by_coverage: { CI: { payable: yuan(payable) } },
  };
}

/** [6], [8], [9], then [5]. */
function refusalOf(claim: Node, covers: string[], child: Child, state: Case): string | null {
  const from = text(claim, 'from');
  if (from < state.effective || from > child.lastDay) return 'NOT_IN_FORCE';
  const hospital = claim.hospital as Node;
  const level = text(hospital, 'level');
  const levelGood = level.startsWith('二级') || level.startsWith('三级') || claim.emergency === true;
  if (!levelGood || hospital.ownership !== 'public' || hospital.ward !== '普通部')
    return 'HOSPITAL_NOT_COVERED';
  if (claim.cause === 'illness' && covers.length > 0) {
    const terms = state.coverages[claim.visit === 'inpatient' ? 'HM' : 'OP'] as Node;
    const firstConsult = text(claim, 'first_consult');
    const firstFreeDay = plusDays(state.effective, terms.waiting_days as number);
    if (firstConsult < firstFreeDay) return 'WAITING_PERIOD';
  }
  return covers.length === 0 ? 'NOT_COVERED' : null;
}

function decideMedical(claim: Node, bills: Bill[], child: Child, state: Case): Answer {
  const id = text(claim, 'id');
  const revises = textOrNull(claim, 'revises');
  const old = revises === null ? undefined : state.decided.get(revises);
  if (revises !== null && old === undefined) throw new BadCase(`revises: ${revises} is not decided yet`);
  for (const [bucket, fen] of old?.consumed ?? []) use(state, bucket, -fen);
  const before = old?.total ?? 0n;

  const accident = claim.cause === 'accident';
  const inpatient = claim.visit === 'inpatient';
  const answering = accident ? (inpatient ? ['AM', 'HM'] : ['AM']) : inpatient ? ['HM'] : ['OP'];
  const covers = answering.filter(code => state.coverages[code] !== undefined);
  const refusal = refusalOf(claim, covers, child, state);
  const accepted: Bill[] = [];
  let duplicate = false;
  if (refusal === null) {
    for (const bill of bills.filter(one => !one.forged)) {
      const known = accepted.some(one => one.key === bill.key);
      if (known || (revises === null && state.numbers.has(bill.key))) duplicate = true;
      else accepted.push(bill);
    }
  }
  for (const bill of accepted) state.numbers.add(bill.key);
  const forged = bills.some(bill => bill.forged);
  const rejection = forged ? 'FALSE_DOCUMENT' : duplicate ? 'DUPLICATE_INVOICE' : null;
  if (refusal !== null || accepted.length === 0) {
    state.decided.set(id, { total: 0n, consumed: [] });
    return refused(refusal ?? rejection ?? (revises === null ? null : 'APPEAL_ADJUSTED'), -before);
  }

  const result = amounts(claim, accepted, covers, child, state, []);
  const disputed = claim.disputed_lines as string[] | undefined;
  const complete = textOrNull(claim, 'documents_complete');
  const early =
    disputed !== undefined && disputed.length > 0 && complete !== null && revises === null
      ? amounts(claim, accepted, covers, child, state, disputed)
      : null;
  for (const [bucket, fen] of result.consumed) use(state, bucket, fen);
  state.decided.set(id, { total: result.total, consumed: result.consumed });

  const reasonOfLimit = result.annualCut ? 'ANNUAL_LIMIT' : result.visitCut ? 'PER_VISIT_LIMIT' : null;
  const reasonOfZero = result.anyBase ? 'BELOW_DEDUCTIBLE' : 'NO_ELIGIBLE_EXPENSE';
  const zero = result.total === 0n;
  return {
    decision: zero ? '零赔付' : rejection !== null ? '部分给付' : '给付',
    payable: yuan(result.total - before),
    reason_code:
      rejection ??
      (revises === null ? null : 'APPEAL_ADJUSTED') ??
      reasonOfLimit ??
      (zero ? reasonOfZero : null),
    by_coverage: result.figures,
    ...(early !== null && complete !== null
      ? {
          advance: {
            due: plusDays(complete, 60),
            determinable_eligible: yuan(early.widest),
            advance_paid: yuan(min(early.total, result.total)),
            balance: yuan(max(0n, result.total - early.total)),
          },
        }
      : {}),
  };
}

/** [10] to [15]: each coverage in its order, on sums over the accepted invoices, less lines whose fee is in `without`. */
function amounts(
  claim: Node,
  accepted: Bill[],
  covers: string[],
  child: Child,
  state: Case,
  without: string[],
) {
  const from = text(claim, 'from');
  const year = policyYear(state.effective, from);
  const nights = (time(text(claim, 'to')) - time(from)) / DAY;
  const days = BigInt(Math.max(1, nights));
  const billed = sum(accepted.map(bill => bill.total));
  const social = sum(accepted.map(bill => bill.social));
  const settled = accepted.some(bill => bill.siPool > 0n);
  let other = sum(accepted.map(bill => bill.other));
  let total = 0n;
  let [annualCut, visitCut, anyBase] = [false, false, false];
  let widest = 0n;
  const figures: Record<string, Figures> = {};
  const consumed: [string, bigint][] = [];
  for (const code of covers) {
    const terms = state.coverages[code] as Node;
    const classes = terms.classes as string[];
    const perFee = new Map<string, bigint>();
    for (const line of accepted.flatMap(bill => bill.lines))
      if (classes.includes(line.class) && !without.includes(line.fee))
        perFee.set(line.fee, (perFee.get(line.fee) ?? 0n) + line.fen);
    for (const sublimit of (terms.sublimits ?? []) as Node[]) {
      const fee = text(sublimit, 'fee');
      const cut = money(sublimit, 'per_day') * days;
      if (perFee.has(fee)) perFee.set(fee, min(perFee.get(fee) ?? 0n, cut));
    }
    const eligible = sum([...perFee.values()]);
    widest = max(widest, eligible);
    const base = max(0n, eligible - social - other);

    const deductible = terms.deductible as Node;
    const full = money(deductible, 'amount');
    const type = text(deductible, 'type');
    const bucket = {
      policy_year: `deductible ${child.id} ${year} ${code}`,
      accident: `accident ${child.id} ${String(claim.accident_date)}`,
    }[type];
    let remaining = full;
    if (bucket !== undefined)
      remaining = max(
        0n,
        full -
          usedOf(state, bucket) -
          sum(consumed.filter(([name]) => name === bucket).map(([, fen]) => fen)),
      );
    else if (type === 'stay_if_no_si' && settled) remaining = 0n;
    const deducted = min(base, remaining);
    if (bucket !== undefined) consumed.push([bucket, deducted]);

    const tiers = settled ? undefined : (terms.tiers_no_si as Node[] | undefined);
    const ratio = tiers ? null : text(terms, settled ? 'ratio_si' : 'ratio_no_si');
    const parts = tiers
      ? tiers.map(tier => {
          const upper = tier.to === null ? base : min(base, money(tier, 'to'));
          return { fen: max(0n, upper - money(tier, 'from')), ratio: text(tier, 'ratio') };
        })
      : [{ fen: base - deducted, ratio: ratio as string }];
    const beforeLimit = halfUp(parts);

    const paidBucket = `paid ${child.id} ${year} ${code}`;
    const afterVisit =
      terms.per_visit_limit === undefined ? beforeLimit : min(beforeLimit, money(terms, 'per_visit_limit'));
    const afterAnnual =
      terms.annual_limit === undefined
        ? afterVisit
        : min(afterVisit, max(0n, money(terms, 'annual_limit') - usedOf(state, paidBucket)));
    visitCut ||= afterVisit < beforeLimit;
    annualCut ||= afterAnnual < afterVisit;
    const payable = max(0n, min(afterAnnual, billed - social - other));
    consumed.push([paidBucket, payable]);
    anyBase ||= base > 0n;
    total += payable;
    figures[code] = {
      eligible_gross: yuan(eligible),
      social_paid: yuan(social),
      other_paid: yuan(other),
      base: yuan(base),
      deductible_used: yuan(deducted),
      ratio,
      before_limit: yuan(beforeLimit),
      payable: yuan(payable),
    };
    other += payable;
  }
  return { total, figures, consumed, annualCut, visitCut, anyBase, widest };
}
