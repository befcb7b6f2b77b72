import { maskDocumentNo } from '../engine/mask.ts';
import type { Language, Words } from '../platform/words.ts';
import { layoutFrequency, layoutGroups } from './layout-groups.ts';
import { conclusionName } from './name-things.ts';
import type { ChangeView, RehearsalReport } from './schema.ts';
import { type Say, type Section, signed } from './section.ts';

const HASH_SHOWN = 12;

/** Whom a report is for: the house, or the insurer, who is shown no family and no single claim. */
export type Reader = 'house' | 'insurer';

/** A report in sections, in one language. Contract numbers are masked: whoever must know a family asks by the claim. */
export function layoutReport(
  report: RehearsalReport,
  language: Language,
  reader: Reader = 'house',
): Section[] {
  const say = (words: Words) => words[language];
  const { total } = report;
  const sections = [
    head(report, reader, say),
    totals(report, say),
    terms(report, say),
    ...causes(report, say),
    layoutGroups(
      report.by_coverage,
      { zh: '按责任', en: 'By coverage' },
      { zh: '责任', en: 'coverage' },
      say,
      null,
    ),
    layoutGroups(
      report.by_month,
      { zh: '按出险月份', en: 'By month of the event' },
      { zh: '月份', en: 'month' },
      say,
      total,
    ),
    layoutGroups(report.by_plan, { zh: '按保障方案', en: 'By plan' }, { zh: '方案', en: 'plan' }, say, total),
    layoutGroups(
      report.by_cohort,
      { zh: '按签约年份（批次）', en: 'By cohort' },
      { zh: '批次', en: 'cohort' },
      say,
      total,
    ),
    layoutGroups(report.by_city, { zh: '按城市', en: 'By city' }, { zh: '城市', en: 'city' }, say, total),
    layoutFrequency(report, say),
    transitions(report.conclusions, { zh: '理赔结论：原 → 现', en: 'Conclusions: before → after' }, say),
    transitions(
      report.reasons,
      { zh: '变化赔案的理由：原 → 现', en: 'Reasons of the changed decisions: before → after' },
      say,
      (code, name) => reasonAndCode(code, name, say),
    ),
    ...(reader === 'insurer'
      ? []
      : [
          moves(report, say),
          families(report, 'lose_most', say),
          families(report, 'gain_most', say),
          changes(report, say),
        ]),
    assumptions(report, say),
  ];
  return sections.filter(({ words, table }) => words.length > 0 || (table !== null && table.rows.length > 0));
}

function head(report: RehearsalReport, reader: Reader, say: Say): Section {
  const { source, baseline, candidate, terms_of: termsOf } = report;
  // Whoever reads it outside the house has no use for the name of a folder.
  const book = ({ name, hash }: RehearsalReport['baseline']) =>
    reader === 'insurer' || name === hash || hash.startsWith(name)
      ? hash.slice(0, HASH_SHOWN)
      : `${name}（${hash.slice(0, HASH_SHOWN)}）`;
  return {
    title: say({ zh: '规则演练报告', en: 'Rehearsal of a rulebook' }),
    words: [
      source.kind === 'books'
        ? say({
            zh: `赔案：${source.from} 至 ${source.to} 作出决定的赔案`,
            en: `Claims: decided from ${source.from} to ${source.to}`,
          })
        : say({ zh: `赔案：文件 ${source.name}`, en: `Claims: the file ${source.name}` }),
      say({ zh: `基准规则书：${book(baseline)}`, en: `Baseline rulebook: ${book(baseline)}` }),
      say({ zh: `候选规则书：${book(candidate)}`, en: `Candidate rulebook: ${book(candidate)}` }),
      ...(termsOf === null
        ? []
        : [
            say({
              zh: `候选一律按 ${termsOf} 的条款核定（续保测算）`,
              en: `The candidate decides every event under the terms of ${termsOf} (renewal)`,
            }),
          ]),
    ],
    table: null,
  };
}

