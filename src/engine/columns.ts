import { ChainUsage, ClaimWorth } from './column-amounts.ts';
import { CodeBits } from './column-bits.ts';
import { factColumns, RULES_DAY } from './column-facts.ts';
import { compileSplit, FactColumns, type Split } from './column-rules.ts';
import { type CoverageInColumns, type TermsInColumns, termsInColumns } from './column-terms.ts';
import { anniversaryIn, civilOf, type EpochDay, type LeapDay, toEpochDay } from './dates.ts';
import { isHandedIn } from './decide.ts';
import { invoiceFacts } from './facts.ts';
import {
  CONCLUSIONS,
  emptyResult,
  putOutcome,
  type RehearsalBook,
  type RehearsalOptions,
  type RehearsalResult,
} from './rehearsal.ts';
import { decideInTurn, entangledChildren } from './rehearse-rows.ts';
import { isListed, RowsWith } from './rows-with.ts';
import type { Comparison, Condition, Effect, FactValue, Rule, RuleSet } from './rules.ts';
import { NO_DAY, OPEN_SPELL, ORIGINS, type Snapshot, startOf } from './snapshot.ts';

/**
 * Decides a period's claims again, in columns: the ordinary claims block by block, all of a block through one rule at
 * a time; the children with a rare claim claim after claim. The result is that of `rehearseRows`, to the fen. It is
 * written over `over`, an earlier result that is not needed any more: fresh columns of a million claims cost a tenth
 * of the time.
 */
export function rehearse(
  snapshot: Snapshot,
  book: RehearsalBook,
  options: RehearsalOptions,
  over: RehearsalResult | null = null,
): RehearsalResult {
  const steps = rehearseInSteps(snapshot, book, options, over);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** Rows decided together: their columns stay in the processor's cache. */
const BLOCK = 1_024;
/** Claims between two reports of progress. */
const STEP = 16 * BLOCK;

/** The same, saying now and then how many claims are done: whoever drives it may stop there. */
export function* rehearseInSteps(
  snapshot: Snapshot,
  book: RehearsalBook,
  options: RehearsalOptions,
  over: RehearsalResult | null = null,
): Generator<number, RehearsalResult> {
  const result = emptyResult(snapshot.claims, book.ruleSet, over);
  const days = ruleDays(snapshot, options);
  const inTurn = genuineInvoicesCount(book.ruleSet, days)
    ? entangledChildren(snapshot)
    : Array.from({ length: snapshot.children }, (_, index) => index);
  let done = 0;
  for (const { at, outcome } of decideInTurn(snapshot, book, options, inTurn)) {
    putOutcome(result, at, outcome);
    if (++done % STEP === 0) yield done;
  }
  if (inTurn.length === snapshot.children) return result;
  const block = new Block(snapshot, book, options, days, result);
  const plain = plainClaims(snapshot);
  for (let from = 0; from < plain.length; from += BLOCK) {
    block.decide(plain.subarray(from, from + BLOCK));
    done += BLOCK;
    if ((from / BLOCK) % (STEP / BLOCK) === 0) yield done;
  }
  return result;
}

function plainClaims({ claims, columns }: Snapshot): Uint32Array {
  const plain = new Uint32Array(claims);
  let count = 0;
  for (let at = 0; at < claims; at++)
    if (columns.childPlain[columns.claimChild[at]!] === 1) plain[count++] = at;
  return plain.subarray(0, count);
}

interface Days {
  readonly first: EpochDay;
  readonly last: EpochDay;
}

/** Whether the invoice rules leave alone what is neither forged nor met twice, as the invoices in columns are. */
function genuineInvoicesCount(ruleSet: RuleSet, days: RuleDays): boolean {
  const facts = invoiceFacts(false, false);
  const columns = new FactColumns(1);
  for (const [fact, value] of Object.entries(facts)) columns.addConstant(fact, value);
  const rules = medicalRules(ruleSet, 'invoice').filter(rule => meets(rule, days[rule.by]));
  const row = Int32Array.of(0);
  return rules.every(
    ({ conditions }) =>
      compileSplit(conditions, columns)(row, 1, new Int32Array(1), 0, new Int32Array(1), 0) === 0,
  );
}

function medicalRules(ruleSet: RuleSet, stage: string): readonly Rule[] {
  return (ruleSet.rulesByStage.get(stage) ?? []).filter(({ kind }) => kind !== 'critical_illness');
}

/** First and last of the days that the rules' effective dates are compared with. */
interface RuleDays {
  readonly event: Days;
  readonly cover_start: Days;
}

function ruleDays({ columns }: Snapshot, { termsOn }: RehearsalOptions): RuleDays {
  const asked = termsOn === null ? null : toEpochDay(termsOn);
  return {
    event: asked === null ? daysOf(columns.claimFrom) : { first: asked, last: asked },
    cover_start: daysOf(columns.childEffective),
  };
}

function daysOf(column: Int32Array): Days {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < column.length; row++) {
    const day = column[row]!;
    if (day < first) first = day;
    if (day > last) last = day;
  }
  return { first, last };
}

