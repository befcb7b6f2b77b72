import type { Advance } from '../../platform/break-lines.ts';
import type { FaceName, FontFile, LetterFonts } from '../fonts.ts';

export interface Style {
  readonly face: FaceName;
  /** In points. */
  readonly size: number;
  /** "#rrggbb". */
  readonly color: string;
  /** English: quotation marks as wide as they are, not as wide as a Chinese character. */
  readonly latin?: boolean;
}

export interface Glyph {
  readonly file: FontFile;
  readonly id: number;
  readonly codePoint: number;
  /** Width in units of the font size. */
  readonly em: number;
}

/** What a process knows of its fonts. Grows by characters, of which Unicode has an end. */
export interface Faces {
  /** The glyph of a character in this style; null when no font has it. */
  glyphs(style: Pick<Style, 'face' | 'latin'>): (character: string) => Glyph | null;
  /** Widths of characters in this style; 0 for one that no font has. */
  advance(style: Style): Advance;
}

/** Closing marks and pauses, whose right half is white, and what they stand before without it. */
const WHITE_BEHIND = new Set('，。、；：）》」』】〕”’');
const AFTER_WHITE = new Set('，。、；：）》」』】〕”’（《「『【〔“‘');

/** Width of a glyph before `next`: of two marks in a row the first gives up its white half (标点挤压). */
export function emBefore(glyph: Glyph, character: string, next: string | undefined): number {
  const isSqueezed =
    next !== undefined && glyph.em === 1 && WHITE_BEHIND.has(character) && AFTER_WHITE.has(next);
  return isSqueezed ? 0.5 : glyph.em;
}

/** Drawn a whole Chinese character wide unless asked otherwise. */
const WIDE_IN_CHINESE = '‘’“”…';

const known = new WeakMap<LetterFonts, Faces>();

export function facesOf(fonts: LetterFonts): Faces {
  let faces = known.get(fonts);
  if (!faces) {
    faces = openFaces(fonts);
    known.set(fonts, faces);
  }
  return faces;
}

function openFaces(fonts: LetterFonts): Faces {
  const shelf = (face: FaceName, latin: boolean) => {
    const found = new Map<string, Glyph | null>();
    return (character: string) => {
      let glyph = found.get(character);
      if (glyph === undefined) {
        glyph = findGlyph(fonts, face, character, latin);
        found.set(character, glyph);
      }
      return glyph;
    };
  };
  const shelves = {
    regular: { chinese: shelf('regular', false), latin: shelf('regular', true) },
    bold: { chinese: shelf('bold', false), latin: shelf('bold', true) },
  };
  const glyphs: Faces['glyphs'] = ({ face, latin = false }) => shelves[face][latin ? 'latin' : 'chinese'];
  return {
    glyphs,
    advance: style => {
      const glyphOf = glyphs(style);
      return (character, next) => {
        const glyph = glyphOf(character);
        return glyph === null ? 0 : emBefore(glyph, character, next) * style.size;
      };
    },
  };
}

function findGlyph(fonts: LetterFonts, face: FaceName, character: string, latin: boolean): Glyph | null {
  const codePoint = character.codePointAt(0)!;
  const file = [() => fonts[face], () => fonts.rare(face)].find(open => has(open(), codePoint))?.();
  if (!file) return null;
  const { font } = file;
  const { id, advanceWidth } =
    latin && WIDE_IN_CHINESE.includes(character)
      ? font.layout(character, { pwid: true }).glyphs[0]!
      : font.glyphForCodePoint(codePoint);
  return { file, id, codePoint, em: advanceWidth / font.unitsPerEm };
}

/** Control characters, also those that turn the direction of writing, are never drawn, whatever a font says. */
function has({ font }: FontFile, codePoint: number): boolean {
  return (
    !/[\p{C}\p{Zl}\p{Zp}]/u.test(String.fromCodePoint(codePoint)) && font.hasGlyphForCodePoint(codePoint)
  );
}

/** First character of `text` that no font has in regular and bold; null when all of it can be drawn. */
export function undrawable(text: string, fonts: LetterFonts): string | null {
  const faces = facesOf(fonts);
  const [regular, bold] = [faces.glyphs({ face: 'regular' }), faces.glyphs({ face: 'bold' })];
  for (const character of text) if (!regular(character) || !bold(character)) return character;
  return null;
}
