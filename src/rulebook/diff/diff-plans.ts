import type { PlainDate } from '../../engine/dates.ts';
import type { Plan } from '../../engine/plan.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Words } from '../words.ts';
import { bothOf, type Change, FIRST_DAY } from './change.ts';
import { type Dated, differencesOverTime } from './over-time.ts';
import { type Term, termsOf } from './plan-terms.ts';

/** Plans by term and time, as they are after `extends`, defaults and versions: what counts for a claim. */
export function diffPlans(before: Rulebook, after: Rulebook): Change[] {
  const ids = [...new Set([...before.planIds, ...after.planIds])].sort();
  return ids.flatMap(id => diffPlan(id, before.planVersions(id) ?? [], after.planVersions(id) ?? []));
}

type Versions = readonly Plan[];

function diffPlan(id: string, before: Versions, after: Versions): Change[] {
  const newest = after.at(-1) ?? before.at(-1);
  if (newest === undefined) return [];
  const about = {
    area: 'plan',
    subject: id,
    title: bothOf(newest.nameZh, newest.nameEn),
    plans: [id],
  } as const;
  if (before.length === 0 || after.length === 0)
    return [
      {
        ...about,
        words:
          after.length > 0 ? bothOf('新增方案', 'a new plan') : bothOf('方案被删除', 'the plan is removed'),
        from: after[0]?.effectiveOn ?? null,
        to: null,
        family: null,
      },
    ];
  const [was, is] = [before, after].map(versions =>
    versions.map(version => ({ version, terms: termsOf(version) })),
  );
  const paths = new Set([...was!, ...is!].flatMap(({ terms }) => [...terms.keys()]));
  return [...paths].flatMap(path => {
    const course = (versions: typeof was): Dated<Term>[] =>
      versions!.map(({ version, terms }, index) => ({
        // An event before the first version is decided by it, too.
        from: index === 0 ? FIRST_DAY : version.effectiveOn,
        value: terms.get(path) ?? null,
      }));
    return differencesOverTime(
      course(was),
      course(is),
      ({ value, label }) => `${label.zh} ${value.zh} ${value.en}`,
    )
      .map(({ from, to, before: old, after: now }): Change => {
        const when = covered(newest, from, to);
        const change = termChange(old, now);
        const cited = now?.clause ? ` [${now.clause}]` : '';
        return {
          ...about,
          words: bothOf(`${change.zh}，${when.zh}${cited}`, `${change.en}, ${when.en}${cited}`),
          from: from === FIRST_DAY ? null : from,
          to,
          family: bothOf(`${change.zh}，${when.zh}`, `${change.en}, ${when.en}`),
        };
      })
      .concat(citations(path, was!, is!, about));
  });
}

function termChange(before: Term | null, after: Term | null): Words {
  if (before === null)
    return bothOf(
      `新增 ${after!.label.zh}：${after!.value.zh}`,
      `new: ${after!.label.en}: ${after!.value.en}`,
    );
  if (after === null)
    return bothOf(
      `取消 ${before.label.zh}（原为 ${before.value.zh}）`,
      `no longer: ${before.label.en} (${before.value.en})`,
    );
  const zh = before.label.zh === after.label.zh ? '' : `${after.label.zh} `;
  const en = before.label.en === after.label.en ? '' : `${after.label.en}: `;
  const turn = turnOf(before, after);
  return bothOf(
    `${before.label.zh} ${before.value.zh} → ${zh}${after.value.zh}${turn.zh}`,
    `${before.label.en}: ${before.value.en} → ${en}${after.value.en}${turn.en}`,
  );
}

/** Whether families gain or lose by it, where the term alone says so. */
function turnOf({ good: was, label }: Term, { good: is, label: now }: Term): Words {
  if (was === null || is === null || was === is || label.zh !== now.zh) return bothOf('', '');
  return is > was
    ? bothOf('（对家庭有利）', ' (better for families)')
    : bothOf('（对家庭不利）', ' (worse for families)');
}

/** Which terms or covers a version of these days decides. */
function covered({ governingDate }: Plan, from: PlainDate, to: PlainDate | null): Words {
  const zh = governingDate === 'term_at_event' ? '开始的保险年度' : '首次生效的保障';
  const en = governingDate === 'term_at_event' ? 'terms that begin' : 'covers that begin';
  if (from === FIRST_DAY && to === null)
    return bothOf(`适用于所有日期${zh}，包括已发生的就诊`, `for ${en} on any day, past events included`);
  if (from === FIRST_DAY) return bothOf(`适用于 ${to} 及以前${zh}`, `for ${en} on or before ${to}`);
  return to === null
    ? bothOf(`自 ${from} 起${zh}`, `for ${en} on or after ${from}`)
    : bothOf(`${from} 至 ${to} ${zh}`, `for ${en} from ${from} to ${to}`);
}

/** Clauses that a letter quotes, where the term stays and its clause does not. */
function citations(
  path: string,
  was: readonly { readonly version: Plan; readonly terms: ReadonlyMap<string, Term> }[],
  is: typeof was,
  about: Pick<Change, 'area' | 'subject' | 'title'>,
): Change[] {
  const clauses = (versions: typeof was) => [
    ...new Set(versions.flatMap(({ terms }) => terms.get(path)?.clause ?? [])),
  ];
  const [before, after] = [clauses(was), clauses(is)];
  const added = after.filter(clause => !before.includes(clause));
  const removed = before.filter(clause => !after.includes(clause));
  const label = is.at(-1)?.terms.get(path)?.label;
  if (label === undefined || added.length === 0 || removed.length === 0) return [];
  return [
    {
      ...about,
      words: bothOf(
        `${label.zh} 的条款引用：${removed.join('、')} → ${added.join('、')}`,
        `clause cited for ${label.en}: ${removed.join(', ')} → ${added.join(', ')}`,
      ),
      from: null,
      to: null,
      plans: [],
      family: bothOf(
        `信函引用的条款由${removed.join('、')}改为${added.join('、')}`,
        `letters cite ${added.join(', ')} instead of ${removed.join(', ')}`,
      ),
    },
  ];
}
