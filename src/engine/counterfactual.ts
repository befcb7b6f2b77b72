import { compileCondition, type SyncEvaluator } from './compile.ts';
import { type DecisionInput, decide, type Outcome } from './decide.ts';
import type {
  Comparison,
  Condition,
  Effect,
  Facts,
  FactType,
  FactValue,
  RuleSet,
  StageRequest,
} from './rules.ts';
import { runSync } from './run.ts';

/** A fact that might have been otherwise, and how (rules/facts.json). */
export interface Supposable {
  readonly fact: string;
  readonly type: FactType;
  /** The only values to suppose; null: any of its type within the bounds. */
  readonly values: readonly FactValue[] | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** What a what-if may suppose, and what must hold of the facts as supposed wherever it holds of them as they are. */
export interface Supposition {
  /** In the order of preference. */
  readonly facts: readonly Supposable[];
  /** Of two facts that a law compares, one moves the other along. */
  readonly laws: readonly Condition[];
}

export interface Change {
  readonly fact: string;
  /** Place of the invoice in the claim for a fact of an invoice, else null. */
  readonly invoice: number | null;
  readonly from: FactValue;
  readonly to: FactValue;
  /** Moved with another, without which it could not be. */
  readonly along: boolean;
}

/** Changes that would have been enough together, and the decision on the facts so changed. */
export interface Counterfactual {
  readonly changes: readonly Change[];
  readonly outcome: Outcome;
}

/** More than this many facts at once explain nothing to anybody. */
export const MOST_CHANGES = 4;
/** Decisions tried before a question is given up; our own book needs some hundreds. */
const MOST_TRIED = 50_000;

/** What decides whether and for which coverage something is paid; later stages only say who must look. */
const DECIDING: readonly Effect['type'][] = ['route', 'refuse', 'exclude_invoice'];

/**
 * The smallest changes of facts after which a refused claim would not be refused: the fewest facts, then no change of
 * kind (an accident, an emergency) where another day does, then the least distance. Several when as few facts do in
 * different ways, one for each set of facts, the nearest first; none when up to four facts are not enough, or a person
 * refused. A day that is moved along with another does not count.
 *
 * Values come from the rules: for each fact that may be supposed, the nearest ones on which some comparison of it
 * changes. Every set of them is decided again, smaller sets first, so that what is found is not refused and nothing
 * smaller among them is not. Amounts are those of the bill and the limits as they were.
 */
export function waysToPay(
  input: DecisionInput,
  ruleSet: RuleSet,
  evaluate: SyncEvaluator,
  supposition: Supposition,
): Counterfactual[] {
  if (input.refusedByPerson !== null) return [];
  const asked = new Supposing(input, ruleSet, evaluate, supposition);
  return search(asked, asked.options(), asked.obstacles(), ({ conclusion }) => conclusion !== '拒付');
}

/** The same for the invoice at `place` of the claim, which was left out: so that it would be counted. */
export function waysToCount(
  input: DecisionInput,
  place: number,
  ruleSet: RuleSet,
  evaluate: SyncEvaluator,
  supposition: Supposition,
): Counterfactual[] {
  const asked = new Supposing(input, ruleSet, evaluate, supposition);
  const options = asked.options().filter(({ invoice }) => invoice === place);
  const leftOut = ({ rejectedInvoices }: Outcome) => rejectedInvoices.length;
  const before = leftOut(asked.decide([]).outcome);
  return search(asked, options, [], outcome => leftOut(outcome) < before);
}

function search(
  asked: Supposing,
  options: readonly Option[],
  obstacles: readonly ((option: Option) => boolean)[],
  wanted: (outcome: Outcome) => boolean,
): Counterfactual[] {
  for (let size = 1; size <= Math.min(MOST_CHANGES, options.length); size += 1) {
    const found = new Map<string, Found>();
    const go = forEachSet(options, size, chosen => {
      if (!obstacles.every(obstacle => chosen.some(one => obstacle(one)))) return true;
      const changes = asked.complete(chosen);
      if (changes === null) return true;
      if (asked.tried >= MOST_TRIED) return false;
      const { outcome } = asked.decide(changes);
      if (!wanted(outcome)) return true;
      const facts = chosen.map(keyOf).join(' ');
      const one: Found = { changes, outcome, cost: costOf(chosen) };
      const before = found.get(facts);
      if (before === undefined || isLess(one.cost, before.cost)) found.set(facts, one);
      return true;
    });
    if (found.size > 0)
      return simplest([...found.values()])
        .sort((a, b) => (isLess(a.cost, b.cost) ? -1 : 1))
        .map(({ changes, outcome }) => ({ changes, outcome }));
    if (!go) return [];
  }
  return [];
}

/** One value that a fact could have had. */
interface Option {
  readonly fact: string;
  readonly invoice: number | null;
  readonly from: FactValue;
  readonly to: FactValue;
  /** Days, fen or units away; null for a change of kind. */
  readonly distance: number | null;
}

/** Changes of kind, distance, places in the catalogue: the lesser in the first that differs. */
type Cost = readonly number[];

interface Found extends Counterfactual {
  readonly cost: Cost;
}

interface Asked {
  readonly invoice: number | null;
  readonly request: StageRequest;
}

/** One decision, decided again under changed facts. */
class Supposing {
  tried = 0;
  readonly #input: DecisionInput;
  readonly #ruleSet: RuleSet;
  readonly #evaluate: SyncEvaluator;
  readonly #supposables: ReadonlyMap<string, Supposable>;
  readonly #laws: readonly Law[];
  readonly #baseline: readonly Asked[];
  /** Facts of the claim as they are, whatever stage knows them. */
  readonly #facts: Facts;

