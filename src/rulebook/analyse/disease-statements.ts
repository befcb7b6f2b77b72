import type { Disease, EvidenceCondition, Exclusion } from '../../engine/disease.ts';
import type { Comparison } from '../../engine/rules.ts';
import type { Fact } from '../conditions.ts';
import type { AskedQuestion } from '../disease-book.ts';
import type { FactSpace, Statement } from './find-facts.ts';

/** A condition over evidence as a statement about facts, each question a fact. */
export function statementOf(condition: EvidenceCondition): Statement {
  if ('all' in condition) return { all: condition.all.map(statementOf) };
  if ('any' in condition) return { any: condition.any.map(statementOf) };
  if ('of' in condition) return { atLeast: condition.atLeast, of: condition.of.map(statementOf) };
  if ('not' in condition) return { not: statementOf(condition.not) };
  const { question, operator, value } = condition;
  return { fact: question, operator, value };
}

/** The way back: a statement that compares no fact with another, as a condition over evidence. */
export function evidenceConditionOf(statement: Statement): EvidenceCondition {
  if ('all' in statement) return { all: statement.all.map(evidenceConditionOf) };
  if ('any' in statement) return { any: statement.any.map(evidenceConditionOf) };
  if ('of' in statement) return { atLeast: statement.atLeast, of: statement.of.map(evidenceConditionOf) };
  if ('not' in statement) return { not: evidenceConditionOf(statement.not) };
  const { fact, operator, value } = statement as Comparison & { readonly value: string };
  return { question: fact, operator, value };
}

/** Where an exclusion applies: its condition holds, and a person has judged so where one must. */
export function appliesWhere({ when, judgement }: Exclusion): Statement {
  const condition = statementOf(when);
  if (judgement === null) return condition;
  return { all: [condition, { fact: judgement, operator: 'equal', value: true }] };
}

/** Where a disease meets its definition, once every question is answered and the ages do not matter. */
export function metWhere({ criteria, exclusions }: Pick<Disease, 'criteria' | 'exclusions'>): Statement {
  return {
    all: [
      ...criteria.map(({ when }) => statementOf(when)),
      ...exclusions.map(exclusion => ({ not: appliesWhere(exclusion) })),
    ],
  };
}

/** Every answer to every question: a decimal is the whole number of its last digit. */
export function evidenceSpace(questions: ReadonlyMap<string, AskedQuestion>): FactSpace {
  return {
    facts: new Map([...questions].map(([id, question]) => [id, factOf(question)])),
    always: [],
    ordinary: {},
  };
}

function factOf(question: AskedQuestion): Fact {
  const { id, type, title } = question;
  return {
    id,
    type: type === 'decimal' ? 'int' : type,
    domain: type === 'enum' ? question.domain : [],
    words: new Map(question.choices.map(choice => [choice.value, choice])),
    min: type === 'int' || type === 'decimal' ? question.min : null,
    max: type === 'int' || type === 'decimal' ? question.max : null,
    whatIf: null,
    notAfter: null,
    familyCanSupply: null,
    stages: [],
    title,
  };
}
