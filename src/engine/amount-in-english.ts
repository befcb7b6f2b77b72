import type { Fen } from './money.ts';

const SMALL = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen'
).split(' ');
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
/** Largest first. */
const UNITS = [
  { value: 1_000_000_000_000, word: 'trillion' },
  { value: 1_000_000_000, word: 'billion' },
  { value: 1_000_000, word: 'million' },
  { value: 1_000, word: 'thousand' },
  { value: 100, word: 'hundred' },
] as const;

/** 2492 is "two thousand four hundred and ninety-two". */
function numberInEnglish(value: number): string {
  for (const unit of UNITS) {
    if (value < unit.value) continue;
    const rest = value % unit.value;
    const head = `${numberInEnglish((value - rest) / unit.value)} ${unit.word}`;
    if (rest === 0) return head;
    return `${head} ${rest < 100 ? 'and ' : ''}${numberInEnglish(rest)}`;
  }
  if (value < 20) return SMALL[value]!;
  const ones = value % 10;
  return `${TENS[(value - ones) / 10]}${ones === 0 ? '' : `-${SMALL[ones]}`}`;
}

/**
 * An amount in English words, for whoever does not read capital numerals: 249215 fen is "two thousand four hundred and
 * ninety-two yuan and fifteen fen". "only" closes whole yuan, as 整 does. Throws RangeError for a negative amount.
 */
export function amountInEnglish(amountFen: Fen): string {
  if (amountFen < 0) throw new RangeError(`a negative amount cannot be written in words: ${amountFen} fen`);
  const cents = amountFen % 100;
  const yuan = (amountFen - cents) / 100;
  if (cents === 0) return `${numberInEnglish(yuan)} yuan only`;
  const centsInWords = `${numberInEnglish(cents)} fen`;
  return yuan === 0 ? centsInWords : `${numberInEnglish(yuan)} yuan and ${centsInWords}`;
}
