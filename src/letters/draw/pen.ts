import type { FontFile } from '../fonts.ts';
import { EmbeddedFont } from './embed-font.ts';
import { emBefore, type Faces, type Style } from './faces.ts';
import type { Tag } from './tag.ts';

/** Decimals of a place on the page: a hundredth of a point is finer than any printer. */
const round = (points: number) => Math.round(points * 100) / 100;

/** "#1d4e5f" as PDF writes a colour. */
function colour(color: string): string {
  return [1, 3, 5]
    .map(at => Math.round(Number.parseInt(color.slice(at, at + 2), 16) / 0.255) / 1000)
    .join(' ');
}

/**
 * Writes on the page, y growing downwards. Everything drawn is inside a tag or marked as an artifact, which a screen
 * reader passes over. Neither breaks lines nor pages.
 */
export class Pen {
  readonly doc: PDFKit.PDFDocument;
  readonly #faces: Faces;
  readonly #fonts = new Map<FontFile, EmbeddedFont>();
  #content: string[] = [];

  constructor(doc: PDFKit.PDFDocument, faces: Faces) {
    this.doc = doc;
    this.#faces = faces;
  }

  tagged(tag: Tag, draw: () => void): void {
    const element = tag.element(this.doc);
    const content = this.doc.markStructureContent(tag.type);
    draw();
    this.#flush();
    this.doc.endMarkedContent();
    element.add(content);
  }

  artifact(type: 'Pagination' | 'Layout', draw: () => void): void {
    this.doc.markContent('Artifact', { type });
    draw();
    this.#flush();
    this.doc.endMarkedContent();
  }

  /** One line of text, in the middle of a line `lineHeight` high whose upper edge is at `top`. */
  text(text: string, x: number, top: number, lineHeight: number, style: Style, spacing = 0): void {
    if (text === '') return;
    // Chinese characters stand 0.88 above and 0.12 below the baseline: their middle is that of the line.
    const baseline = top + lineHeight / 2 + style.size * 0.37;
    const out = [`BT ${colour(style.color)} rg ${round(spacing * 10) / 10} Tc`];
    out.push(`1 0 0 -1 ${round(x)} ${round(baseline)} Tm`);
    let current: EmbeddedFont | null = null;
    let codes = '';
    const show = () => {
      if (codes !== '') out.push(`<${codes}> Tj`);
      codes = '';
    };
    const glyphOf = this.#faces.glyphs(style);
    const characters = [...text];
    characters.forEach((character, at) => {
      const glyph = glyphOf(character);
      if (!glyph) throw new Error(`No font has ${character}; the document was not checked.`);
      const font = this.#fontOf(glyph.file);
      if (font !== current) {
        show();
        out.push(`/${font.name} ${style.size} Tf`);
        current = font;
      }
      codes += font.code(glyph, emBefore(glyph, character, characters[at + 1]));
    });
    show();
    this.#content.push(`${out.join(' ')} ET`);
  }

  rule(x: number, y: number, width: number, weight: number, color: string): void {
    this.line([x, y], [x + width, y], weight, color);
  }

  line(
    [fromX, fromY]: readonly [number, number],
    [toX, toY]: readonly [number, number],
    weight: number,
    color: string,
  ): void {
    this.#content.push(
      `${colour(color)} RG ${weight} w ${round(fromX)} ${round(fromY)} m ${round(toX)} ${round(toY)} l S`,
    );
  }

  box(x: number, y: number, width: number, height: number, color: string): void {
    this.boxes([[x, y, width, height]], color);
  }

  boxes(
    boxes: readonly (readonly [x: number, y: number, width: number, height: number])[],
    color: string,
  ): void {
    const rectangles = boxes.map(box => `${box.map(round).join(' ')} re`).join('\n');
    this.#content.push(`${colour(color)} rg ${rectangles} f`);
  }

  circle(x: number, y: number, radius: number, weight: number, color: string): void {
    this.#flush();
    this.doc.circle(x, y, radius).lineWidth(weight).dash(2, { space: 2 }).stroke(color).undash();
  }

  /** SVG path data drawn on a square of 24, as a square of `size`. */
  path(path: string, x: number, y: number, size: number, color: string): void {
    this.#flush();
    this.doc
      .save()
      .translate(x, y)
      .scale(size / 24)
      .path(path)
      .fill(color)
      .restore();
  }

  /** An entry of the PDF's list of contents that leads to this place of this page. */
  bookmark(title: string, y: number): void {
    const place = { fit: false, top: Math.max(0, y - 12), left: this.doc.page.width };
    this.doc.outline.addItem(title, place as { expanded?: boolean });
  }

  /** Makes what is drawn at this place lead to `url`, for the eye and for a screen reader. */
  link(tag: Tag, url: string, x: number, y: number, width: number, height: number): void {
    const element = tag.element(this.doc);
    this.doc.link(x, y, width, height, url, { structParent: element, Contents: Object(url) } as object);
    // Written at once: pdfkit takes the page of a link from where the pen is when its tag ends.
    element.end();
  }

  /** Puts the fonts of this document into it. Nothing can be drawn after that. */
  end(): void {
    for (const font of this.#fonts.values()) font.end();
  }

  #fontOf(file: FontFile): EmbeddedFont {
    let font = this.#fonts.get(file);
    if (!font) {
      font = new EmbeddedFont(this.doc, file, `F${this.#fonts.size + 1}`);
      this.#fonts.set(file, font);
    }
    (this.doc.page.fonts as Record<string, PDFKit.PDFKitReference>)[font.name] ??= font.ref;
    return font;
  }

  #flush(): void {
    if (this.#content.length === 0) return;
    this.doc.addContent(Buffer.from(`${this.#content.join('\n')}\n`, 'latin1'));
    this.#content = [];
  }
}
