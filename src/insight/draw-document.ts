import type { Language, Words } from '../platform/words.ts';
import { layoutReport, layoutSweep, type Section, type Table } from './layout-report.ts';
import type { RehearsalReport, SweepView } from './schema.ts';

export interface Document {
  readonly report: RehearsalReport;
  readonly sweep: SweepView | null;
  /** What differs between the books, a line each. */
  readonly differences: readonly Words[];
  /** Day of the document. */
  readonly on: string;
}

/**
 * A rehearsal as one printable page of HTML that needs nothing else: the renewal report which the bank takes to its
 * insurer. It names no family and no single claim.
 */
export function drawDocument({ report, sweep, differences, on }: Document, language: Language): string {
  const say = (words: Words) => words[language];
  const title = say(
    report.terms_of === null
      ? { zh: '条款调整测算书', en: 'What a change of terms would cost' }
      : { zh: '续保测算书', en: 'Renewal: next terms over past claims' },
  );
  const [head, ...sections] = layoutReport(report, language, 'insurer');
  const assumptions = sections.pop()!;
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p class="day">${escaped(on)}</p>
${head!.words.map(line => `<p>${escaped(line)}</p>`).join('\n')}
</header>
${headline(report, say)}
${section({ ...assumptions, table: null })}
${differencesOf(differences, say)}
${sections.map(one => section(one, one.title === monthsTitle(sections) ? monthChart(report, say) : '')).join('\n')}
${sweep === null ? '' : section(withoutBars(layoutSweep(sweep, language)), sweepChart(sweep, say))}
<footer>
<p>${escaped(say({ zh: '基准规则书', en: 'Baseline rulebook' }))} <code>${report.baseline.hash}</code></p>
<p>${escaped(say({ zh: '候选规则书', en: 'Candidate rulebook' }))} <code>${report.candidate.hash}</code></p>
</footer>
</body>
</html>
`;
}

/** The months' table is that whose rows are months. */
function monthsTitle(sections: readonly Section[]): string | undefined {
  return sections.find(({ table }) => /^\d{4}-\d{2}$/.test(table?.rows[0]?.[0] ?? ''))?.title;
}

function headline({ total, covers }: RehearsalReport, say: (words: Words) => string): string {
  const perCover = (amount: string) => (covers ? (Number(amount) / covers).toFixed(2) : null);
  const figures: [Words, string][] = [
    [{ zh: '原给付（元）', en: 'before (yuan)' }, total.before],
    [{ zh: '现给付（元）', en: 'after (yuan)' }, total.after],
    [{ zh: '差额（元）', en: 'difference (yuan)' }, total.difference],
    ...(covers
      ? [
          [
            { zh: '每份保障成本（元）', en: 'cost of a cover (yuan)' },
            `${perCover(total.before)} → ${perCover(total.after)}`,
          ] as [Words, string],
        ]
      : []),
  ];
  return `<dl class="headline">${figures
    .map(([name, figure]) => `<div><dt>${escaped(say(name))}</dt><dd>${escaped(grouped(figure))}</dd></div>`)
    .join('')}</dl>`;
}

function differencesOf(differences: readonly Words[], say: (words: Words) => string): string {
  if (differences.length === 0) return '';
  const title = say({ zh: '两本规则书的差异', en: 'What differs between the rulebooks' });
  return `<section><h2>${escaped(title)}</h2><ul>${differences
    .map(one => `<li>${escaped(say(one))}</li>`)
    .join('')}</ul></section>`;
}

function section({ title, words, table }: Section, chart = ''): string {
  return `<section>
<h2>${escaped(title)}</h2>
${words.map(line => `<p>${escaped(line)}</p>`).join('\n')}
${chart}
${table === null ? '' : tableOf(table)}
</section>`;
}

function withoutBars({ title, words, table }: Section): Section {
  if (table === null) return { title, words, table };
  const rows = table.rows.map(row => row.slice(0, -1));
  return { title, words, table: { ...table, head: table.head.slice(0, -1), rows } };
}

function tableOf({ head, rows, figures }: Table): string {
  const cell = (tag: 'th' | 'td') => (text: string, column: number) =>
    `<${tag}${figures.has(column) ? ' class="figure"' : ''}>${escaped(figures.has(column) ? grouped(text) : text)}</${tag}>`;
  // A short table stays on one page.
  return `<table${rows.length <= 12 ? ' class="short"' : ''}>
<thead><tr>${head.map(cell('th')).join('')}</tr></thead>
<tbody>
${rows.map(row => `<tr>${row.map(cell('td')).join('')}</tr>`).join('\n')}
</tbody>
</table>`;
}

const WIDTH = 720;
const HEIGHT = 220;
const LEFT = 70;
const BOTTOM = 30;
const TOP = 12;

/** Bars of each month, before and after. */
function monthChart({ by_month: months }: RehearsalReport, say: (words: Words) => string): string {
  const most = Math.max(1, ...months.flatMap(({ before, after }) => [Number(before), Number(after)]));
  const step = (WIDTH - LEFT) / Math.max(1, months.length);
  const y = (amount: number) => TOP + (1 - amount / most) * (HEIGHT - BOTTOM - TOP);
  const bar = (x: number, amount: number, kind: string) =>
    `<rect class="${kind}" x="${x.toFixed(1)}" y="${y(Math.max(0, amount)).toFixed(1)}" width="${(step * 0.36).toFixed(1)}" height="${(HEIGHT - BOTTOM - y(Math.max(0, amount))).toFixed(1)}"/>`;
  const every = Math.ceil(months.length / 12);
  const bars = months.map(({ key, before, after }, index) => {
    const x = LEFT + index * step + step * 0.1;
    const label =
      index % every === 0
        ? `<text x="${(x + step * 0.4).toFixed(1)}" y="${HEIGHT - 10}" text-anchor="middle">${key}</text>`
        : '';
    return bar(x, Number(before), 'before') + bar(x + step * 0.4, Number(after), 'after') + label;
  });
  const legend =
    `<rect class="before" x="${LEFT}" y="0" width="10" height="10"/><text x="${LEFT + 14}" y="9">${escaped(say({ zh: '原', en: 'before' }))}</text>` +
    `<rect class="after" x="${LEFT + 70}" y="0" width="10" height="10"/><text x="${LEFT + 84}" y="9">${escaped(say({ zh: '现', en: 'after' }))}</text>`;
  return svg(axis(most, y) + bars.join('') + legend);
}

/** The cost at each value, and the baseline's as a dashed line. */
function sweepChart({ rows, baseline }: SweepView, say: (words: Words) => string): string {
  const totals = rows.map(({ total }) => Number(total));
  const most = Math.max(1, Number(baseline.total), ...totals);
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

/** Four lines with their amounts. */
function axis(most: number, y: (amount: number) => number): string {
  return [0, 0.25, 0.5, 0.75, 1]
    .map(share => {
      const height = y(most * share).toFixed(1);
      return `<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${height}" y2="${height}"/><text x="${LEFT - 6}" y="${(Number(height) + 3).toFixed(1)}" text-anchor="end">${grouped(String(Math.round(most * share)))}</text>`;
    })
    .join('');
}

