import type { Words } from '../platform/words.ts';
import type { GroupView, RehearsalReport } from './schema.ts';
import { percent, type Say, type Section, signed } from './section.ts';

/**
 * Money by one thing, a row each. With `total`, which counts each claim once, a last row adds up: not by coverage, since
 * one claim may be paid by two.
 */
export function layoutGroups(
  all: readonly GroupView[],
  title: Words,
  key: Words,
  say: Say,
  total: RehearsalReport['total'] | null,
): Section {
  const rows = all.filter(({ claims }) => claims > 0);
  const cells = (name: string, row: RehearsalReport['total']) => [
    name,
    String(row.claims),
    String(row.changed),
    row.before,
    row.after,
    signed(row.difference),
    percent(row.before, row.difference),
  ];
  const hasTotal = total !== null && rows.length > 1;
  return {
    title: say(title),
    words: [],
    table: {
      head: [
        say(key),
        say({ zh: '赔案', en: 'claims' }),
        say({ zh: '变化', en: 'changed' }),
        say({ zh: '原给付', en: 'before' }),
        say({ zh: '现给付', en: 'after' }),
        say({ zh: '差额', en: 'difference' }),
        say({ zh: '幅度', en: 'change' }),
      ],
      rows: [
        ...rows.map(row => cells(say(row.name), row)),
        ...(hasTotal ? [cells(say({ zh: '合计', en: 'in all' }), total)] : []),
      ],
      figures: new Set([1, 2, 3, 4, 5, 6]),
      ...(hasTotal ? { hasTotal } : {}),
    },
  };
}

/** How often covers are paid and what one costs: by coverage, plan, cohort and city. */
export function layoutFrequency(report: RehearsalReport, say: Say): Section {
  const kinds: readonly (readonly [Words, readonly GroupView[]])[] = [
    [{ zh: '责任', en: 'coverage' }, report.by_coverage],
    [{ zh: '方案', en: 'plan' }, report.by_plan],
    [{ zh: '批次', en: 'cohort' }, report.by_cohort],
    [{ zh: '城市', en: 'city' }, report.by_city],
  ];
  const rows = kinds.flatMap(([kind, groups]) =>
    groups
      .filter(({ covers }) => covers !== null && covers > 0)
      .map(group => [
        say(kind),
        say(group.name),
        String(group.covers),
        group.paid_per_thousand_before ?? '',
        group.paid_per_thousand_after ?? '',
        group.cost_per_cover_before ?? '',
        group.cost_per_cover_after ?? '',
      ]),
  );
  return {
    title: say({ zh: '频率与每份保障成本', en: 'Frequency, and cost of a cover' }),
    words: [],
    table: {
      head: [
        '',
        '',
        say({ zh: '保障份数', en: 'covers' }),
        say({ zh: '每千份给付件数（原）', en: 'paid claims a thousand (before)' }),
        say({ zh: '（现）', en: '(after)' }),
        say({ zh: '每份成本（原）', en: 'cost of one (before)' }),
        say({ zh: '（现）', en: '(after)' }),
      ],
      rows,
      figures: new Set([2, 3, 4, 5, 6]),
    },
  };
}