function totals({ total, children, covers, settled }: RehearsalReport, say: Say): Section {
  const rows = [
    [
      say({ zh: '给付合计（元）', en: 'paid in all (yuan)' }),
      total.before,
      total.after,
      signed(total.difference),
    ],
    [
      say({ zh: '有给付的赔案', en: 'claims that are paid' }),
      String(total.paid_before),
      String(total.paid_after),
      signed(String(total.paid_after - total.paid_before)),
    ],
  ];
  const insured = covers === null ? '' : say({ zh: `，有效保障 ${covers} 份`, en: `, of ${covers} covers` });
  return {
    title: say({ zh: '总体', en: 'In all' }),
    words: [
      say({
        zh: `${total.claims} 件赔案，${children} 名被保险人${insured}；${total.changed} 件结果有变化。`,
        en: `${total.claims} claims of ${children} children${insured}; ${total.changed} are decided otherwise.`,
      }),
      ...(settled === null
        ? []
        : [
            say({
              zh: `实际决定的给付合计 ${settled.total} 元；基准演练与之金额不同的赔案 ${settled.different} 件。`,
              en: `Really decided were ${settled.total} yuan in all; the baseline's rehearsal pays another amount on ${settled.different} claims.`,
            }),
          ]),
    ],
    table: {
      head: [
        '',
        say({ zh: '原', en: 'before' }),
        say({ zh: '现', en: 'after' }),
        say({ zh: '差额', en: 'difference' }),
      ],
      rows,
      figures: new Set([1, 2, 3]),
    },
  };
}

function terms({ terms: differing }: RehearsalReport, say: Say): Section {
  return {
    title: say({ zh: '方案条款对照', en: 'Terms that differ' }),
    words: [],
    table: {
      head: [
        say({ zh: '方案', en: 'plan' }),
        say({ zh: '条款项', en: 'term' }),
        say({ zh: '原', en: 'before' }),
        say({ zh: '现', en: 'after' }),
        say({ zh: '条款', en: 'clause' }),
      ],
      rows: differing.map(({ plan, name, before, after, clause }) => [
        plan,
        say(name),
        say(before),
        say(after),
        clause,
      ]),
      figures: new Set(),
    },
  };
}

function causes({ causes: found, traced }: RehearsalReport, say: Say): Section[] {
  if (found.length === 0) return [];
  const all = traced.claims === traced.of;
  return [
    {
      title: say({ zh: '逐条规则的影响', en: 'Rule by rule' }),
      words: all
        ? []
        : [
            say({
              zh: `变化的 ${traced.of} 件中，已追查金额变化最大的 ${traced.claims} 件的原因（--trace all 追查全部）。`,
              en: `Of ${traced.of} changed decisions the causes of ${traced.claims}, those with the largest differences, were looked for (--trace all looks for all).`,
            }),
          ],
      table: {
        head: [
          say({ zh: '原因', en: 'cause' }),
          say({ zh: '条款', en: 'clause' }),
          say({ zh: '赔案', en: 'claims' }),
          say({ zh: '差额（元）', en: 'difference (yuan)' }),
        ],
        rows: found.map(({ cause, claims, difference }) => [
          say(cause.text),
          cause.clause,
          String(claims),
          signed(difference),
        ]),
        figures: new Set([2, 3]),
      },
    },
  ];
}

function transitions(
  rows: RehearsalReport['conclusions'],
  title: Words,
  say: Say,
  shown: (key: string, name: Words) => string = (_, name) => say(name),
): Section {
  return {
    title: say(title),
    words: [],
    table: {
      head: [
        say({ zh: '原', en: 'before' }),
        say({ zh: '现', en: 'after' }),
        say({ zh: '赔案', en: 'claims' }),
        say({ zh: '差额（元）', en: 'difference (yuan)' }),
      ],
      rows: rows.map(({ before, after, before_name, after_name, claims, difference }) => [
        shown(before, before_name),
        shown(after, after_name),
        String(claims),
        signed(difference),
      ]),
      figures: new Set([2, 3]),
    },
  };
}

/** A reason as the file words it, its code beside; the code alone where a kept report has no words. */
function reasonAndCode(code: string, name: Words | null | undefined, say: Say): string {
  if (!name || name.zh === code) return code;
  return code === '' ? say(name) : say({ zh: `${name.zh}（${code}）`, en: `${name.en} (${code})` });
}

function moves({ to_person: toPerson, to_machine: toMachine }: RehearsalReport, say: Say): Section {
  const listed = ({ shown }: RehearsalReport['to_person']) => shown.map(({ claim_no }) => claim_no).join(' ');
  return {
    title: say({ zh: '系统核定与人工签批之间的移动', en: 'Between machine and person' }),
    words: [],
    table: {
      head: ['', say({ zh: '赔案', en: 'claims' }), say({ zh: '例如', en: 'such as' })],
      rows: [
        [
          say({ zh: '由系统核定转为人工签批', en: 'from the machine to a person' }),
          String(toPerson.claims),
          listed(toPerson),
        ],
        [
          say({ zh: '由人工签批转为系统核定', en: 'from a person to the machine' }),
          String(toMachine.claims),
          listed(toMachine),
        ],
      ],
      figures: new Set([1]),
    },
  };
}

