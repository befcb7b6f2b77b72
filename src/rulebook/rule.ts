import { compileRules } from '../engine/compile.ts';
import type { Effect, Facts, FactValue, Rule } from '../engine/rules.ts';
import { type FactCatalogue, readConditions, readFactValue } from './conditions.ts';
import type { FaultList } from './fault.ts';
import type { Json } from './json.ts';
import { addIssues } from './plan.ts';
import { type BaseCaseName, type RuleEntry, ruleFile, type StageEntry } from './schema.ts';

/** A scenario of a rule: on these facts it fires, or it does not. */
export interface RuleExample {
  readonly name: string;
  readonly facts: Facts;
  /** Facts that the example itself states; the others are those of its base case. */
  readonly states: readonly string[];
  readonly fires: boolean;
}

/** A rule as read, with the scenarios that people wrote from its clause. */
export interface ReadRule {
  readonly file: string;
  readonly rule: Rule;
  readonly examples: readonly RuleExample[];
}

/** What a rule may refer to. */
export interface RuleContext {
  readonly catalogue: FactCatalogue;
  readonly baseFacts: Readonly<Record<BaseCaseName, Facts>>;
  readonly reasonCodes: ReadonlySet<string>;
  readonly planIds: ReadonlySet<string>;
  readonly documentCodes: ReadonlySet<string>;
  readonly signalCodes: ReadonlySet<string>;
}

/** Reads the rule in `file` of `stage`; null after a fault. */
export function readRule(
  file: string,
  stage: StageEntry,
  raw: Json,
  context: RuleContext,
  faults: FaultList,
): ReadRule | null {
  const before = faults.all.length;
  const parsed = ruleFile.safeParse(raw);
  if (!parsed.success) {
    addIssues(file, '', parsed.error, faults);
    return null;
  }
  const entry = parsed.data;
  const effect = readEffect(file, stage, entry, context, faults);
  const read = readConditions(file, stage.id, entry.conditions, context.catalogue, faults);
  if (entry.effective.to !== null && entry.effective.to < entry.effective.from)
    faults.add(
      file,
      'effective',
      'ends before it begins',
      'Correct from or to; to is the last day, inclusive',
    );
  if (stage.scope !== 'claim' && stage.scope !== 'invoice' && entry.kind !== null)
    faults.add(file, 'kind', `stage "${stage.id}" is not about claims`, 'Write null');
  const examples = readExamples(file, stage, entry, context, faults);
  if (read === null || effect === null || faults.all.length > before) return null;
  const rule: Rule = {
    id: entry.id,
    stage: stage.id,
    titleZh: entry.title.zh,
    titleEn: entry.title.en,
    clause: entry.clause,
    by: 'event',
    effectiveFrom: entry.effective.from,
    effectiveTo: entry.effective.to ?? Number.POSITIVE_INFINITY,
    part: 0,
    parameters: [],
    kind: entry.kind,
    conditions: read.conditions,
    effect,
    facts: read.facts,
  };
  examplesHold(file, rule, examples, faults);
  return faults.all.length > before ? null : { file, rule, examples };
}

function readEffect(
  file: string,
  stage: StageEntry,
  { event }: RuleEntry,
  context: RuleContext,
  faults: FaultList,
): Effect | null {
  if (!stage.effects.includes(event.type)) {
    faults.add(
      file,
      'event.type',
      `stage "${stage.id}" cannot ${event.type}`,
      `Use ${stage.effects.join(', ')}, or move the rule to its stage`,
    );
    return null;
  }
  const known = (list: string, code: string, codes: ReadonlySet<string>, place: string): boolean => {
    if (codes.has(code)) return true;
    faults.add(file, `event.params.${place}`, `unknown ${list} "${code}"`, `Add it to ${WHERE[list]}`);
    return false;
  };
  switch (event.type) {
    case 'route':
      return { type: 'route', coverages: event.params.coverages };
    case 'sign': {
      const { signatures, level } = event.params;
      return { type: 'sign', signatures, ...(level === undefined ? {} : { level }) };
    }
    case 'require_documents': {
      const { documents } = event.params;
      const all = documents.map((code, index) =>
        known('document', code, context.documentCodes, `documents.${index}`),
      );
      return all.every(Boolean) ? { type: 'require_documents', documents } : null;
    }
    case 'flag': {
      const { signal } = event.params;
      return known('signal', signal, context.signalCodes, 'signal') ? { type: 'flag', signal } : null;
    }
    case 'attach': {
      const { plan, cover_start } = event.params;
      return known('plan', plan, context.planIds, 'plan')
        ? { type: 'attach', plan, coverStart: cover_start }
        : null;
    }
    default: {
      const { reason } = event.params;
      if (!known('reason', reason, context.reasonCodes, 'reason')) return null;
      return event.type === 'refuse'
        ? { type: 'refuse', reason, endsCi: event.params.ends_ci }
        : { type: event.type, reason };
    }
  }
}

/** The list that a code must stand in. */
const WHERE: Readonly<Record<string, string>> = {
  reason: 'reason-codes.json',
  document: 'documents.json',
  signal: 'signals.json',
  plan: 'plans/, or use one that stands there',
};

function readExamples(
  file: string,
  stage: StageEntry,
  entry: RuleEntry,
  { catalogue, baseFacts }: RuleContext,
  faults: FaultList,
): RuleExample[] {
  for (const fires of [true, false]) {
    if (!entry.examples.some(example => example.fires === fires))
      faults.add(
        file,
        'examples',
        fires
          ? 'no example in which the rule fires'
          : 'no near miss: an example in which it just does not fire',
        'Write one from the clause, not from the conditions',
      );
  }
  const read: RuleExample[] = [];
  for (const [index, { name, base, facts, fires }] of entry.examples.entries()) {
    const values = new Map(Object.entries(baseFacts[base ?? baseOf(stage, entry)]));
    for (const [id, raw] of Object.entries(facts)) {
      const place = `examples.${index}.facts.${id}`;
      const fact = catalogue.get(id);
      if (!fact?.stages.includes(stage.id)) {
        faults.add(file, place, `"${id}" is no fact of stage "${stage.id}"`, 'Use a fact of facts.json');
        continue;
      }
      const value = readFactValue(fact.type, fact.domain, raw);
      if ('problem' in value) faults.add(file, place, value.problem, 'Correct the value');
      else values.set(id, value.value);
    }
    const known = [...values].filter(([id]) => catalogue.get(id)?.stages.includes(stage.id));
    read.push({ name, fires, states: Object.keys(facts), facts: Object.fromEntries<FactValue>(known) });
  }
  return read;
}

function baseOf(stage: StageEntry, { kind }: RuleEntry): BaseCaseName {
  return stage.scope === 'claim' ? (kind ?? 'medical') : stage.scope;
}

function examplesHold(file: string, rule: Rule, examples: readonly RuleExample[], faults: FaultList): void {
  const evaluate = compileRules([rule]);
  for (const [index, { name, facts, fires }] of examples.entries()) {
    if (rule.facts.some(id => !Object.hasOwn(facts, id))) {
      faults.add(
        file,
        `examples.${index}`,
        'its base case does not have every fact that the rule compares',
        'Name another base, or complete base-cases.json',
      );
    } else if (evaluate({ stage: rule.stage, rules: [rule], facts }).has(rule.id) !== fires) {
      faults.add(
        file,
        `examples.${index}`,
        `"${name}" should ${fires ? 'fire' : 'not fire'}, but does${fires ? ' not' : ''}`,
        'Correct the conditions, or the example if the clause says otherwise',
      );
    }
  }
}
