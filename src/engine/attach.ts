import type { SyncEvaluator } from './compile.ts';
import { type PlainDate, toEpochDay, yearOf } from './dates.ts';
import type { FactValue, RuleSet } from './rules.ts';
import { askedRules } from './stage-rules.ts';

/** What of a storage contract decides its cover, for one insured child. */
export interface Attachable {
  readonly storageType: string;
  readonly signedOn: PlainDate;
  /** Null while the unit is not in storage. */
  readonly storedOn: PlainDate | null;
  readonly birthOn: PlainDate;
}

/** The cover that a contract gives a child. */
export interface Attachment {
  readonly planId: string;
  readonly ruleId: string;
  /** First cover day. */
  readonly effectiveOn: PlainDate;
  /** Signing year, by which master policies are agreed. */
  readonly cohort: string;
}

export const ATTACH_FACTS = ['storage_type', 'signed_day', 'stored', 'stored_day', 'birth_day'] as const;

export function attachFacts({
  storageType,
  signedOn,
  storedOn,
  birthOn,
}: Attachable): Record<(typeof ATTACH_FACTS)[number], FactValue> {
  return {
    storage_type: storageType,
    signed_day: toEpochDay(signedOn),
    stored: storedOn !== null,
    stored_day: toEpochDay(storedOn ?? signedOn),
    birth_day: toEpochDay(birthOn),
  };
}

/** The cover by the first rule (in order of id) of stage `attach` that fires; null: the contract gives none. */
export function attachCover(
  ruleSet: RuleSet,
  evaluate: SyncEvaluator,
  contract: Attachable,
): Attachment | null {
  const signedDay = toEpochDay(contract.signedOn);
  const asked = { kind: null, eventDay: signedDay, coverStartDay: signedDay };
  const { rules } = askedRules(ruleSet, 'attach', asked);
  const fired = evaluate({ stage: 'attach', rules, facts: attachFacts(contract) });
  const rule = rules.find(({ id }) => fired.has(id));
  if (rule?.effect.type !== 'attach') return null;
  const starts = {
    signed: contract.signedOn,
    stored: contract.storedOn ?? contract.signedOn,
    birth: contract.birthOn,
  };
  return {
    planId: rule.effect.plan,
    ruleId: rule.id,
    effectiveOn: starts[rule.effect.coverStart],
    cohort: String(yearOf(contract.signedOn)),
  };
}
