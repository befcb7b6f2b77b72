/** Width of a character, which may depend on the one that follows it on its line. */
export type Advance = (character: string, next?: string) => number;

/** Punctuation that must not begin a line, nor end one (避头尾). */
const NOT_AT_START = new Set('，。、；：？！）》」』】〕〉”’％…—·,.;:?!)]}%‰℃°々ー~～／/');
const NOT_AT_END = new Set('（《「『【〔〈“‘([{¥￥$');
/** Characters that stay together: numbers, Latin words, codes. */
const HAN = /[\u3400-\u9fff]/;
const WORD = /[\p{Script=Latin}\p{M}\p{Nd}.,:;%*_#@+&'’−-]/u;

/** A reference to a clause or page, which reads as one word: 第 2.3 条. */
const REFERENCE = /第 [\d.]{1,6} \p{Script=Han}/gu;

/** Pieces between which a line may break: a Chinese character with its punctuation, a number, a word, a space. */
export function unbreakable(text: string): string[] {
  const found: string[] = [];
  const bound = referencesIn(text);
  let before = '';
  let afterWord = false;
  let at = 0;
  for (const character of text) {
    const isWord = !HAN.test(character) && WORD.test(character);
    const joins =
      before !== '' &&
      (bound.has(at) ||
        (before !== ' ' && (NOT_AT_START.has(character) || NOT_AT_END.has(before) || (isWord && afterWord))));
    if (joins) found[found.length - 1] += character;
    else found.push(character);
    before = character;
    afterWord = isWord;
    at += character.length;
  }
  return found;
}

/** Places in the text, counted in units of UTF-16, of characters that stay with the one before them. */
function referencesIn(text: string): ReadonlySet<number> {
  const places = new Set<number>();
  if (!text.includes('第')) return places;
  for (const { 0: reference, index } of text.matchAll(REFERENCE)) {
    for (let at = index + 1; at < index + reference.length; at++) places.add(at);
  }
  return places;
}

/**
 * Breaks a text into lines no wider than `width`; `firstIndent` is taken off the first. A piece wider than a line is
 * cut between characters, so that nothing ever overflows. The last line gets company when it would be one character.
 * At least one line, without spaces at its ends.
 */
export function breakLines(text: string, width: number, advance: Advance, firstIndent = 0): string[] {
  const lines: string[][] = [[]];
  let left = width - firstIndent;
  const add = (piece: string, pieceWidth: number) => {
    let line = lines[lines.length - 1]!;
    if (pieceWidth > left && line.length > 0 && piece !== ' ') {
      line = [];
      lines.push(line);
      left = width;
    }
    if (piece === ' ' && line.length === 0) return;
    line.push(piece);
    left -= pieceWidth;
  };
  for (const piece of unbreakable(text)) {
    const pieceWidth = widthOf(piece, advance);
    if (pieceWidth <= width) add(piece, pieceWidth);
    else for (const character of piece) add(character, advance(character));
  }
  keepCompany(lines, width, advance);
  return lines.map(line => line.join('').trimEnd());
}

/** Moves a piece down to a last line that is a single piece of one or two characters (孤字). */
function keepCompany(lines: readonly string[][], width: number, advance: Advance): void {
  const last = lines.at(-1)!;
  const before = lines.at(-2);
  if (before === undefined || before.length < 3 || last.length !== 1 || [...last[0]!].length > 2) return;
  const moved = before.at(-1)!;
  if (moved === ' ' || widthOf(moved + last[0]!, advance) > width) return;
  before.pop();
  last.unshift(moved);
}

export function widthOf(text: string, advance: Advance): number {
  let width = 0;
  let before = '';
  for (const character of text) {
    if (before !== '') width += advance(before, character);
    before = character;
  }
  return before === '' ? 0 : width + advance(before);
}
