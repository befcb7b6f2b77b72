import type { Fen } from './money.ts';

const DIGITS = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'] as const;
/** Powers of ten with a word of their own, largest first; 亿 counts in numbers that hold 万 again. */
const UNITS = [
  { value: 100_000_000, word: '亿' },
  { value: 10_000, word: '万' },
  { value: 1_000, word: '仟' },
  { value: 100, word: '佰' },
  { value: 10, word: '拾' },
] as const;

/** A whole number above zero in capital numerals (大写). One 零 stands for every gap of zeros inside it. */
function wholeInWords(value: number): string {
  for (const unit of UNITS) {
    if (value < unit.value) continue;
    const rest = value % unit.value;
    const head = wholeInWords((value - rest) / unit.value) + unit.word;
    if (rest === 0) return head;
    return head + (rest * 10 < unit.value ? '零' : '') + wholeInWords(rest);
  }
  return DIGITS[value] ?? '';
}

/**
 * An amount in capital words (大写金额) as on cheques and receipts: 748410 fen is 人民币柒仟肆佰捌拾肆元壹角.
 * PBOC rule (支付结算办法, 正确填写票据和结算凭证的基本规定): 整 after 元, optional after 角 (left out here), none
 * after 分; 零 before 分 when there is no 角. Throws RangeError for a negative amount, which has no words.
 */
export function amountInWords(amountFen: Fen): string {
  if (amountFen < 0) throw new RangeError(`a negative amount cannot be written in words: ${amountFen} fen`);
  const cents = amountFen % 100;
  const yuan = (amountFen - cents) / 100;
  const jiao = Math.floor(cents / 10);
  const fenDigit = cents % 10;
  if (cents === 0) return `人民币${yuan === 0 ? '零' : wholeInWords(yuan)}元整`;
  const whole = yuan === 0 ? '' : `${wholeInWords(yuan)}元`;
  const tenths = jiao > 0 ? `${DIGITS[jiao]}角` : whole === '' ? '' : '零';
  const hundredths = fenDigit > 0 ? `${DIGITS[fenDigit]}分` : '';
  return `人民币${whole}${tenths}${hundredths}`;
}
