import type { Language, Words } from '../platform/words.ts';
import type { SweepView } from './schema.ts';
import { type Section, signed } from './section.ts';

/** A sweep as a section: at each value the money, with a bar for the eye. */
export function layoutSweep({ asked, name, baseline, rows }: SweepView, language: Language): Section {
  const say = (words: Words) => words[language];
  const most = Math.max(...rows.map(({ total }) => Number(total)), Number(baseline.total), 0.01);
  return {
    title: say({ zh: `成本曲线：${name.zh}（${asked}）`, en: `Cost curve: ${name.en} (${asked})` }),
    words: [
      say({
        zh: `基准给付合计 ${baseline.total} 元，有给付的赔案 ${baseline.paid} 件。`,
        en: `The baseline pays ${baseline.total} yuan in all, on ${baseline.paid} claims.`,
      }),
    ],
    table: {
      head: [
        say({ zh: '取值', en: 'value' }),
        say({ zh: '给付合计（元）', en: 'paid in all (yuan)' }),
        say({ zh: '有给付的赔案', en: 'claims paid' }),
        say({ zh: '与基准之差', en: 'difference to the baseline' }),
        '',
      ],
      rows: rows.map(({ value, total, paid, difference }) => [
        value,
        total,
        String(paid),
        signed(difference),
        '█'.repeat(Math.round((Number(total) / most) * BAR)),
      ]),
      figures: new Set([0, 1, 2, 3]),
    },
  };
}

const BAR = 40;