  constructor(input: DecisionInput, ruleSet: RuleSet, evaluate: SyncEvaluator, { facts, laws }: Supposition) {
    this.#input = input;
    this.#ruleSet = ruleSet;
    this.#evaluate = evaluate;
    this.#supposables = new Map(facts.map(one => [one.fact, one]));
    this.#baseline = this.decide([]).asked;
    this.#facts = Object.assign(
      {},
      ...this.#baseline.filter(({ invoice }) => invoice === null).map(({ request }) => request.facts),
    );
    this.#laws = laws
      .map(law => ({ holds: compileCondition(law), comparisons: comparisonsOf(law) }))
      .filter(({ comparisons }) => comparisons.every(one => factsOf(one).every(id => id in this.#facts)))
      .filter(({ holds }) => holds(this.#facts));
  }

  /** The decision with the facts so changed, and what was asked on the way. */
  decide(changes: readonly Change[]): { readonly outcome: Outcome; readonly asked: readonly Asked[] } {
    this.tried += 1;
    const asked: Asked[] = [];
    let invoices = 0;
    const outcome = runSync(decide(this.#input, this.#ruleSet), request => {
      const ofInvoice = this.#ruleSet.stages.get(request.stage)?.scope === 'invoice';
      const invoice = ofInvoice ? invoices++ : null;
      const supposed = { ...request, facts: changed(request.facts, invoice, changes) };
      asked.push({ invoice, request: supposed });
      return this.#evaluate(supposed);
    });
    return { outcome, asked };
  }

  /** Every value worth supposing, in the order of the catalogue, the nearest of each fact first. */
  options(): Option[] {
    const seen = [...this.#baseline];
    // Another route has other terms (waiting days): what is compared there gives values, too.
    const routing = this.#factsOf('route');
    for (const option of this.#optionsIn(this.#baseline))
      if (routing.has(option.fact)) seen.push(...this.decide(this.complete([option]) ?? []).asked);
    const order = new Map([...this.#supposables.keys()].map((fact, place) => [fact, place]));
    return this.#optionsIn(seen).sort(
      (a, b) => order.get(a.fact)! - order.get(b.fact)! || (a.distance ?? 0) - (b.distance ?? 0),
    );
  }

  #optionsIn(seen: readonly Asked[]): Option[] {
    const options = new Map<string, Option>();
    for (const { invoice, request } of seen) {
      // What was counted need not be supposed otherwise.
      if (invoice !== null && !this.#rejected(invoice)) continue;
      const comparisons = request.rules
        .filter(({ effect }) => DECIDING.includes(effect.type))
        .flatMap(({ conditions }) => comparisonsOf(conditions));
      for (const supposable of this.#supposables.values()) {
        const { fact } = supposable;
        const from = invoice === null ? this.#facts[fact] : this.#ofInvoice(invoice)?.facts[fact];
        const about = comparisons.filter(one => one.fact === fact || otherFact(one) === fact);
        if (from === undefined || about.length === 0) continue;
        for (const to of telling(supposable, about, { ...request.facts, [fact]: from })) {
          const distance = typeof to === 'number' ? Math.abs(to - (from as number)) : null;
          const option = { fact, invoice, from, to, distance };
          options.set(`${keyOf(option)}=${to}`, option);
        }
      }
    }
    return [...options.values()];
  }

  #ofInvoice(place: number): StageRequest | undefined {
    return this.#baseline.find(({ invoice }) => invoice === place)?.request;
  }

  #rejected(place: number): boolean {
    const request = this.#ofInvoice(place);
    return request !== undefined && this.#evaluate(request).size > 0;
  }

  #factsOf(effect: Effect['type']): ReadonlySet<string> {
    const rules = this.#baseline.flatMap(({ request }) => request.rules);
    return new Set(rules.filter(rule => rule.effect.type === effect).flatMap(({ facts }) => facts));
  }

  /** For each refusal: does an option reach a fact that it compares, directly, by the route or by a day moved along? */
  obstacles(): ((option: Option) => boolean)[] {
    const routing = this.#factsOf('route');
    const obstacles: ((option: Option) => boolean)[] = [];
    for (const { request } of this.#baseline) {
      for (const { id, facts, effect } of request.rules) {
        if (effect.type !== 'refuse' || !this.#evaluate(request).has(id)) continue;
        const reached = this.#linkedTo(facts);
        obstacles.push(option => reached.has(option.fact) || routing.has(option.fact));
      }
    }
    return obstacles;
  }

  /** The facts, and those that laws compare with them: they may be moved along. */
  #linkedTo(facts: readonly string[]): ReadonlySet<string> {
    const linked = new Set(facts);
    for (let size = 0; size < linked.size; ) {
      size = linked.size;
      for (const pair of this.#laws.flatMap(({ comparisons }) => comparisons.map(factsOf)))
        if (pair.some(fact => linked.has(fact))) for (const fact of pair) linked.add(fact);
    }
    return linked;
  }

  /** The options as changes, with what must move along so that every law holds; null when that cannot be. */
  complete(chosen: readonly Option[]): readonly Change[] | null {
    const changes = new Map<string, Change>();
    for (const { fact, invoice, from, to } of chosen)
      changes.set(keyOf({ fact, invoice }), { fact, invoice, from, to, along: false });
    for (let moves = 0; moves <= this.#supposables.size; moves += 1) {
      const facts = changed(this.#facts, null, [...changes.values()]);
      const broken = this.#laws.find(({ holds }) => !holds(facts));
      if (broken === undefined) return [...changes.values()];
      const move = this.#moveAlong(broken, facts, changes);
      if (move === null) return null;
      changes.set(keyOf(move), move);
    }
    return null;
  }

  /** Moves a fact to the one that a broken law compares it with; null when none can be moved. */
  #moveAlong({ comparisons }: Law, facts: Facts, changes: ReadonlyMap<string, Change>): Change | null {
    for (const comparison of comparisons) {
      const other = otherFact(comparison);
      if (other === null || compileCondition(comparison)(facts)) continue;
      for (const [fact, by] of [
        [comparison.fact, other],
        [other, comparison.fact],
      ] as const) {
        const key = keyOf({ fact, invoice: null });
        if (changes.get(key)?.along === false || !this.#supposables.has(fact)) continue;
        if (!changes.has(keyOf({ fact: by, invoice: null }))) continue;
        return { fact, invoice: null, from: this.#facts[fact]!, to: facts[by]!, along: true };
      }
    }
    return null;
  }
}

interface Law {
  readonly holds: (facts: Facts) => boolean;
  readonly comparisons: readonly Comparison[];
}

/** The facts that a comparison is about. */
function factsOf(comparison: Comparison): string[] {
  const other = otherFact(comparison);
  return other === null ? [comparison.fact] : [comparison.fact, other];
}

/** Without those that change, days moved along included, what another changes and more. */
function simplest(found: readonly Found[]): Found[] {
  const keys = found.map(({ changes }) => new Set(changes.map(keyOf)));
  return found.filter(
    (_, at) =>
      !keys.some((other, place) => {
        const mine = keys[at]!;
        return place !== at && other.size < mine.size && [...other].every(key => mine.has(key));
      }),
  );
}

function keyOf({ fact, invoice }: Pick<Option, 'fact' | 'invoice'>): string {
  return `${fact} ${invoice ?? ''}`;
}

function changed(facts: Facts, invoice: number | null, changes: readonly Change[]): Facts {
  const mine = changes.filter(change => change.invoice === invoice && Object.hasOwn(facts, change.fact));
  return mine.length === 0
    ? facts
    : { ...facts, ...Object.fromEntries(mine.map(({ fact, to }) => [fact, to])) };
}

/** Values of a fact on which some comparison about it changes: of those that change the same ones, the nearest. */
function telling(supposable: Supposable, about: readonly Comparison[], facts: Facts): FactValue[] {
  const { fact } = supposable;
  const from = facts[fact]!;
  const tests = about.map(compileCondition);
  const truths = (value: FactValue) => tests.map(test => test({ ...facts, [fact]: value })).join();
  const nearest = new Map<string, FactValue>([[truths(from), from]]);
  for (const value of candidates(supposable, about, facts)) {
    const key = truths(value);
    const before = nearest.get(key);
    if (before === undefined || (before !== from && isNearer(value, before, from))) nearest.set(key, value);
  }
  return [...nearest.values()].filter(value => value !== from);
}

function isNearer(value: FactValue, other: FactValue, from: FactValue): boolean {
  return (
    typeof value === 'number' &&
    typeof other === 'number' &&
    Math.abs(value - Number(from)) < Math.abs(other - Number(from))
  );
}

function candidates(
  { fact, type, values, min, max }: Supposable,
  about: readonly Comparison[],
  facts: Facts,
): readonly FactValue[] {
  if (values !== null) return values;
  if (type === 'bool') return [true, false];
  const constants = about.flatMap((one): readonly FactValue[] => {
    const other = otherFact(one);
    if (other !== null) return [facts[one.fact === fact ? other : one.fact]!];
    return Array.isArray(one.value) ? one.value : [one.value as FactValue];
  });
  if (type === 'text' || type === 'enum') return constants;
  return (constants as number[])
    .flatMap(constant => [constant - 1, constant, constant + 1])
    .filter(value => (min ?? value) <= value && value <= (max ?? value));
}

function comparisonsOf(condition: Condition): Comparison[] {
  if ('all' in condition) return condition.all.flatMap(comparisonsOf);
  if ('any' in condition) return condition.any.flatMap(comparisonsOf);
  return 'not' in condition ? comparisonsOf(condition.not) : [condition];
}

function otherFact({ value }: Comparison): string | null {
  return typeof value === 'object' && 'fact' in value ? value.fact : null;
}

/** Calls `visit` with every set of `size` options of different facts; stops, and is false, when `visit` is. */
function forEachSet(
  options: readonly Option[],
  size: number,
  visit: (chosen: readonly Option[]) => boolean,
  from = 0,
  chosen: readonly Option[] = [],
): boolean {
  if (chosen.length === size) return visit(chosen);
  for (let at = from; at < options.length; at += 1) {
    const option = options[at]!;
    if (chosen.some(one => keyOf(one) === keyOf(option))) continue;
    if (!forEachSet(options, size, visit, at + 1, [...chosen, option])) return false;
  }
  return true;
}

function costOf(chosen: readonly Option[]): Cost {
  const ofKind = chosen.filter(({ distance }) => distance === null).length;
  return [ofKind, chosen.reduce((sum, { distance }) => sum + (distance ?? 0), 0)];
}

function isLess(one: Cost, other: Cost): boolean {
  const at = one.findIndex((part, place) => part !== other[place]);
  return at >= 0 && one[at]! < other[at]!;
}