function meets({ effectiveFrom, effectiveTo }: Rule, { first, last }: Days): boolean {
  return effectiveFrom <= last && first <= effectiveTo;
}

/** A rule of a stage over the block: which rows it fires on. */
interface RuleInColumns {
  readonly rule: Rule;
  readonly effect: Effect;
  readonly split: Split;
  /** The rows among which it can fire, and what splits those; null where it asks for nothing that rows are listed by. */
  readonly among: { readonly rows: RowsWith; readonly split: Split } | null;
}

/** A block of ordinary claims on their way through the stages; one object decides block after block. */
class Block {
  readonly #snapshot: Snapshot;
  readonly #options: RehearsalOptions;
  readonly #result: RehearsalResult;
  readonly #ruleSet: RuleSet;
  readonly #facts = new FactColumns(BLOCK);
  readonly #columns: ReturnType<typeof factColumns>;
  readonly #stages: StageRules;
  readonly #terms: readonly (readonly TermsInColumns[] | null)[];
  readonly #origins: readonly number[];
  readonly #conclusions: readonly number[];
  readonly #everyRow = Int32Array.from({ length: BLOCK }, (_, row) => row);
  readonly #listed = new Map<string, RowsWith>();
  readonly #fired = new Int32Array(BLOCK);
  readonly #rest = new Int32Array(BLOCK);
  readonly #usage = new ChainUsage();
  readonly #worth: ClaimWorth;
  readonly #required: CodeBits;
  readonly #signals: CodeBits;
  /** By list of documents handed in: those that need not be asked for; null where nothing was recorded. */
  readonly #handedIn: readonly (Int32Array | null)[];
  #chain = -1;

  // What the stages find, by row.
  readonly #route = new Int32Array(BLOCK);
  readonly #policyYear = new Int32Array(BLOCK);
  readonly #covered: (readonly CoverageInColumns[])[] = new Array(BLOCK).fill([]);
  readonly #refusal = new Uint16Array(BLOCK);
  readonly #precedence = new Float64Array(BLOCK);
  readonly #quoted = new Uint16Array(BLOCK);
  readonly #byPerson = new Uint8Array(BLOCK);
  readonly #signing = new Uint8Array(BLOCK);
  readonly #level = new Uint8Array(BLOCK);

