import { escaped } from '../platform/escaped.ts';
import { grouped } from '../platform/grouped.ts';
import type { RehearsalReport, SweepView } from './schema.ts';
import type { Say } from './section.ts';

const WIDTH = 720;
const HEIGHT = 220;
const LEFT = 70;
const BOTTOM = 30;
const TOP = 18;

/** Bars of each month, before and after. */
export function monthChart({ by_month: groups }: RehearsalReport, say: Say): string {
  const months = withoutHoles(groups);
  const top = topOfAxis(months.flatMap(({ before, after }) => [before, after]));
  const step = (WIDTH - LEFT) / Math.max(1, months.length);
  const y = (amount: number) => TOP + (1 - amount / top) * (HEIGHT - BOTTOM - TOP);
  const bar = (x: number, amount: number, kind: string) =>
    `<rect class="${kind}" x="${x.toFixed(1)}" y="${y(Math.max(0, amount)).toFixed(1)}" width="${(step * 0.36).toFixed(1)}" height="${(HEIGHT - BOTTOM - y(Math.max(0, amount))).toFixed(1)}"/>`;
  const every = Math.ceil(months.length / 12);
  const bars = months.map(({ key, before, after }, index) => {
    const x = LEFT + index * step + step * 0.12;
    const label =
      index % every === 0
        ? `<text x="${(x + step * 0.38).toFixed(1)}" y="${HEIGHT - 10}" text-anchor="middle">${key}</text>`
        : '';
    return bar(x, before, 'before') + bar(x + step * 0.4, after, 'after') + label;
  });
  const legend =
    `<rect class="before" x="${LEFT}" y="1" width="9" height="9"/><text x="${LEFT + 13}" y="9">${escaped(say({ zh: '原给付', en: 'before' }))}</text>` +
    `<rect class="after" x="${LEFT + 60}" y="1" width="9" height="9"/><text x="${LEFT + 73}" y="9">${escaped(say({ zh: '现给付', en: 'after' }))}</text>`;
  return svg(axis(top, y) + bars.join('') + legend);
}

/**
 * Every month from the first to the last, those without claims among them; where these would be the most, as of a few
 * late claims for events long ago, only the others.
 */
function withoutHoles(groups: RehearsalReport['by_month']) {
  const byMonth = new Map(groups.map(({ key, before, after }) => [key, [Number(before), Number(after)]]));
  const place = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const [first, last] = [groups[0], groups.at(-1)];
  if (!first || !last) return [];
  const length = place(last.key) - place(first.key) + 1;
  if (length > 2 * groups.length)
    return groups.map(({ key, before, after }) => ({ key, before: Number(before), after: Number(after) }));
  return Array.from({ length }, (_, index) => {
    const at = place(first.key) + index;
    const key = `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
    const [before = 0, after = 0] = byMonth.get(key) ?? [];
    return { key, before, after };
  });
}

/** The cost at each value, and the baseline's as a dashed line. */
export function sweepChart({ rows, baseline }: SweepView, say: Say): string {
  const totals = rows.map(({ total }) => Number(total));
  const most = topOfAxis([Number(baseline.total), ...totals]);
  const values = rows.map(({ value }) => Number(value));
  const [first, last] = [values[0]!, values.at(-1)!];
  const x = (value: number) => LEFT + ((value - first) / Math.max(last - first, 1e-9)) * (WIDTH - LEFT - 30);
  const y = (amount: number) => TOP + (1 - amount / most) * (HEIGHT - BOTTOM - TOP);
  const points = rows.map((_, index) => `${x(values[index]!).toFixed(1)},${y(totals[index]!).toFixed(1)}`);
  const every = Math.ceil(rows.length / 12);
  const labels = rows.map(({ value }, index) =>
    index % every === 0
      ? `<text x="${x(values[index]!).toFixed(1)}" y="${HEIGHT - 10}" text-anchor="middle">${escaped(value)}</text>`
      : '',
  );
  const base = y(Number(baseline.total)).toFixed(1);
  return svg(
    `${axis(most, y)}<line class="baseline" x1="${LEFT}" x2="${WIDTH}" y1="${base}" y2="${base}"/>` +
      `<text x="${WIDTH}" y="${Number(base) - 4}" text-anchor="end">${escaped(say({ zh: '基准', en: 'baseline' }))}</text>` +
      `<polyline class="curve" points="${points.join(' ')}"/>${labels.join('')}`,
  );
}

/** The round amount at or above the largest, of which a quarter is round, too. */
function topOfAxis(amounts: readonly number[]): number {
  const most = amounts.reduce((largest, amount) => Math.max(largest, amount), 4);
  const unit = 10 ** Math.floor(Math.log10(most));
  return [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].map(times => times * unit).find(top => top >= most)!;
}

/** Four lines with their amounts. */
function axis(top: number, y: (amount: number) => number): string {
  return [0, 0.25, 0.5, 0.75, 1]
    .map(share => {
      const height = y(top * share).toFixed(1);
      return `<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${height}" y2="${height}"/><text x="${LEFT - 6}" y="${(Number(height) + 3).toFixed(1)}" text-anchor="end">${grouped(String(Math.round(top * share)))}</text>`;
    })
    .join('');
}

function svg(content: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-hidden="true">${content}</svg>`;
}
