import type { Words } from '../words.ts';
import { AREAS, type Area, type Change } from './change.ts';
import type { RulebookDiff } from './diff-rulebooks.ts';

type Language = 'zh' | 'en';

const AREA_TITLES: Readonly<Record<Area, Words>> = {
  plan: { zh: '方案', en: 'Plans' },
  parameter: { zh: '参数', en: 'Parameters' },
  rule: { zh: '规则', en: 'Rules' },
  definition: { zh: '疾病定义', en: 'Definitions of diseases' },
  document: { zh: '理赔材料', en: 'Documents' },
  reason: { zh: '原因', en: 'Reasons' },
  signal: { zh: '提示', en: 'Signals' },
  master_policy: { zh: '团体保单', en: 'Master policies' },
  other: { zh: '其他', en: 'Other' },
};

/** Covers of each plan, where a database could be asked. */
export type CoversByPlan = ReadonlyMap<string, number> | null;

/** The days that a diff touches, in words. */
export function datesInWords({ dates }: Pick<RulebookDiff, 'dates'>): Words {
  if (dates === null) return { zh: '无，不影响任何核定', en: 'none: no decision changes' };
  const { from, to } = dates;
  if (from === null && to === null)
    return { zh: '所有日期，包括已发生的出险', en: 'every day, past events included' };
  if (from === null) return { zh: `${to} 及以前`, en: `up to ${to}` };
  return to === null
    ? { zh: `自 ${from} 起`, en: `from ${from} on` }
    : { zh: `${from} 至 ${to}`, en: `${from} to ${to}` };
}

/** The plans that a diff touches, with their covers, in words. */
export function coversInWords({ plans }: Pick<RulebookDiff, 'plans'>, covers: CoversByPlan): Words {
  if (plans.length === 0) return { zh: '无', en: 'none' };
  const count = (plan: string) => covers?.get(plan) ?? 0;
  return {
    zh: plans.map(plan => (covers === null ? plan : `${plan}（${count(plan)} 份保障）`)).join('、'),
    en: plans.map(plan => (covers === null ? plan : `${plan} (${count(plan)} covers)`)).join(', '),
  };
}

/** What families will see, each thing once, with the plans of which it is true. */
export function familiesSee({ changes }: Pick<RulebookDiff, 'changes'>): Words[] {
  const seen = new Map<string, { readonly words: Words; readonly plans: string[] }>();
  for (const { area, subject, family } of changes) {
    if (family === null) continue;
    const one = seen.get(family.zh) ?? { words: family, plans: [] };
    seen.set(family.zh, one);
    if (area === 'plan') one.plans.push(subject);
  }
  return [...seen.values()].map(({ words, plans }) =>
    plans.length === 0
      ? words
      : { zh: `方案 ${plans.join('、')}：${words.zh}`, en: `plans ${plans.join(', ')}: ${words.en}` },
  );
}

/** The changes of a diff by what they are about, as lines of Markdown. */
export function changesAsLines({ changes }: Pick<RulebookDiff, 'changes'>, language: Language): string[] {
  return AREAS.flatMap(area => {
    const ofArea = changes.filter(change => change.area === area);
    if (ofArea.length === 0) return [];
    const subjects = [...new Set(ofArea.map(({ subject }) => subject))];
    const lines = subjects.flatMap(subject => {
      const own = ofArea.filter(change => change.subject === subject);
      return [`- ${nameOf(own[0]!, language)}`, ...own.map(({ words }) => `  - ${words[language]}`)];
    });
    return ['', AREA_TITLES[area][language], '', ...lines];
  });
}

function nameOf({ subject, title }: Change, language: Language): string {
  return title[language] === subject ? subject : `${subject} ${title[language]}`;
}

/** The whole diff for people, as text. */
export function describeDiff(diff: RulebookDiff, language: Language, covers: CoversByPlan): string {
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const [from, to] = [diff.from.slice(0, 12), diff.to.slice(0, 12)];
  if (diff.changes.length === 0)
    return say(`规则书 ${from} 与 ${to} 相同。`, `The rulebooks ${from} and ${to} are the same.`);
  const family = familiesSee(diff);
  return [
    say(
      `规则书 ${from} → ${to}：${diff.changes.length} 处不同`,
      `Rulebook ${from} → ${to}: ${diff.changes.length} differences`,
    ),
    say('影响日期：', 'Dates affected: ') + datesInWords(diff)[language],
    say('影响保障：', 'Covers affected: ') + coversInWords(diff, covers)[language],
    ...changesAsLines(diff, language),
    '',
    say('家庭会看到', 'What families will see'),
    '',
    ...(family.length === 0
      ? [say('- 无变化', '- nothing new')]
      : family.map(words => `- ${words[language]}`)),
  ].join('\n');
}
