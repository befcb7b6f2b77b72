import { canonicalJson } from '../engine/canonical-json.ts';
import type { Outcome } from '../engine/decide.ts';
import type { AssessedCriterion, Assessment, Diseases } from '../engine/disease.ts';
import type { RuleSet } from '../engine/rules.ts';
import { questionsIn } from '../rulebook/evidence-conditions.ts';
import type { Cause } from './cause.ts';

interface Side {
  readonly ruleSet: RuleSet;
  readonly outcome: Outcome;
}

/**
 * What makes another verdict of the same evidence: the first criterion or exclusion that comes out otherwise, or the
 * question by which it does, where only that differs. Null when the definition judges alike.
 */
export function causeInDefinition(before: Side, after: Side): Cause | null {
  const was = before.outcome.assessment ?? null;
  const is = after.outcome.assessment ?? null;
  if (was === null || is === null || canonicalJson(was) === canonicalJson(is)) return null;
  const { version, code } = is;
  const whole = {
    kind: 'definition',
    version,
    code,
    part: null,
    before: was.verdict,
    after: is.verdict,
  } as const;
  const part = was.version === version ? firstDifference(was, is) : null;
  if (part === null) return whole;
  const [old, now] = [writtenPart(before, was, part), writtenPart(after, is, part)];
  if (old !== null && now !== null && canonicalJson(old) === canonicalJson(now)) {
    const id = questionsIn(now.when).find(
      question => formOf(before.ruleSet.diseases, question) !== formOf(after.ruleSet.diseases, question),
    );
    if (id !== undefined) return { kind: 'question', id };
  }
  const [first, second] = [was, is].map(one => partOf(one, part)?.verdict ?? 'absent');
  return { ...whole, part, before: first!, after: second! };
}

function parts({ criteria, exclusions }: Assessment): readonly AssessedCriterion[] {
  return [...criteria, ...exclusions];
}

function partOf(assessment: Assessment, id: string): AssessedCriterion | undefined {
  return parts(assessment).find(one => one.id === id);
}

function firstDifference(was: Assessment, is: Assessment): string | null {
  for (const { id } of [...parts(is), ...parts(was)])
    if (partOf(was, id)?.verdict !== partOf(is, id)?.verdict) return id;
  return null;
}

/** The criterion or exclusion as the book has it; null for the limits of age, and where the book has none. */
function writtenPart({ ruleSet }: Side, { version, code }: Assessment, id: string) {
  const disease = ruleSet.diseases?.byVersion.get(version)?.diseases.get(code);
  const criterion = disease?.criteria.find(one => one.id === id);
  if (criterion !== undefined) return { when: criterion.when, judgement: null };
  const exclusion = disease?.exclusions.find(one => one.id === id);
  return exclusion === undefined ? null : { when: exclusion.when, judgement: exclusion.judgement };
}

/** What of a question says which answers it can have: the rest is words. */
function formOf(diseases: Diseases | null, id: string): string {
  const question = diseases?.questions.get(id);
  if (question === undefined) return '';
  const { type } = question;
  if (type === 'bool') return type;
  if (type === 'enum') return canonicalJson({ type, domain: question.domain });
  const { min, max } = question;
  return canonicalJson({ type, min, max, scale: type === 'decimal' ? question.scale : 0 });
}
