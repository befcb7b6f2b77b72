import { EVIDENCE_FILE } from './disease-book.ts';
import { ENGINE_REASONS } from './engine-reasons.ts';
import type { FaultList, Said } from './fault.ts';
import type { Rulebook } from './rulebook.ts';
import type { Words } from './words.ts';

const REMOVE: Words = { zh: '请删去，或写出用到它的规则', en: 'Remove it, or write the rule that needs it' };

/** Everything in a list is used: a reason, document, signal, parameter or question that nothing names is a leftover. */
export function checkLists(book: Rulebook, faults: FaultList): void {
  checkReasons(book, faults);
  const effects = book.rules.map(({ rule }) => rule.effect);
  const required = new Set(
    effects.flatMap(effect => (effect.type === 'require_documents' ? effect.documents : [])),
  );
  const serving = new Set([...book.documents.values()].flatMap(({ servedBy }) => servedBy));
  const flagged = new Set(effects.flatMap(effect => (effect.type === 'flag' ? [effect.signal] : [])));
  const compared = new Set(book.rules.flatMap(({ rule }) => rule.parameters.map(({ id }) => id)));
  const asked = new Set(
    [...(book.diseases?.byVersion.values() ?? [])].flatMap(({ diseases }) =>
      [...diseases.values()].flatMap(({ questions }) => questions),
    ),
  );
  const proving = new Set([...(book.diseases?.questions.values() ?? [])].map(({ document }) => document));
  for (const code of book.documents.keys())
    if (!required.has(code) && !serving.has(code) && !proving.has(code))
      faults.add('documents.json', code, ...unused(DOCUMENT));
  for (const code of book.signals.keys())
    if (!flagged.has(code)) faults.add('signals.json', code, ...unused(SIGNAL));
  for (const id of book.parameters.keys())
    if (!compared.has(id)) faults.add('parameters.json', id, ...unused(PARAMETER));
  for (const id of book.diseases?.questions.keys() ?? [])
    if (!asked.has(id)) faults.add(EVIDENCE_FILE, id, ...unused(QUESTION));
}

const DOCUMENT: Words = {
  zh: '没有规则需要此材料，也没有问题以它为证',
  en: 'no rule requires this document, and no answer is proved by it',
};
const SIGNAL: Words = { zh: '没有规则给出此提示', en: 'no rule raises this signal' };
const PARAMETER: Words = { zh: '没有规则用到此参数', en: 'no rule compares with this parameter' };
const QUESTION: Words = { zh: '没有疾病问到此题', en: 'no disease asks this question' };

function unused(what: Words): Said {
  return [what, REMOVE];
}

/** Reasons of people are given by no rule, those of the engine by it; all others by rules. */
function checkReasons({ rules, reasons }: Rulebook, faults: FaultList): void {
  const file = 'reason-codes.json';
  const used = new Set(rules.flatMap(({ rule: { effect } }) => ('reason' in effect ? [effect.reason] : [])));
  const byEngine = new Set<string>(ENGINE_REASONS.map(({ code }) => code));
  for (const { code, byPerson, precedence } of reasons.values()) {
    if (byEngine.has(code)) {
      if (precedence === Number.MAX_SAFE_INTEGER)
        faults.add(
          file,
          code,
          {
            zh: '引擎会给出此理由，但清单中没有',
            en: 'the engine gives this reason, but it is missing',
          },
          { zh: '请加上', en: 'Add it' },
        );
    } else if (!byPerson && !used.has(code)) {
      faults.add(
        file,
        code,
        { zh: '没有规则给出此理由', en: 'no rule gives this reason' },
        { zh: '请删去，或标为 by_person', en: 'Remove it, or mark it by_person' },
      );
    } else if (byPerson && used.has(code)) {
      faults.add(
        file,
        code,
        { zh: '规则给出了留给人的理由', en: 'a rule gives a reason kept for people' },
        { zh: '请去掉 by_person', en: 'Remove by_person' },
      );
    }
  }
}
