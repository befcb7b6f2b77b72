import type { Language, Words } from '../../platform/words.ts';
import type { CheckReport, Proofs } from '../../rulebook/check.ts';
import { faultsInWords } from '../faults-in-words.ts';

/** The report of `rules check` as a person reads it: what the book holds, what was proved, what is wrong. */
export function checkInWords(report: CheckReport, language: Language): string {
  const head = [...holds(report), ...(report.proofs === null ? [] : proved(report.proofs))];
  return [
    ...head.map(words => words[language]),
    ...faultsInWords(report.faults, language, NOTHING_WRONG[language]),
  ].join('\n');
}

const NOTHING_WRONG: Words = { zh: '没有发现错误。', en: 'Nothing wrong was found.' };

function holds({ hash, counts }: CheckReport): Words[] {
  if (hash === null || counts === null)
    return [{ zh: '规则书无法读入。', en: 'The rulebook cannot be loaded.' }];
  const { rules, stages, facts, plans, reasons, examples } = counts;
  const book = hash.slice(0, 12);
  return [
    {
      zh: `规则书 ${book}：${stages} 个阶段、${facts} 项事实上的 ${rules} 条规则，${plans} 个方案，${reasons} 个理由，${examples} 个例子。`,
      en:
        `Rulebook ${book}: ${rules} rules in ${stages} stages over ${facts} facts, ` +
        `${plans} plans, ${reasons} reasons, ${examples} examples.`,
    },
  ];
}

function proved(proofs: Proofs): Words[] {
  const { canFire, needed, partsThatMatter, pairs, exactlyOne, always, diseases } = proofs;
  return [
    {
      zh: '以下不只对例子，而是对一切可能的事实证明：',
      en: 'Proved over all possible facts, not only those of examples:',
    },
    {
      zh: `- ${canFire} 条规则能够命中；只取首条的阶段，能够首先命中；`,
      en: `- ${canFire} rules can fire, and the first in their stage where only the first counts;`,
    },
    {
      zh: `- ${needed} 条规则不可缺少：没有另一条效果相同的规则总能代替；`,
      en: `- ${needed} rules are needed: no other of the same effect always stands in for them;`,
    },
    {
      zh: `- ${partsThatMatter} 个条件和列出的值起作用：缺了任何一个，规则就会在别的事实上命中；`,
      en: `- ${partsThatMatter} conditions and listed values matter: without any of them a rule would fire on other facts;`,
    },
    { zh: `- ${pairs} 对规则互不矛盾；`, en: `- ${pairs} pairs of rules do not contradict each other;` },
    ...inStages(exactlyOne, {
      zh: stages => `- 阶段 ${stages} 恰有一条规则命中；`,
      en: stages => `- of stage ${stages} exactly one rule fires;`,
    }),
    ...inStages(always, {
      zh: stages => `- 阶段 ${stages} 总有规则命中。`,
      en: stages => `- of stage ${stages} some rule always fires.`,
    }),
    ...(diseases === null ? [] : [provedOfDiseases(diseases)]),
    {
      zh: `两个求值器在 ${proofs.evaluatorsAgreeOn} 组事实上结果一致：例子、基准案例，以及一条规则所能区分的各种组合。`,
      en: `Both evaluators agree on ${proofs.evaluatorsAgreeOn} records: examples, base cases, and every way to combine what a rule can tell apart.`,
    },
  ];
}

function inStages(
  stages: readonly string[],
  line: Readonly<Record<Language, (stages: string) => string>>,
): Words[] {
  if (stages.length === 0) return [];
  return [{ zh: line.zh(stages.join('、')), en: line.en(stages.join(', ')) }];
}

function provedOfDiseases({ canBeMet, partsThatMatter, pairsApart }: NonNullable<Proofs['diseases']>): Words {
  return {
    zh: `以下对一切回答证明：${canBeMet} 个疾病定义能够达到，其中 ${partsThatMatter} 项标准、除外与条件起作用，${pairsApart} 种轻症与其重症绝不同时达到。`,
    en:
      `Proved over all answers: ${canBeMet} definitions of diseases can be met, ` +
      `${partsThatMatter} criteria, exclusions and conditions in them matter, ` +
      `${pairsApart} mild diseases and their serious forms are never met at once.`,
  };
}
