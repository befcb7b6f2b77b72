import { attachCover } from '../engine/attach.ts';
import { eventDay, invoiceKey } from '../engine/claim.ts';
import type { SyncEvaluator } from '../engine/compile.ts';
import type { Cover } from '../engine/cover.ts';
import { type DecisionInput, decide, type Outcome } from '../engine/decide.ts';
import { type Fen, formatYuan } from '../engine/money.ts';
import { governingVersion, type PlanVersions } from '../engine/plan-versions.ts';
import type { RuleSet } from '../engine/rules.ts';
import { runSync } from '../engine/run.ts';
import { applyConsumption, EMPTY_USAGE } from '../engine/usage.ts';
import type { ExampleClaim, PlanExample } from './plan-examples.ts';

/** What an example is decided with: a book, or one with something changed. */
export interface DecidingBook {
  readonly ruleSet: RuleSet;
  readonly evaluate: SyncEvaluator;
  readonly versions: PlanVersions;
}

/** Something that an example says otherwise: where, what it says, and what is decided. */
export interface Difference {
  /** Below the example, e.g. "claims.0.gives.payable". */
  readonly place: string;
  readonly stated: string;
  readonly decided: string;
}

/** Decides the claims of an example one after the other, and yields what differs from what the example says. */
export function* runPlanExample(
  example: PlanExample,
  planId: string,
  { ruleSet, evaluate, versions }: DecidingBook,
): Generator<Difference> {
  const { contract, begins, spells, birthOn, claims } = example;
  if (contract !== null) {
    const given = attachCover(ruleSet, evaluate, contract);
    const decided = given === null ? 'no cover' : `plan ${given.planId} from ${given.effectiveOn}`;
    const stated = `plan ${planId} from ${begins}`;
    if (decided !== stated) yield { place: 'contract', stated, decided };
  }
  const cover: Cover = { effective: begins, spells, birth: birthOn };
  const outcomes: Outcome[] = [];
  const accepted = new Set<string>();
  let usage = EMPTY_USAGE;
  for (const one of claims) {
    const { at, claim, revises, origin } = one;
    const revised = revises === null ? null : (outcomes[revises] ?? null);
    const keys = claim.kind === 'medical' ? claim.invoices.map(invoiceKey) : [];
    const input: DecisionInput = {
      claim,
      cover,
      plan: governingVersion(versions, begins, eventDay(claim)),
      usage,
      acceptedElsewhere: keys.filter(key => accepted.has(key)),
      revises: revised && { totalFen: revised.totalFen, consumption: revised.consumption },
      refusedByPerson: null,
      origin,
      evaluatorsDisagree: false,
    };
    const outcome = runSync(decide(input, ruleSet), evaluate);
    yield* differences(one, outcome, `claims.${at}.gives`);
    if (revised) usage = applyConsumption(usage, revised.consumption, -1);
    usage = applyConsumption(usage, outcome.consumption, 1);
    for (const key of outcome.acceptedInvoices) accepted.add(key);
    outcomes[at] = outcome;
  }
}

function* differences({ gives }: ExampleClaim, outcome: Outcome, place: string): Generator<Difference> {
  const decided = presented(outcome);
  for (const [name, value] of Object.entries(gives)) {
    if (value === undefined) continue;
    if (name === 'coverages' || name === 'deductibles') {
      for (const [code, amount] of Object.entries(gives[name] ?? {})) {
        const part = outcome.coverages.find(({ coverage }) => coverage === code);
        yield* difference(`${place}.${name}.${code}`, yuan(amount), partOf(part, name));
      }
    } else {
      const stated = typeof value === 'number' && MONEY.has(name) ? yuan(value) : JSON.stringify(value);
      yield* difference(`${place}.${name}`, stated, decided[name] ?? 'nothing');
    }
  }
}

function partOf(part: Outcome['coverages'][number] | undefined, name: 'coverages' | 'deductibles'): string {
  if (part === undefined) return 'nothing';
  if (name === 'coverages') return yuan(part.payableFen);
  return 'deductibleUsedFen' in part ? yuan(part.deductibleUsedFen) : 'nothing';
}

const MONEY: ReadonlySet<string> = new Set(['payable', 'advance']);

function* difference(place: string, stated: string, decided: string): Generator<Difference> {
  if (stated !== decided) yield { place, stated, decided };
}

function yuan(amount: number): string {
  return formatYuan(amount as Fen);
}

/** What an example can state, each as it is compared. */
function presented(outcome: Outcome): Readonly<Record<string, string>> {
  const referred = outcome.findings.flatMap(({ effect }) => (effect.type === 'refer' ? [effect.reason] : []));
  return {
    decision: JSON.stringify(outcome.conclusion),
    reason: JSON.stringify(outcome.reason),
    payable: yuan(outcome.payableFen),
    advance: outcome.advance === null ? 'null' : yuan(outcome.advance.advancePaidFen),
    ends_ci: JSON.stringify(outcome.ciCoverEnds),
    referred: JSON.stringify(referred.sort()),
    signatures: JSON.stringify(outcome.signatures),
    level: JSON.stringify(outcome.level ?? null),
    documents: JSON.stringify(outcome.documents?.required ?? null),
    missing: JSON.stringify(outcome.documents?.missing ?? null),
    signals: JSON.stringify(outcome.signals ?? null),
  };
}
