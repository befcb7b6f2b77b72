import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { FontFile } from '../fonts.ts';
import type { Glyph } from './faces.ts';
import { cutOut } from './truetype.ts';

/** Higher levels take half as long again and save a fiftieth. */
const COMPRESSION = 2;

/** Wider than any glyph, in thousandths of the font size. */
const MOST_WIDTH = 10_000;

/** A font as it will lie in one PDF: only the glyphs that were used, numbered in the order of their use. */
export class EmbeddedFont {
  /** Its name in the resources of a page. */
  readonly name: string;
  readonly ref: PDFKit.PDFKitReference;
  readonly #doc: PDFKit.PDFDocument;
  readonly #file: FontFile;
  readonly #codes = new Map<number, string>();
  /** Of .notdef and the glyphs used; its characters for whoever copies or reads the text. */
  readonly #glyphs: { readonly id: number; readonly codePoint: number; readonly width: number }[] = [];

  constructor(doc: PDFKit.PDFDocument, file: FontFile, name: string) {
    this.name = name;
    this.#doc = doc;
    this.#file = file;
    this.ref = doc.ref({});
    this.#glyphs.push({ id: 0, codePoint: 0xfffd, width: 1000 });
  }

  /** The four digits that stand for a glyph of this width in a page's content. */
  code({ id, codePoint }: Glyph, em: number): string {
    const width = Math.round(em * 1000);
    const key = id * MOST_WIDTH + width;
    let code = this.#codes.get(key);
    if (code === undefined) {
      code = hex(this.#glyphs.length);
      this.#glyphs.push({ id, codePoint, width });
      this.#codes.set(key, code);
    }
    return code;
  }

  /** Writes the font into the PDF (ISO 32000-1, 9.7). */
  end(): void {
    const { font, outlines } = this.#file;
    const bytes = outlines === null ? this.#cutByFontkit() : this.#cut(outlines);
    const digest = createHash('sha1').update(bytes).digest();
    const tag = String.fromCharCode(...[...digest.subarray(0, 6)].map(byte => 65 + (byte % 26)));
    const baseFont = `${tag}+${font.postscriptName}`;
    const scale = 1000 / font.unitsPerEm;
    const program = this.#stream(
      bytes,
      outlines === null ? { Subtype: 'CIDFontType0C' } : { Length1: bytes.length },
    );
    const { minX, minY, maxX, maxY } = font.bbox;
    const descriptor = this.#object({
      Type: 'FontDescriptor',
      FontName: baseFont,
      // Symbolic: its glyphs are not named by a standard set of Latin letters.
      Flags: 4,
      FontBBox: [minX, minY, maxX, maxY].map(side => side * scale),
      ItalicAngle: font.italicAngle,
      Ascent: font.ascent * scale,
      Descent: font.descent * scale,
      CapHeight: font.capHeight * scale,
      XHeight: font.xHeight * scale,
      StemV: 80,
      [outlines === null ? 'FontFile3' : 'FontFile2']: program,
    });
    const descendant = this.#object({
      Type: 'Font',
      Subtype: outlines === null ? 'CIDFontType0' : 'CIDFontType2',
      BaseFont: baseFont,
      CIDSystemInfo: { Registry: text('Adobe'), Ordering: text('Identity'), Supplement: 0 },
      FontDescriptor: descriptor,
      DW: 1000,
      W: [0, this.#glyphs.map(({ width }) => width)],
      ...(outlines === null ? {} : { CIDToGIDMap: 'Identity' }),
    });
    Object.assign(this.ref.data, {
      Type: 'Font',
      Subtype: 'Type0',
      BaseFont: baseFont,
      Encoding: 'Identity-H',
      DescendantFonts: [descendant],
      ToUnicode: this.#stream(Buffer.from(this.#unicodeMap(), 'latin1'), {}),
    });
    this.ref.end(null);
  }

  #cut(outlines: NonNullable<FontFile['outlines']>): Buffer {
    // A font's own widths and those that the PDF states must agree (PDF/A).
    const scale = this.#file.font.unitsPerEm / 1000;
    return cutOut(
      outlines,
      this.#glyphs.map(({ id, width }) => ({ id, width: width * scale })),
    );
  }

  #cutByFontkit(): Buffer {
    const subset = this.#file.font.createSubset();
    for (const { id } of this.#glyphs) subset.includeGlyph(id);
    return Buffer.from(subset.encode());
  }

  #object(data: object): PDFKit.PDFKitReference {
    const ref = this.#doc.ref(data);
    ref.end(null);
    return ref;
  }

  #stream(bytes: Buffer, data: object): PDFKit.PDFKitReference {
    const ref = this.#doc.ref({ ...data, Filter: 'FlateDecode' });
    ref.end(deflateSync(bytes, { level: COMPRESSION }));
    return ref;
  }

  #unicodeMap(): string {
    const characters = this.#glyphs.map(({ codePoint }) => `<${utf16(codePoint)}>`);
    const ranges: string[] = [];
    for (let from = 0; from < characters.length; from += 256) {
      const part = characters.slice(from, from + 256);
      ranges.push(`<${hex(from)}> <${hex(from + part.length - 1)}> [${part.join(' ')}]`);
    }
    return [
      '/CIDInit /ProcSet findresource begin',
      '12 dict begin',
      'begincmap',
      '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
      '/CMapName /Adobe-Identity-UCS def',
      '/CMapType 2 def',
      '1 begincodespacerange',
      '<0000> <ffff>',
      'endcodespacerange',
      `${ranges.length} beginbfrange`,
      ...ranges,
      'endbfrange',
      'endcmap',
      'CMapName currentdict /CMap defineresource pop',
      'end',
      'end',
    ].join('\n');
  }
}

/** pdfkit writes a String object as text, a plain string as a name. */
function text(value: string): object {
  return Object(value) as object;
}

function hex(number: number): string {
  return number.toString(16).padStart(4, '0');
}

function utf16(codePoint: number): string {
  return [...Array(codePoint > 0xffff ? 2 : 1).keys()]
    .map(at => hex(String.fromCodePoint(codePoint).charCodeAt(at)))
    .join('');
}