function families({ families: found }: RehearsalReport, which: 'lose_most' | 'gain_most', say: Say): Section {
  const count = which === 'lose_most' ? found.losing : found.gaining;
  const title =
    which === 'lose_most'
      ? { zh: `减少最多的家庭（共 ${count} 名被保险人减少）`, en: `Who loses most (${count} children lose)` }
      : { zh: `增加最多的家庭（共 ${count} 名被保险人增加）`, en: `Who gains most (${count} children gain)` };
  return {
    title: say(title),
    words: [],
    table: {
      head: [
        say({ zh: '合同', en: 'contract' }),
        say({ zh: '被保险人', en: 'child' }),
        say({ zh: '方案', en: 'plan' }),
        say({ zh: '原', en: 'before' }),
        say({ zh: '现', en: 'after' }),
        say({ zh: '差额（元）', en: 'difference (yuan)' }),
        say({ zh: '变化的赔案', en: 'changed claims' }),
      ],
      rows: found[which].map(family => [
        maskDocumentNo(family.contract_no),
        String(family.child_no),
        family.plan,
        family.before,
        family.after,
        signed(family.difference),
        family.claims.join(' '),
      ]),
      figures: new Set([1, 3, 4, 5]),
    },
  };
}

function changes({ changes: shown, total }: RehearsalReport, say: Say): Section {
  const decided = ({
    conclusion,
    reason,
    reason_name: words,
    payable,
    signatures,
    level = 0,
  }: ChangeView['before']) =>
    [
      say(conclusionName(conclusion)),
      payable,
      ...(reason === null ? [] : [reasonAndCode(reason, words, say)]),
      ...(signatures === 0 ? [] : [say({ zh: `${signatures} 人签批`, en: `${signatures} sign` })]),
      ...(level === 0 ? [] : [say({ zh: `${level} 级`, en: `level ${level}` })]),
    ].join(' ');
  return {
    title: say({
      zh: `变化的决定（${total.changed} 件中金额变化最大的 ${shown.length} 件）`,
      en: `Changed decisions (${shown.length} of ${total.changed}, the largest differences first)`,
    }),
    words: [],
    table: {
      head: [
        say({ zh: '赔案', en: 'claim' }),
        say({ zh: '出险日', en: 'event' }),
        say({ zh: '原', en: 'before' }),
        say({ zh: '现', en: 'after' }),
        say({ zh: '差额（元）', en: 'difference (yuan)' }),
        say({ zh: '原因', en: 'cause' }),
        say({ zh: '条款', en: 'clause' }),
      ],
      rows: shown.map(one => [
        one.claim_no,
        one.event_on,
        decided(one.before),
        decided(one.after),
        signed(one.difference),
        one.cause === null ? '' : say(one.cause.text),
        one.cause?.clause ?? '',
      ]),
      figures: new Set([4]),
    },
  };
}

/** What whoever reads the figures must know of how they came about. */
function assumptions({ source, terms_of: termsOf, covers }: RehearsalReport, say: Say): Section {
  return {
    title: say({ zh: '口径', en: 'How it was counted' }),
    words: [
      say({
        zh: '同一批赔案按两本规则书各核定一次，每名被保险人的赔案按决定先后逐件核定，免赔额、限额与票据状态依次带入。',
        en: 'The same claims are decided by both books, those of each child in the order in which they were decided: deductibles, limits and invoices carry forward.',
      }),
      say({
        zh: '金额为决定应付之和，改判只计差额；按出险月份、而非决定月份分月。',
        en: 'Money is what decisions pay, of a revision the difference; months are those of the events, not of the decisions.',
      }),
      say({
        zh: '待签批的赔案按系统建议计入；已撤回的不计；经人拒付的在两本规则书下均维持拒付。',
        en: 'Claims that wait are counted as proposed, withdrawn ones not; what a person refused stays refused under both books.',
      }),
      ...(source.kind === 'books'
        ? [
            say({
              zh: '期间之前的决定不重新核定：其占用的额度按实际计入期初，改判它们的赔案按实际已付计差额。',
              en: 'Decisions before the period stand: what they used is counted as it was, and their revisions are paid the difference to what really was paid.',
            }),
          ]
        : []),
      ...(termsOf === null
        ? []
        : [
            say({
              zh: `基准按各事件自身日期的条款核定，候选一律按 ${termsOf} 的条款。家庭就诊行为不因条款改变。`,
              en: `The baseline decides each event under its own terms, the candidate all under those of ${termsOf}. Families are taken to see doctors as they did.`,
            }),
          ]),
      ...(covers === null
        ? []
        : [
            say({
              zh: '保障份数为期间内任一日有效的保障，不按天折算。',
              en: 'Covers are those in force on some day of the period, each counted as one.',
            }),
          ]),
    ],
    table: null,
  };
}
