import type { Language } from '../../platform/words.ts';
import type { Fault } from '../../rulebook/fault.ts';
import { faultsInWords } from '../faults-in-words.ts';

/** What `templates check` found. */
export interface TemplatesReport {
  /** Null when the templates cannot be read. */
  readonly hash: string | null;
  readonly letters: number;
  readonly reasons: number;
  readonly faults: readonly Fault[];
}

/** The report of `templates check` as a person reads it. */
export function checkInWords(
  { hash, letters, reasons, faults }: TemplatesReport,
  language: Language,
): string {
  const set = hash?.slice(0, 12);
  const words =
    language === 'zh'
      ? {
          head:
            hash === null
              ? '模板无法读入。'
              : `模板 ${set}：以两种语言写出并排版 ${letters} 封信函，含全部 ${reasons} 个理由，以及最长的姓名和最大的金额。`,
          none: '没有发现错误。',
        }
      : {
          head:
            hash === null
              ? 'The templates cannot be read.'
              : `Templates ${set}: ${letters} letters written and laid out in two languages, ` +
                `with every one of ${reasons} reasons, and with the longest names and amounts.`,
          none: 'Nothing wrong was found.',
        };
  return [words.head, ...faultsInWords(faults, language, words.none)].join('\n');
}
