import { CITY_NAMES } from '../contracts/cities.ts';
import type { Plan } from '../engine/plan.ts';
import { COVERAGES } from '../engine/snapshot.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';

/** Names of what a report counts by. Of two books the candidate's name is taken first. */

export function same(text: string): Words {
  return { zh: text, en: text };
}

export function cityName(code: string): Words {
  if (code === '') return { zh: '未知', en: 'unknown' };
  const name = CITY_NAMES[code];
  return name === undefined ? same(code) : { zh: name, en: name };
}

export function coverageName(code: string, books: readonly Rulebook[]): Words {
  for (const coverage of coverages(code, books)) return { zh: coverage.nameZh, en: coverage.nameEn };
  return same(code);
}

function coverages(code: string, books: readonly Rulebook[]) {
  const known = COVERAGES.find(one => one === code);
  if (known === undefined) return [];
  return latestVersions(books).flatMap(plan => plan.coverages[known] ?? []);
}

function latestVersions(books: readonly Rulebook[]): Plan[] {
  return books.flatMap(book => book.planIds.flatMap(id => book.planVersions(id)?.at(-1) ?? []));
}

export function planName(id: string, books: readonly Rulebook[]): Words {
  const plan = latestVersions(books).find(one => one.id === id);
  return plan === undefined ? same(id) : { zh: plan.nameZh, en: plan.nameEn };
}

/** The file's words of a reason, without their full stop. */
export function reasonName(code: string, books: readonly Rulebook[]): Words {
  if (code === '') return { zh: '（无）', en: '(none)' };
  for (const book of books) {
    const words = book.reasons.get(code)?.file;
    if (words) return { zh: words.zh.replace(/。$/, ''), en: words.en.replace(/\.$/, '') };
  }
  return same(code);
}

const CONCLUSION_NAMES: Readonly<Record<string, string>> = {
  给付: 'paid',
  部分给付: 'paid in part',
  零赔付: 'nothing payable',
  拒付: 'refused',
};

export function conclusionName(conclusion: string): Words {
  return { zh: conclusion, en: CONCLUSION_NAMES[conclusion] ?? conclusion };
}

const TERM_NAMES: Readonly<Record<string, Words>> = {
  annual_limit: { zh: '年度限额', en: 'yearly limit' },
  classes: { zh: '目录类别', en: 'catalogue classes' },
  definitions: { zh: '疾病定义版本', en: 'version of the definitions' },
  deductible: { zh: '免赔额', en: 'deductible' },
  end_age: { zh: '保障终止年龄', en: 'age at which the cover ends' },
  exclusions: { zh: '责任免除', en: 'exclusions' },
  extra_diseases: { zh: '附加疾病清单', en: 'further lists of diseases' },
  governing_date: { zh: '适用条款的日期', en: 'date that governs the terms' },
  'hospital.emergency_waives': { zh: '急诊豁免', en: 'what an emergency waives' },
  'hospital.levels': { zh: '医院等级', en: 'hospital levels' },
  'hospital.ownerships': { zh: '医院性质', en: 'hospital ownership' },
  'hospital.wards': { zh: '病房', en: 'wards' },
  leap_day: { zh: '2 月 29 日的替代日', en: 'day that stands for 29 February' },
  mild_mode: { zh: '轻症给付方式', en: 'mode of the mild benefit' },
  mild_ratio: { zh: '轻症给付比例', en: 'ratio of the mild benefit' },
  per_visit_limit: { zh: '次限额', en: 'limit for each visit' },
  ratio_no_si: { zh: '未经医保结算的给付比例', en: 'ratio without social insurance' },
  ratio_si: { zh: '经医保结算的给付比例', en: 'ratio with social insurance' },
  stay_grace_days: { zh: '满期后住院宽限天数', en: 'grace days of a stay' },
  sublimits: { zh: '分项限额', en: 'sub-limits' },
  sum_insured: { zh: '保险金额', en: 'sum insured' },
  tiers_no_si: { zh: '分段给付', en: 'bands' },
  waiting_days: { zh: '等待期', en: 'waiting days' },
};

/** Name of a term by its path: "HM.deductible" is 住院医疗免赔额. */
export function termName(path: string, books: readonly Rulebook[]): Words {
  const whole = TERM_NAMES[path];
  if (whole !== undefined) return whole;
  const [first = '', second] = path.split('.');
  const term = TERM_NAMES[second ?? first] ?? same(second ?? first);
  if (second === undefined) return term;
  const coverage = coverageName(first, books);
  return { zh: coverage.zh + term.zh, en: `${coverage.en}: ${term.en}` };
}

const DEDUCTIBLE_TYPES: readonly (readonly [type: string, words: Words])[] = [
  ['policy_year', { zh: '元/保险年度', en: 'yuan a policy year' }],
  ['accident', { zh: '元/次事故', en: 'yuan an accident' }],
  ['visit', { zh: '元/次', en: 'yuan a visit' }],
  ['stay_if_no_si', { zh: '元/次未经医保结算的住院', en: 'yuan a stay without social insurance' }],
];

/** A term's value in words: "500.00 policy_year" is 500.00 元/保险年度. */
export function termValue(value: string): Words {
  if (value === '') return { zh: '（无）', en: '(none)' };
  for (const [type, { zh, en }] of DEDUCTIBLE_TYPES)
    if (value.endsWith(` ${type}`)) {
      const amount = value.slice(0, -type.length - 1);
      return { zh: `${amount} ${zh}`, en: `${amount} ${en}` };
    }
  return same(value);
}
