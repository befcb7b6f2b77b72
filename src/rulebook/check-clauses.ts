import type { MedicalCoverage, Plan } from '../engine/plan.ts';
import type { FaultList } from './fault.ts';
import { isObject, type Json, parseJson } from './json.ts';
import type { Rulebook } from './rulebook.ts';

/**
 * A letter must be able to quote what lowers a payment: every term that can names its clause, each clause that a term or
 * a refusal cites has its text where the plan holds the texts of that document, and every text is cited.
 */
export function checkClauses(book: Rulebook, faults: FaultList): void {
  checkTermsCite(book, faults);
  checkQuotable(book, faults);
  checkApplied(book, faults);
}

function checkTermsCite(book: Rulebook, faults: FaultList): void {
  for (const id of book.planIds) {
    for (const plan of book.planVersions(id) ?? []) {
      for (const term of uncitedTerms(plan))
        faults.add(
          `plans/${id}.json`,
          `version ${plan.effectiveOn}, ${term}`,
          { zh: '没有写明条款', en: 'names no clause' },
          {
            zh: '请写成 {"value": …, "clause": "…"}；没有值的项写在 clauses 下',
            en: 'Write it as {"value": …, "clause": "…"}, or under clauses where the term has no value',
          },
        );
    }
  }
}

function uncitedTerms(plan: Plan): string[] {
  const { CI, HM, AM, OP } = plan.coverages;
  const uncited = plan.hospital.clause === '' ? ['hospital'] : [];
  const add = (code: string, terms: readonly string[], clauses: Readonly<Record<string, string>>) => {
    for (const term of terms) if (!Object.hasOwn(clauses, term)) uncited.push(`${code}.${term}`);
  };
  if (CI) add('CI', ['sum_insured', 'mild_ratio', 'mild_mode', 'waiting_days'], CI.clauses);
  for (const coverage of [HM, AM, OP])
    if (coverage) add(coverage.code, termsThatCut(coverage), coverage.clauses);
  return uncited;
}

function termsThatCut(coverage: MedicalCoverage): string[] {
  return [
    'classes',
    'compensation',
    'ratio_si',
    coverage.noSi.kind === 'tiers' ? 'tiers_no_si' : 'ratio_no_si',
    'indemnity',
    'waiting_days',
    ...(coverage.deductible.type === 'none' ? [] : ['deductible']),
    ...(coverage.subLimits.length === 0 ? [] : ['sublimits']),
    ...(coverage.perVisitLimitFen === null ? [] : ['per_visit_limit']),
    ...(coverage.annualLimitFen === null ? [] : ['annual_limit']),
  ];
}

/** Rules whose clause a letter quotes beside the reason that they give. */
const QUOTED_STAGES: ReadonlySet<string> = new Set(['gate', 'invoice', 'reason']);

/** What is cited has its text: a misspelt citation would leave a refusal without the words that it rests on. */
function checkQuotable(book: Rulebook, faults: FaultList): void {
  const quoted = book.rules.filter(({ rule }) => QUOTED_STAGES.has(rule.stage));
  const lacking = new Map<string, { file: string; place: string; clause: string; plans: Set<string> }>();
  for (const id of book.planIds) {
    for (const plan of book.planVersions(id) ?? []) {
      const documents = new Set(Object.keys(plan.clauseTexts).map(documentOf));
      const citations = [
        ...termsThatCite(plan).map(([term, clause]) => ({
          file: `plans/${id}.json`,
          place: `version ${plan.effectiveOn}, ${term}`,
          clause,
        })),
        ...quoted.map(({ file, rule: { clause } }) => ({ file, place: 'clause', clause })),
      ];
      for (const one of citations) {
        if (!documents.has(documentOf(one.clause)) || Object.hasOwn(plan.clauseTexts, one.clause)) continue;
        const key = `${one.file} ${one.place}`;
        const known = lacking.get(key) ?? { ...one, plans: new Set() };
        lacking.set(key, known);
        known.plans.add(id);
      }
    }
  }
  for (const { file, place, clause, plans } of lacking.values())
    faults.add(
      file,
      place,
      {
        zh: `引用的“${clause}”在 ${[...plans].join('、')} 的 clause_texts 中没有原文`,
        en: `cites "${clause}", but there is no text of it in ${[...plans].join(', ')}`,
      },
      { zh: '请更正引用，或写入该条原文', en: 'Correct the citation, or add the text under clause_texts' },
    );
}

/** "REF 条款" of "REF 条款 第七条（一）": what a clause is a clause of. */
function documentOf(clause: string): string {
  return clause.slice(0, Math.max(0, clause.lastIndexOf('第'))).trim();
}

function termsThatCite({ coverages, hospital, exclusions }: Plan): [term: string, clause: string][] {
  const ofCoverages = Object.values(coverages).flatMap(({ code, clauses }) =>
    Object.entries(clauses).map(([term, clause]): [string, string] => [`${code}.${term}`, clause]),
  );
  const ofExclusions = exclusions.map(({ clause }): [string, string] => ['exclusions', clause]);
  return [['hospital', hospital.clause], ...ofExclusions, ...ofCoverages];
}

/** Every text is cited: one that no term and no rule names is a clause that nobody applies. */
function checkApplied({ content }: Rulebook, faults: FaultList): void {
  const cited = new Set<string>();
  const texts: { readonly file: string; readonly place: string; readonly clause: string }[] = [];
  const walk = (file: string, place: string, value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const at = place === '' ? key : `${place}.${key}`;
      if (key === 'clause' && typeof inner === 'string') cited.add(inner);
      if (key === 'clauses' && isObject(inner))
        for (const clause of Object.values(inner)) if (typeof clause === 'string') cited.add(clause);
      if (key === 'clause_texts' && isObject(inner))
        for (const clause of Object.keys(inner)) texts.push({ file, place: `${at}.${clause}`, clause });
      else walk(file, at, inner);
    }
  };
  const files = parseJson('(content)', content);
  if (isObject(files)) for (const [file, written] of Object.entries(files)) walk(file, '', written);
  for (const { file, place, clause } of texts)
    if (!cited.has(clause))
      faults.add(
        file,
        place,
        { zh: '没有规则或条款项引用此条', en: 'no rule and no term cites this clause' },
        {
          zh: '请写出适用它的规则或条款项，或删去',
          en: 'Write the rule or term that applies it, or remove it',
        },
      );
}
