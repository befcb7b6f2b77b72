import { fen, formatYuan, parseYuan } from '../engine/money.ts';
import { escaped } from '../platform/escaped.ts';
import { grouped } from '../platform/grouped.ts';
import type { Language, Words } from '../platform/words.ts';
import { monthChart, sweepChart } from './draw-charts.ts';
import { layoutReport } from './layout-report.ts';
import { layoutSweep } from './layout-sweep.ts';
import { moneyGrouped } from './money-grouped.ts';
import type { RehearsalReport, SweepView } from './schema.ts';
import { percent, type Say, type Section, signed, type Table } from './section.ts';

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
${head!.words.map(paragraph).join('\n')}
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

function headline(report: RehearsalReport, say: Say): string {
  const { total } = report;
  const change = percent(total.before, total.difference);
  const cost = costOfCover(report);
  const figures: [Words, string, string][] = [
    [{ zh: '原给付（元）', en: 'before (yuan)' }, grouped(total.before), ''],
    [{ zh: '现给付（元）', en: 'after (yuan)' }, grouped(total.after), ''],
    [{ zh: '差额（元）', en: 'difference (yuan)' }, grouped(signed(total.difference)), change],
    ...(cost === null
      ? []
      : [
          [
            { zh: '每份保障成本（元）', en: 'cost of a cover (yuan)' },
            grouped(cost.after),
            say({ zh: `原 ${grouped(cost.before)}`, en: `was ${grouped(cost.before)}` }),
          ] as [Words, string, string],
        ]),
  ];
  return `<dl class="headline">${figures
    .map(
      ([name, figure, beside]) =>
        `<div><dt>${escaped(say(name))}</dt><dd>${escaped(figure)}${beside === '' ? '' : ` <small>${escaped(beside)}</small>`}</dd></div>`,
    )
    .join('')}</dl>`;
}

/** What a cover costs under each book; null when covers are not counted. */
function costOfCover({ total, covers }: RehearsalReport): { before: string; after: string } | null {
  if (covers === null || covers === 0) return null;
  const each = (amount: string) => formatYuan(fen(Math.round(parseYuan(amount)! / covers)));
  return { before: each(total.before), after: each(total.after) };
}

function differencesOf(differences: readonly Words[], say: Say): string {
  if (differences.length === 0) return '';
  const title = say({ zh: '两本规则书的差异', en: 'What differs between the rulebooks' });
  return `<section><h2>${escaped(title)}</h2><ul>${differences
    .map(one => `<li>${escaped(moneyGrouped(say(one)))}</li>`)
    .join('')}</ul></section>`;
}

function section({ title, words, table }: Section, chart = ''): string {
  return `<section>
<h2>${escaped(title)}</h2>
${words.map(paragraph).join('\n')}
${chart}
${table === null ? '' : tableOf(table)}
</section>`;
}

/** A sentence; money in it with its thousands apart. */
function paragraph(line: string): string {
  return `<p>${escaped(moneyGrouped(line))}</p>`;
}

function withoutBars({ title, words, table }: Section): Section {
  if (table === null) return { title, words, table };
  const rows = table.rows.map(row => row.slice(0, -1));
  return { title, words, table: { ...table, head: table.head.slice(0, -1), rows } };
}

function tableOf({ head, rows, figures, hasTotal }: Table): string {
  const cell = (tag: 'th' | 'td') => (text: string, column: number) =>
    `<${tag}${figures.has(column) ? ' class="figure"' : ''}>${escaped(figures.has(column) ? grouped(text) : moneyGrouped(text))}</${tag}>`;
  // A short table stays on one page.
  const classes = [
    ...(rows.length <= 13 ? ['short'] : []),
    ...(figures.size >= 4 && figures.has(1) ? ['even'] : []),
    ...(hasTotal ? ['total'] : []),
  ];
  return `<table class="${classes.join(' ')}">
<thead><tr>${head.map(cell('th')).join('')}</tr></thead>
<tbody>
${rows.map(row => `<tr>${row.map(cell('td')).join('')}</tr>`).join('\n')}
</tbody>
</table>`;
}

const STYLE = `
:root { color-scheme: light; }
body { font: 10.5pt/1.5 "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #1a1a1a; max-width: 190mm; margin: 10mm auto; padding: 0 6mm; }
h1 { font-size: 18pt; margin: 0 0 2mm; }
h2 { font-size: 12.5pt; margin: 7mm 0 2mm; border-bottom: 0.4mm solid #1f4e79; padding-bottom: 0.6mm; break-after: avoid; }
header p, section p { margin: 0.4mm 0; }
p:has(+ svg), p:has(+ table) { break-after: avoid; }
.day { color: #555; }
.headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(40mm, 1fr)); gap: 3mm; margin: 5mm 0; }
.headline div { border: 0.3mm solid #c9d3dd; border-radius: 1.5mm; padding: 2mm 3mm; }
.headline dt { color: #555; font-size: 9pt; }
.headline dd { margin: 0; font-size: 12.5pt; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.headline small { font-size: 9pt; font-weight: 400; color: #555; margin-left: 1mm; }
table { border-collapse: collapse; width: 100%; font-size: 8.8pt; font-variant-numeric: tabular-nums; }
thead { display: table-header-group; }
th { text-align: left; background: #eef3f8; font-weight: 600; }
th, td { padding: 0.7mm 1.6mm; border-bottom: 0.2mm solid #dfe5eb; vertical-align: top; }
tr, .short { break-inside: avoid; }
.figure { text-align: right; white-space: nowrap; }
th.figure { white-space: normal; }
.even { table-layout: fixed; }
.even th:first-child { width: 24%; }
.total tbody tr:last-child td { font-weight: 600; border-top: 0.3mm solid #1f4e79; }
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
@page { size: A4; margin: 14mm 12mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; color: #555; } }
@media print { body { margin: 0; padding: 0; max-width: none; } }
`;