  constructor(
    snapshot: Snapshot,
    book: RehearsalBook,
    options: RehearsalOptions,
    days: RuleDays,
    result: RehearsalResult,
  ) {
    this.#snapshot = snapshot;
    this.#options = options;
    this.#result = result;
    this.#ruleSet = book.ruleSet;
    this.#columns = factColumns(this.#facts);
    this.#stages = Object.fromEntries(
      STAGES.map(stage => [stage, this.#compile(stage, days)]),
    ) as unknown as StageRules;
    const routes = this.#stages.route.map(({ effect }) => (effect.type === 'route' ? effect.coverages : []));
    this.#terms = snapshot.lists.plans.map(id => {
      const versions = book.planVersions(id);
      return versions && termsInColumns(versions, routes, snapshot.lists, this.#facts);
    });
    this.#origins = ORIGINS.map(origin => this.#facts.codeOf(origin));
    this.#conclusions = CONCLUSIONS.map(conclusion => this.#facts.codeOf(conclusion));
    this.#worth = new ClaimWorth(snapshot);
    const documents = [...book.ruleSet.documents.values()];
    this.#required = new CodeBits(
      documents.map(({ code }) => code),
      BLOCK,
    );
    this.#signals = new CodeBits(
      this.#stages.signal.flatMap(({ effect }) => (effect.type === 'flag' ? [effect.signal] : [])),
      BLOCK,
    );
    this.#handedIn = snapshot.lists.documents.map(
      handedIn =>
        handedIn &&
        this.#required.bitsOf(documents.filter(one => isHandedIn(one, handedIn)).map(({ code }) => code)),
    );
  }

  #compile(stage: StageName, days: RuleDays): RuleInColumns[] {
    return medicalRules(this.#ruleSet, stage).flatMap(rule => {
      if (!meets(rule, days[rule.by])) return [];
      const { effect, conditions } = rule;
      const splitOn = (condition: Condition) =>
        compileSplit(onItsDays(rule, condition, days[rule.by]), this.#facts);
      const parts = 'all' in conditions ? conditions.all : [conditions];
      const listed = parts.find(isListed);
      const among = listed && {
        rows: this.#rowsWith(listed),
        split: splitOn({ all: parts.filter(part => part !== listed) }),
      };
      return [{ rule, effect, split: splitOn(conditions), among: among ?? null }];
    });
  }

  #rowsWith({ fact, value }: Comparison): RowsWith {
    const key = `${fact} ${value}`;
    const known =
      this.#listed.get(key) ?? new RowsWith(this.#facts.column(fact), this.#facts.codeOf(value as FactValue));
    this.#listed.set(key, known);
    return known;
  }

  /** Puts the rows on which the rule fires into `#fired`, and says how many they are. */
  #fire({ split, among }: RuleInColumns, count: number): number {
    if (among === null) return split(this.#everyRow, count, this.#fired, 0, this.#rest, 0);
    return among.split(among.rows.rows, among.rows.list(count), this.#fired, 0, this.#rest, 0);
  }

  /** Decides the claims in these rows of the snapshot; within a child in their order, block after block. */
  decide(claims: Uint32Array): void {
    for (const rows of this.#listed.values()) rows.forget();
    this.#fillClaims(claims);
    this.#findRoutes(claims.length);
    this.#fillTerms(claims);
    this.#byPerson.fill(0);
    this.#findRefusals(claims.length);
    this.#workOut(claims);
    this.#findReasons(claims.length);
    this.#findDocumentsAndSignals(claims);
    this.#findReferrals(claims.length);
    this.#findSigning(claims.length);
    this.#write(claims);
  }

  /** The facts that need nothing but the claim and its cover's first day. */
  #fillClaims(claims: Uint32Array): void {
    const { columns } = this.#snapshot;
    const facts = this.#columns;
    const termsOn = this.#options.termsOn === null ? null : toEpochDay(this.#options.termsOn);
    for (let row = 0; row < claims.length; row++) {
      const at = claims[row]!;
      const from = columns.claimFrom[at]!;
      const to = columns.claimTo[at]!;
      const accident = columns.claimAccident[at]!;
      const firstConsult = columns.claimFirstConsult[at]!;
      facts.visit[row] = facts.visits[columns.claimVisit[at]!]!;
      facts.cause[row] = facts.causes[columns.claimCause[at]!]!;
      facts.eventDay[row] = from;
      facts.rulesDay[row] = termsOn ?? from;
      facts.effectiveDay[row] = columns.childEffective[columns.claimChild[at]!]!;
      facts.firstKnownDay[row] = firstConsult === NO_DAY ? from : firstConsult;
      facts.accidentDay[row] = accident === NO_DAY ? from : accident;
      facts.accidentRecorded[row] = accident === NO_DAY ? 0 : 1;
      facts.stayLastDay[row] = to;
      facts.stayNights[row] = to - from;
      facts.emergency[row] = columns.claimEmergency[at]!;
      facts.origin[row] = this.#origins[columns.claimOrigin[at]!]!;
      facts.billed[row] = columns.claimBilled[at]!;
      facts.medicinePercent[row] = columns.claimMedicinePercent[at]!;
      facts.testsBilled[row] = columns.claimTestsBilled[at]!;
      facts.roundInvoices[row] = columns.claimRoundInvoices[at]!;
      facts.invoiceCount[row] = columns.claimInvoiceEnd[at]! - startOf(columns.claimInvoiceEnd, at);
      facts.otherInsurersPaid[row] = columns.claimOthers[at]!;
      facts.settledThroughSi[row] = columns.claimSettled[at]!;
    }
  }

  /** Exactly one route answers a claim; two are an error in the rules, none leaves it uncovered. */
  #findRoutes(count: number): void {
    this.#route.fill(-1);
    for (const [place, one] of this.#stages.route.entries()) {
      const fired = this.#fire(one, count);
      for (let i = 0; i < fired; i++) {
        const row = this.#fired[i]!;
        const before = this.#route[row]!;
        if (before >= 0)
          throw new Error(
            `stage "route" must have one hit, but ${this.#stages.route[before]!.rule.id} and ${one.rule.id} fired`,
          );
        this.#route[row] = place;
      }
    }
  }

  /** The facts that the plan in force adds. A child's own figures are worked out once for its claims. */
  #fillTerms(claims: Uint32Array): void {
    const { columns } = this.#snapshot;
    const facts = this.#columns;
    let child = -1;
    let effective = 0;
    let effectiveCivil = 0;
    let leapDay: LeapDay = 'march_1';
    let birthCivil = 0;
    let agedOutFor: TermsInColumns | null = null;
    let lastDayByAge = 0;
    for (let row = 0; row < claims.length; row++) {
      const at = claims[row]!;
      const day = columns.claimFrom[at]!;
      if (columns.claimChild[at] !== child) {
        child = columns.claimChild[at]!;
        effective = columns.childEffective[child]!;
        effectiveCivil = civilOf(effective);
        leapDay = this.#versionsOf(child)[0]!.plan.leapDay;
        birthCivil = civilOf(columns.childBirth[child]!);
        agedOutFor = null;
      }
      const year = Math.floor(civilOf(day) / 10_000);
      const anniversary = anniversaryIn(effectiveCivil, year, leapDay);
      const policyYear = day < anniversary ? year - 1 : year;
      const termStart = day < anniversary ? anniversaryIn(effectiveCivil, year - 1, leapDay) : anniversary;
      const terms = this.#termsOf(child, effective, termStart);
      if (terms !== agedOutFor) {
        lastDayByAge =
          anniversaryIn(birthCivil, Math.floor(birthCivil / 10_000) + terms.plan.endAge, leapDay) - 1;
        agedOutFor = terms;
      }
      const route = this.#route[row]!;
      const covered = route < 0 ? NOT_COVERED : terms.covered[route]!;
      this.#policyYear[row] = policyYear;
      this.#covered[row] = covered;

      let spell = -1;
      for (let i = startOf(columns.childSpellEnd, child); i < columns.childSpellEnd[child]!; i++)
        if (spell < 0 || columns.spellFirst[i]! <= day) spell = i;
      const spellLast = spell < 0 ? effective - 1 : columns.spellLast[spell]!;
      const coverFirstDay = spell < 0 ? effective : columns.spellFirst[spell]!;
      const coverLastDay = spellLast === OPEN_SPELL || spellLast > lastDayByAge ? lastDayByAge : spellLast;
      const waitingEnds = effective + (covered[0]?.coverage.waitingDays ?? 0);
      const hospital = columns.claimHospital[at]!;
      const icd10 = columns.claimIcd10[at]!;
      const birthYear = Math.floor(birthCivil / 10_000);
      facts.coverFirstDay[row] = coverFirstDay;
      facts.coverLastDay[row] = coverLastDay;
      facts.waitingFirstCoveredDay[row] = waitingEnds;
      facts.stayDaysAfterCover[row] = Math.max(0, columns.claimTo[at]! - coverLastDay);
      facts.stayGraceDays[row] = terms.plan.stayGraceDays;
      facts.coverageCount[row] = covered.length;
      facts.diagnosisExcluded[row] = (
        columns.claimCause[at] === 0 ? terms.excludedIllness : terms.excludedAccident
      )[icd10]!;
      facts.hospitalLevel[row] = terms.hospitalLevel[hospital]!;
      facts.hospitalOwnership[row] = terms.hospitalOwnership[hospital]!;
      facts.hospitalWard[row] = terms.hospitalWard[hospital]!;
      facts.emergencyWaives[row] = terms.emergencyWaives;
      facts.ageYears[row] = Math.max(
        0,
        year - birthYear - (day < anniversaryIn(birthCivil, year, leapDay) ? 1 : 0),
      );
      facts.daysAfterWaiting[row] = facts.firstKnownDay[row]! - waitingEnds;
      facts.daysInCover[row] = day - coverFirstDay;
    }
  }

  /** Never empty. */
  #versionsOf(child: number): readonly TermsInColumns[] {
    const { columns, lists } = this.#snapshot;
    const plan = columns.childPlan[child]!;
    const versions = this.#terms[plan];
    if (!versions?.length)
      throw new RangeError(`the rulebook has no plan "${lists.plans[plan]}", which a cover names`);
    return versions;
  }

  /** The plan version that governs, as `governingVersion` says. */
  #termsOf(child: number, effective: EpochDay, termStart: EpochDay): TermsInColumns {
    const versions = this.#versionsOf(child);
    if (versions.length === 1) return versions[0]!;
    const { termsOn } = this.#options;
    if (termsOn !== null) return versionOn(versions, toEpochDay(termsOn));
    const atEvent = versionOn(versions, termStart);
    return atEvent.byTermAtEvent ? atEvent : versionOn(versions, effective);
  }

  #findRefusals(count: number): void {
    this.#refusal.fill(0);
    this.#precedence.fill(Number.POSITIVE_INFINITY);
    for (const one of this.#stages.gate) {
      const { effect } = one;
      if (effect.type !== 'refuse') continue;
      const fired = this.#fire(one, count);
      if (fired === 0) continue;
      const { contestable, precedence } = this.#reason(effect.reason);
      const reason = this.#result.reasons.indexOf(effect.reason);
      for (let i = 0; i < fired; i++) {
        const row = this.#fired[i]!;
        if (contestable) this.#byPerson[row] = 1;
        if (precedence >= this.#precedence[row]!) continue;
        this.#precedence[row] = precedence;
        this.#refusal[row] = reason;
      }
    }
  }

  /** What each claim is worth, chain after chain; a refused one consumes nothing. */
  #workOut(claims: Uint32Array): void {
    const { columns } = this.#snapshot;
    const facts = this.#columns;
    const worth = this.#worth;
    const [paid, , nothing, refused] = this.#conclusions as [number, number, number, number];
    for (let row = 0; row < claims.length; row++) {
      const at = claims[row]!;
      const child = columns.claimChild[at]!;
      if (child !== this.#chain) {
        this.#chain = child;
        this.#usage.begin(this.#snapshot, child);
      }
      const policyYear = this.#policyYear[row]!;
      const covered = this.#covered[row]!;
      worth.workOut(at, policyYear, covered, this.#usage);
      facts.atStake[row] = worth.totalFen;
      const isRefused = this.#refusal[row] !== 0;
      facts.total[row] = isRefused ? 0 : worth.totalFen;
      facts.base[row] = isRefused ? 0 : worth.baseFen;
      facts.cutByAnnualLimit[row] = !isRefused && worth.cutByAnnualLimit ? 1 : 0;
      facts.cutByVisitLimit[row] = !isRefused && worth.cutByVisitLimit ? 1 : 0;
      facts.conclusion[row] = isRefused ? refused : worth.totalFen === 0 ? nothing : paid;
      if (isRefused) continue;
      worth.consume(at, policyYear, covered, this.#usage);
      for (let i = 0; i < covered.length; i++)
        this.#result.byCoverageFen[covered[i]!.place]![at]! += worth.payableFen[i]!;
    }
  }

  #findReasons(count: number): void {
    this.#quoted.fill(0);
    this.#eachFirst('reason', count, (effect, rows, fired) => {
      if (effect.type !== 'reason') return;
      const reason = this.#result.reasons.indexOf(effect.reason);
      const { contestable } = this.#reason(effect.reason);
      for (let i = 0; i < fired; i++) {
        this.#quoted[rows[i]!] = reason;
        if (contestable) this.#byPerson[rows[i]!] = 1;
      }
    });
  }

  #findDocumentsAndSignals(claims: Uint32Array): void {
    const facts = this.#columns;
    this.#required.clear();
    this.#each('document', claims.length, (effect, rows, fired) => {
      if (effect.type === 'require_documents') this.#required.mark(rows, fired, effect.documents);
    });
    this.#signals.clear();
    this.#each('signal', claims.length, (effect, rows, fired) => {
      if (effect.type === 'flag') this.#signals.mark(rows, fired, [effect.signal]);
    });
    const { claimDocuments } = this.#snapshot.columns;
    for (let row = 0; row < claims.length; row++) {
      const handedIn = this.#handedIn[claimDocuments[claims[row]!]!]!;
      facts.documentsMissing[row] = handedIn === null ? 0 : this.#required.count(row, handedIn);
      facts.signals[row] = this.#signals.count(row, null);
    }
  }

  #findReferrals(count: number): void {
    this.#each('referral', count, (effect, rows, fired) => {
      if (effect.type !== 'refer' || !this.#reason(effect.reason).contestable) return;
      for (let i = 0; i < fired; i++) this.#byPerson[rows[i]!] = 1;
    });
  }

  #findSigning(count: number): void {
    this.#signing.fill(1);
    this.#level.fill(0);
    this.#eachFirst('authority', count, (effect, rows, fired) => {
      if (effect.type !== 'sign') return;
      const { signatures, level = 0 } = effect;
      for (let i = 0; i < fired; i++) {
        this.#signing[rows[i]!] = signatures;
        this.#level[rows[i]!] = level;
      }
    });
  }

  #write(claims: Uint32Array): void {
    const result = this.#result;
    const { total } = this.#columns;
    for (let row = 0; row < claims.length; row++) {
      const at = claims[row]!;
      const refusal = this.#refusal[row]!;
      result.totalFen[at] = total[row]!;
      result.payableFen[at] = total[row]!;
      result.conclusion[at] = refusal !== 0 ? REFUSED : total[row] === 0 ? NOTHING : PAID;
      result.reason[at] = refusal !== 0 ? refusal : this.#quoted[row]!;
      const isForPerson = refusal !== 0 || this.#byPerson[row] !== 0;
      result.signatures[at] = isForPerson ? this.#signing[row]! : 0;
      result.level[at] = isForPerson ? this.#level[row]! : 0;
    }
  }

  /** Every rule of a stage that fires, with the rows on which it does. */
  #each(
    stage: StageName,
    count: number,
    found: (effect: Effect, rows: Int32Array, fired: number) => void,
  ): void {
    for (const one of this.#stages[stage]) {
      const fired = this.#fire(one, count);
      if (fired > 0) found(one.effect, this.#fired, fired);
    }
  }

  /** The same, each row only with the first rule that fires on it. */
  #eachFirst(
    stage: StageName,
    count: number,
    found: (effect: Effect, rows: Int32Array, fired: number) => void,
  ): void {
    let rows = this.#everyRow;
    let open = count;
    for (const { effect, split } of this.#stages[stage]) {
      if (open === 0) return;
      const fired = split(rows, open, this.#fired, 0, this.#rest, 0);
      open -= fired;
      rows = this.#rest;
      if (fired > 0) found(effect, this.#fired, fired);
    }
  }

  #reason(code: string) {
    const reason = this.#ruleSet.reasons.get(code);
    if (!reason) throw new Error(`reason "${code}" is not in the reason list`);
    return reason;
  }
}

