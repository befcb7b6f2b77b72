/** Structure types of PDF 1.7 (ISO 32000-1, 14.8.4) that letters use. */
export type TagType =
  | 'Document'
  | 'H1'
  | 'H2'
  | 'H3'
  | 'P'
  | 'Span'
  | 'Div'
  | 'L'
  | 'LI'
  | 'Lbl'
  | 'LBody'
  | 'Table'
  | 'THead'
  | 'TBody'
  | 'TR'
  | 'TH'
  | 'TD'
  | 'Figure'
  | 'Link';

export interface TagOptions {
  readonly lang?: string;
  readonly alt?: string;
  /** A head's cells: of a column, or of a row. */
  readonly scope?: 'Column' | 'Row';
  /** Columns that a cell lies over. */
  readonly columnSpan?: number;
  /** What a table shows. */
  readonly summary?: string;
  /** Place of a figure on its page: left, top, right, bottom, from the page's upper left. */
  readonly bbox?: readonly [number, number, number, number];
}

/**
 * A node of the structure that a screen reader follows. It comes into being with the first thing drawn in it, so that
 * the order of the structure is the order of drawing, also when its pieces lie on several pages.
 */
export class Tag {
  #element: PDFKit.PDFStructureElement | null = null;
  #english: Tag | null = null;
  readonly type: TagType;
  readonly parent: Tag | null;
  readonly options: TagOptions;

  constructor(type: TagType, parent: Tag | null, options: TagOptions = {}) {
    this.type = type;
    this.parent = parent;
    this.options = options;
  }

  /** Its English part. */
  get english(): Tag {
    this.#english ??= new Tag('Span', this, { lang: 'en' });
    return this.#english;
  }

  element(doc: PDFKit.PDFDocument): PDFKit.PDFStructureElement {
    if (this.#element === null) {
      this.#element = doc.struct(this.type, this.options);
      const attributes = tableAttributes(this.options);
      // pdfkit knows the scope of a head alone of the attributes of a table.
      if (attributes) (this.#element as unknown as Dictionary).dictionary.data.A = attributes;
      if (this.parent === null) doc.addStructure(this.#element);
      else this.parent.element(doc).add(this.#element);
    }
    return this.#element;
  }
}

interface Dictionary {
  readonly dictionary: { readonly data: { A?: object } };
}

function tableAttributes({ scope, columnSpan, summary }: TagOptions): object | null {
  if (scope === undefined && columnSpan === undefined && summary === undefined) return null;
  // pdfkit writes a String object as text, a plain string as a name; what is undefined it leaves out.
  const text = summary === undefined ? undefined : (Object(summary) as object);
  return { O: 'Table', Scope: scope, ColSpan: columnSpan, Summary: text };
}
