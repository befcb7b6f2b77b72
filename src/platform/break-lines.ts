/** Width of a character, which may depend on the one that follows it on its line. */
export type Advance = (character: string, next?: string) => number;

/** Punctuation that must not begin a line, nor end one (避头尾). */
const NOT_AT_START = new Set('，。、；：？！）》」』】〕〉”’％…—·,.;:?!)]}%‰℃°々ー~～／/');
const NOT_AT_END = new Set('（《「『【〔〈“‘([{¥￥$');
/** Characters that stay together: numbers, Latin words, codes. */
const HAN = /[\u3400-\u9fff]/;
const WORD = /[\p{Script=Latin}\p{M}\p{Nd}.,:;%*_#@+&'’−-]/u;

/** What reads as one word: a reference to a clause or page, 第 2.3 条, 第二十三条; a number with its unit, 2026年, 500.00 元. */
const BOUND = /第 [\d.]{1,6} \p{Script=Han}|第[一二三四五六七八九十百]{1,5}条|\d ?[年月日元张笔岁]/gu;
/** A last line is at least so many characters wide, or this share of a narrow column. */
const SHORTEST_LAST = { characters: 4, share: 0.4 };

/**
 * Pieces between which a line may break: a Chinese character with its punctuation, a number with its unit, a word, a
 * space. A number too wide for the line with its unit stands without it.
 */
export function unbreakable(text: string, width: number, advance: Advance): string[] {
  return piecesOf(text, boundIn(text)).flatMap(piece =>
    widthOf(piece, advance) > width ? piecesOf(piece, new Set()) : [piece],
  );
}

function piecesOf(text: string, bound: ReadonlySet<number>): string[] {
  const found: string[] = [];
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
function boundIn(text: string): ReadonlySet<number> {
  const places = new Set<number>();
  for (const { 0: bound, index } of text.matchAll(BOUND)) {
    for (let at = index + 1; at < index + bound.length; at++) places.add(at);
  }
  return places;
}

/**
 * Breaks a text into lines no wider than `width`; `firstIndent` is taken off the first. A piece wider than a line is
 * cut between characters, so that nothing ever overflows. The last line gets company when it would be a few characters.
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
  for (const piece of unbreakable(text, width, advance)) {
    const pieceWidth = widthOf(piece, advance);
    if (pieceWidth <= width) add(piece, pieceWidth);
    else for (const character of piece) add(character, advance(character));
  }
  keepCompany(lines, width, advance);
  return lines.map(line => line.join('').trimEnd());
}

/** Moves pieces down to a last line that would be a few characters (孤字, 短行). */
function keepCompany(lines: readonly string[][], width: number, advance: Advance): void {
  const last = lines.at(-1)!;
  const before = lines.at(-2);
  const shortest = Math.min(SHORTEST_LAST.characters * advance('字'), SHORTEST_LAST.share * width);
  if (before === undefined) return;
  const isShort = () =>
    (last.length === 1 && [...last[0]!].length <= 2) || widthOf(last.join(''), advance) < shortest;
  while (before.length > 2 && isShort()) {
    const space = before.at(-1) === ' ' ? 1 : 0;
    const moved = before.slice(-1 - space);
    if (widthOf(moved.join('') + last.join(''), advance) > width) return;
    before.splice(-1 - space);
    last.unshift(...moved);
  }
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