const STAGES = ['route', 'gate', 'reason', 'document', 'signal', 'referral', 'authority'] as const;
type StageName = (typeof STAGES)[number];
type StageRules = Readonly<Record<StageName, readonly RuleInColumns[]>>;

const NOT_COVERED: readonly CoverageInColumns[] = [];
const PAID = CONCLUSIONS.indexOf('给付');
const NOTHING = CONCLUSIONS.indexOf('零赔付');
const REFUSED = CONCLUSIONS.indexOf('拒付');

function versionOn(versions: readonly TermsInColumns[], day: EpochDay): TermsInColumns {
  let applies = versions[0]!;
  for (const version of versions) if (version.effectiveDay <= day) applies = version;
  return applies;
}

/** Conditions of the rule, on the days of its effect alone where the snapshot has others. */
function onItsDays(
  { by, effectiveFrom, effectiveTo }: Rule,
  conditions: Condition,
  { first, last }: Days,
): Condition {
  const fact = by === 'event' ? RULES_DAY : 'effective_day';
  const bounds: Condition[] = [];
  if (effectiveFrom > first) bounds.push({ fact, operator: 'greaterThanInclusive', value: effectiveFrom });
  if (effectiveTo < last) bounds.push({ fact, operator: 'lessThanInclusive', value: effectiveTo });
  return bounds.length === 0 ? conditions : { all: [...bounds, conditions] };
}
