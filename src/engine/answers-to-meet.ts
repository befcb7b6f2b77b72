import { assessClaim } from './assess-claim.ts';
import type { CriticalIllnessClaim } from './claim.ts';
import { eventDay } from './claim.ts';
import { toEpochDay } from './dates.ts';
import type { DecisionInput } from './decide.ts';
import type { Assessment, Disease, Diseases, EvidenceCondition } from './disease.ts';
import { type Answer, answerTo, decimalText, type Evidence, type Question } from './evidence.ts';

/** An answer that might have been another one; both as evidence is recorded. */
export interface AnswerChange {
  readonly question: string;
  readonly from: Evidence[string];
  readonly to: Evidence[string];
}

/** More than this many answers at once explain nothing to anybody. */
const MOST_ANSWERS = 3;

/**
 * The fewest answers that would have had to be others for the definition to be met, where the evidence shows that it is
 * not: one list for each set of questions that is enough, each with the nearest answers on which some comparison of the
 * disease changes. Where some criterion is still open, it is enough that none is left that is not met. Each list was
 * assessed again. [] when up to three answers are not enough, as for an age.
 */
export function answersToMeet(input: DecisionInput, diseases: Diseases | null): AnswerChange[][] {
  const { claim } = input;
  if (claim.kind !== 'critical_illness' || diseases === null) return [];
  const assess = (evidence: Evidence) => assessed(input, claim, evidence, diseases);
  const before = assess(claim.evidence);
  const disease = before && diseases.byVersion.get(before.version)?.diseases.get(before.code);
  if (!before || !disease || before.verdict !== 'not_met') return [];
  const isOpen = [...before.criteria, ...before.exclusions].some(({ verdict }) => verdict === 'not_shown');
  const isEnough = (verdict: Assessment['verdict'] | undefined) =>
    verdict === 'met' || (isOpen && verdict === 'not_shown');
  const options = optionsOf(before, disease, diseases.questions, claim.evidence);
  for (let size = 1; size <= MOST_ANSWERS; size++) {
    const found = setsOf(options, size).flatMap(chosen => {
      const enough = choicesOf(chosen).find(changes => {
        const changed = changes.map(({ question, to }) => [question, to]);
        return isEnough(assess({ ...claim.evidence, ...Object.fromEntries(changed) })?.verdict);
      });
      return enough ? [enough] : [];
    });
    if (found.length > 0) return found;
  }
  return [];
}

function assessed(
  { cover, plan }: DecisionInput,
  claim: CriticalIllnessClaim,
  evidence: Evidence,
  diseases: Diseases,
): Assessment | null {
  return assessClaim({ ...claim, evidence }, cover, plan, diseases, toEpochDay(eventDay(claim)));
}

/** Of one question the answers worth trying, the nearest first. */
type Option = readonly AnswerChange[];

function optionsOf(
  before: Assessment,
  disease: Disease,
  questions: ReadonlyMap<string, Question>,
  evidence: Evidence,
): Option[] {
  const constants = new Map<string, Set<Answer>>();
  const collect = (condition: EvidenceCondition): void => {
    if ('question' in condition) {
      const known = constants.get(condition.question) ?? new Set();
      constants.set(condition.question, known);
      for (const value of [condition.value].flat()) known.add(value as Answer);
    } else if ('not' in condition) collect(condition.not);
    else
      for (const one of 'all' in condition
        ? condition.all
        : 'any' in condition
          ? condition.any
          : condition.of)
        collect(one);
  };
  for (const { id, when } of disease.criteria)
    if (before.criteria.some(one => one.id === id && one.verdict === 'not_met')) collect(when);
  for (const { id, when, judgement } of disease.exclusions)
    if (before.exclusions.some(one => one.id === id && one.verdict === 'met')) {
      collect(when);
      if (judgement !== null) constants.set(judgement, new Set());
    }
  return [...constants].flatMap(([id, values]) => {
    const question = questions.get(id)!;
    const answer = answerTo(question, evidence);
    if (answer === null) return [];
    const option = othersNear(question, answer, values).map(to => ({
      question: id,
      from: evidence[id]!,
      to: asRecorded(question, to),
    }));
    return option.length === 0 ? [] : [option];
  });
}

function othersNear(question: Question, answer: Answer, constants: ReadonlySet<Answer>): Answer[] {
  if (question.type === 'bool') return [!answer];
  if (question.type === 'enum') return question.domain.filter(value => value !== answer);
  const { min, max } = question;
  const around = [...constants].flatMap(value => [Number(value) - 1, Number(value), Number(value) + 1]);
  return [...new Set(around)]
    .filter(value => min <= value && value <= max && value !== answer)
    .sort((a, b) => Math.abs(a - Number(answer)) - Math.abs(b - Number(answer)));
}

function asRecorded(question: Question, answer: Answer): Evidence[string] {
  return question.type === 'decimal' ? decimalText(Number(answer), question.scale) : answer;
}

function setsOf(options: readonly Option[], size: number): Option[][] {
  if (size === 0) return [[]];
  return options.flatMap((one, at) => setsOf(options.slice(at + 1), size - 1).map(rest => [one, ...rest]));
}

/** One answer of each option, the nearest first. */
function choicesOf(options: readonly Option[]): AnswerChange[][] {
  return options.reduce<AnswerChange[][]>(
    (chosen, option) => chosen.flatMap(before => option.map(change => [...before, change])),
    [[]],
  );
}