function svg(content: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-hidden="true">${content}</svg>`;
}

/** Thousands apart, for the eye: 7718200.46 is 7,718,200.46. Text that is no figure stays. */
function grouped(text: string): string {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? text.replace(/\d(?=(?:\d{3})+(?:\.|$))/g, '$&,') : text;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: light; }
body { font: 10.5pt/1.5 "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #1a1a1a; max-width: 190mm; margin: 10mm auto; padding: 0 6mm; }
h1 { font-size: 18pt; margin: 0 0 2mm; }
h2 { font-size: 12.5pt; margin: 7mm 0 2mm; border-bottom: 0.4mm solid #1f4e79; padding-bottom: 0.6mm; break-after: avoid; }
header p, section p { margin: 0.4mm 0; }
.day { color: #555; }
.headline { display: flex; flex-wrap: wrap; gap: 3mm; margin: 5mm 0; }
.headline div { flex: 1 1 38mm; border: 0.3mm solid #c9d3dd; border-radius: 1.5mm; padding: 2mm 3mm; }
.headline dt { color: #555; font-size: 9pt; }
.headline dd { margin: 0; font-size: 13pt; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; font-size: 8.8pt; font-variant-numeric: tabular-nums; }
thead { display: table-header-group; }
th { text-align: left; background: #eef3f8; font-weight: 600; }
th, td { padding: 0.7mm 1.6mm; border-bottom: 0.2mm solid #dfe5eb; vertical-align: top; }
tr, .short { break-inside: avoid; }
.figure { text-align: right; white-space: nowrap; }
th.figure { white-space: normal; }
svg { width: 100%; height: auto; margin: 2mm 0; break-inside: avoid; }
svg text { font-size: 9px; fill: #444; }
.grid { stroke: #e3e8ee; }
.before { fill: #9db4c9; }
.after { fill: #1f4e79; }
.baseline { stroke: #9a3b26; stroke-dasharray: 4 3; }
.curve { fill: none; stroke: #1f4e79; stroke-width: 1.8; }
footer { margin-top: 8mm; color: #555; font-size: 8pt; border-top: 0.2mm solid #c9d3dd; padding-top: 2mm; }
footer p { margin: 0; overflow-wrap: anywhere; }
ul { margin: 1mm 0; padding-left: 5mm; }
@page { size: A4; margin: 12mm 10mm; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
`;
