import { addDays, anniversary, type LeapDay, type PlainDate } from './dates.ts';
import type {
  AgeLimits,
  AgeRule,
  AssessedCriterion,
  AssessedExclusion,
  Assessment,
  DefinitionVerdict,
  Dictionary,
  Disease,
  EvidenceComparison,
  EvidenceCondition,
  Exclusion,
} from './disease.ts';
import { type Answer, answerTo, type Evidence, type Question } from './evidence.ts';
import type { Operator } from './operator.ts';

/** Whom and when an assessment is about. */
export interface Patient {
  readonly birth: PlainDate;
  /** Day that stands for 29 February on birthdays. */
  readonly leapDay: LeapDay;
  /** First definite diagnosis (确诊日). */
  readonly diagnosed: PlainDate;
  readonly evidence: Evidence;
}

/** Null is "not yet known". */
interface Known {
  readonly value: boolean | null;
  readonly missing: readonly string[];
}

const TRUE: Known = { value: true, missing: [] };
const FALSE: Known = { value: false, missing: [] };

interface Context extends Patient {
  readonly questions: ReadonlyMap<string, Question>;
  readonly ageRules: readonly AgeRule[];
}

/** Holds the evidence against one disease of a dictionary. */
export function assessDisease(
  disease: Disease,
  { version, ageRules }: Dictionary,
  questions: ReadonlyMap<string, Question>,
  patient: Patient,
): Assessment {
  const context: Context = { ...patient, questions, ageRules };
  const criteria = [
    ...assessAge(disease.age, patient),
    ...disease.criteria.map(({ id, when }) => assessed(id, judge(when, context))),
  ];
  const exclusions = disease.exclusions.map(exclusion => assessExclusion(exclusion, context));
  const verdict = verdictOf(disease, criteria, exclusions, context);
  const open = verdict === 'not_shown' || verdict === 'not_recorded';
  const missing = [...criteria, ...exclusions].flatMap(one => one.missing);
  return {
    version,
    code: disease.code,
    verdict,
    criteria,
    exclusions,
    next: open ? (missing[0] ?? null) : null,
  };
}

function verdictOf(
  disease: Disease,
  criteria: readonly AssessedCriterion[],
  exclusions: readonly AssessedExclusion[],
  context: Context,
): DefinitionVerdict {
  const recorded = disease.questions.some(id => answered(id, context) !== null);
  if (!recorded) return 'not_recorded';
  if (criteria.some(one => one.verdict === 'not_met') || exclusions.some(one => one.verdict === 'met'))
    return 'not_met';
  if (criteria.every(one => one.verdict === 'met') && exclusions.every(one => one.verdict === 'not_met'))
    return 'met';
  return 'not_shown';
}

/** A criterion of its own where the insurer limits the ages; it needs no answer. */
function assessAge(
  { fromYears, beforeYears }: AgeLimits,
  { birth, leapDay, diagnosed }: Patient,
): AssessedCriterion[] {
  if (fromYears === null && beforeYears === null) return [];
  const tooYoung = fromYears !== null && diagnosed < anniversary(birth, fromYears, leapDay);
  const tooOld = beforeYears !== null && diagnosed >= anniversary(birth, beforeYears, leapDay);
  return [{ id: 'age', verdict: tooYoung || tooOld ? 'not_met' : 'met', missing: [] }];
}

/** The judgement is asked for once the condition holds, not before. */
function assessExclusion({ id, when, judgement }: Exclusion, context: Context): AssessedExclusion {
  const condition = judge(when, context);
  if (judgement === null || condition.value !== true) return { ...assessed(id, condition), forPerson: false };
  const judged = judge({ question: judgement, operator: 'equal', value: true }, context);
  return { ...assessed(id, judged), forPerson: judged.value === null };
}

function assessed(id: string, { value, missing }: Known): AssessedCriterion {
  return { id, verdict: value === null ? 'not_shown' : value ? 'met' : 'not_met', missing };
}

function judge(condition: EvidenceCondition, context: Context): Known {
  if ('all' in condition) return both(condition.all.map(one => judge(one, context)));
  if ('any' in condition) {
    return atLeast(
      1,
      condition.any.map(one => judge(one, context)),
    );
  }
  if ('of' in condition) {
    return atLeast(
      condition.atLeast,
      condition.of.map(one => judge(one, context)),
    );
  }
  if ('not' in condition) {
    const { value, missing } = judge(condition.not, context);
    return { value: value === null ? null : !value, missing };
  }
  return judgeComparison(condition, context);
}

function both(all: readonly Known[]): Known {
  return atLeast(all.length, all);
}

/** What is not yet known can still make up the number, or can no longer. */
function atLeast(count: number, all: readonly Known[]): Known {
  const shown = all.filter(({ value }) => value === true).length;
  if (shown >= count) return TRUE;
  const open = all.filter(({ value }) => value === null);
  if (shown + open.length < count) return FALSE;
  return { value: null, missing: [...new Set(open.flatMap(({ missing }) => missing))] };
}

function answered(id: string, { questions, evidence }: Context): Answer | null {
  const question = questions.get(id);
  if (!question) throw new Error(`question "${id}" is not in the catalogue of evidence`);
  return answerTo(question, evidence);
}

function judgeComparison({ question, operator, value }: EvidenceComparison, context: Context): Known {
  const rule = context.ageRules.find(one => one.question === question);
  const counts = rule ? oldEnough(rule, context) : TRUE;
  if (counts.value !== true) return counts;
  const answer = answered(question, context);
  if (answer === null) return { value: null, missing: [question] };
  return compare(answer, operator, value) ? TRUE : FALSE;
}

/** Too young on the day of the diagnosis: the day of the assessment decides, and is asked for first. */
function oldEnough({ fromYears, daysAfter }: AgeRule, context: Context): Known {
  const { birth, leapDay, diagnosed } = context;
  const firstDay = anniversary(birth, fromYears, leapDay);
  if (diagnosed >= firstDay) return TRUE;
  const days = answered(daysAfter, context);
  if (typeof days !== 'number') return { value: null, missing: [daysAfter] };
  return addDays(diagnosed, days) >= firstDay ? TRUE : FALSE;
}

function compare(answer: Answer, operator: Operator, value: EvidenceComparison['value']): boolean {
  switch (operator) {
    case 'equal':
      return answer === value;
    case 'notEqual':
      return answer !== value;
    case 'lessThan':
      return answer < (value as Answer);
    case 'lessThanInclusive':
      return answer <= (value as Answer);
    case 'greaterThan':
      return answer > (value as Answer);
    case 'greaterThanInclusive':
      return answer >= (value as Answer);
    case 'in':
      return (value as readonly Answer[]).includes(answer);
    case 'notIn':
      return !(value as readonly Answer[]).includes(answer);
  }
}
