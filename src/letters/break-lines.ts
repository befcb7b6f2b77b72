/** Width of a character in units of the font size. */
export type Advance = (character: string) => number;

/** Punctuation that must not begin a line, nor end one (避头尾). */
const NOT_AT_START = new Set('，。、；：？！）》」』】〕〉”’％…—·,.;:?!)]}%‰℃°々ー~～／/');
const NOT_AT_END = new Set('（《「『【〔〈“‘([{¥￥$');
/** Characters that stay together: numbers, Latin words, codes. */
const WORD = /[\p{Script=Latin}\p{Nd}.,:%*_#@+−-]/u;

/** Pieces between which a line may break: a Chinese character with its punctuation, a number, a word, a space. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let before = '';
  for (const character of text) {
    const joins =
      before !== '' &&
      (NOT_AT_START.has(character) || NOT_AT_END.has(before) || (WORD.test(character) && WORD.test(before)));
    if (joins && before !== ' ') found[found.length - 1] += character;
    else found.push(character);
    before = character;
  }
  return found;
}

/**
 * Breaks a text into lines no wider than `width`; `firstIndent` is taken off the first. A piece wider than a line is
 * cut between characters, so that nothing ever overflows. At least one line, without spaces at its ends.
 */
export function breakLines(text: string, width: number, advance: Advance, firstIndent = 0): string[] {
  const lines: string[] = [];
  let line = '';
  let left = width - firstIndent;
  const turn = () => {
    lines.push(line.trimEnd());
    line = '';
    left = width;
  };
  for (const piece of pieces(text)) {
    const pieceWidth = widthOf(piece, advance);
    if (pieceWidth > left && line !== '' && piece !== ' ') turn();
    if (piece === ' ' && line === '') continue;
    if (pieceWidth <= left || piece === ' ') {
      line += piece;
      left -= pieceWidth;
      continue;
    }
    for (const character of piece) {
      const characterWidth = advance(character);
      if (characterWidth > left && line !== '') turn();
      line += character;
      left -= characterWidth;
    }
  }
  lines.push(line.trimEnd());
  return lines;
}

export function widthOf(text: string, advance: Advance): number {
  let width = 0;
  for (const character of text) width += advance(character);
  return width;
}
