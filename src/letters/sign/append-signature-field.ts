import { PDFArray, PDFContext, PDFHexString, PDFName, PDFString } from '@cantoo/pdf-lib';
import { openPdf } from '../open-pdf.ts';

/**
 * An incremental update (ISO 32000-1, 7.5.6), written by pdf-lib, that adds an invisible signature field to a PDF. Tags,
 * attachment and every byte of what was drawn stay as they are, at the beginning of the file.
 */

export interface SignatureField {
  readonly letterNo: string;
  readonly signedAt: Date;
  /** Whose signature it is, as a reader shows it. */
  readonly name: string;
  /** Bytes that the signature may take. */
  readonly room: number;
}

export interface Prepared {
  readonly bytes: Buffer;
  /** The brackets of /Contents and what is between them: all that the signature does not cover. */
  readonly gap: { readonly from: number; readonly to: number };
}

/** Print and Locked; a rectangle without width and height has no appearance. */
const FLAGS = 132;
/** Signatures exist; only additions are allowed (12.7.2). */
const SIGNATURE_FLAGS = 3;
/** Holds the place of a number that is known once all is written. */
const LATER = 9_999_999_999;
const RANGE = `[ 0 ${LATER} ${LATER} ${LATER} ]`;
const [ACRO_FORM, ANNOTS] = [PDFName.of('AcroForm'), PDFName.of('Annots')];

/** Throws for a file that is no whole PDF, or that has a form already. */
export async function appendSignatureField(drawn: Buffer, field: SignatureField): Promise<Prepared> {
  const file = await openPdf(drawn, { forIncrementalUpdate: true });
  const { catalog, context } = file;
  // pdf-lib reads what it can of a file that was cut short.
  if (context.pdfFileDetails.prevStartXRef === 0) throw new Error("the letter's PDF has no end");
  if (catalog.has(ACRO_FORM)) throw new Error("the letter's PDF has a form already");
  const page = file.getPage(0);
  // Made apart: for each entry of what is not in the file yet, pdf-lib would look through all of the file.
  const apart = PDFContext.create();
  // Signed are the letter's number and the time: they stand outside the gap.
  const value = apart.obj({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'adbe.pkcs7.detached',
    Name: text(field.name),
    M: PDFString.fromDate(field.signedAt),
    Reason: text(field.letterNo),
    ByteRange: [0, LATER, LATER, LATER],
    Contents: PDFHexString.of('0'.repeat(2 * field.room)),
  });
  const widget = context.register(
    apart.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      T: PDFString.of('signature'),
      TU: text('电子签名 Electronic signature'),
      F: FLAGS,
      Rect: [0, 0, 0, 0],
      P: page.ref,
      V: context.register(value),
    }),
  );
  const annotations = page.node.lookupMaybe(ANNOTS, PDFArray);
  page.node.set(ANNOTS, apart.obj([widget, ...(annotations?.asArray() ?? [])]));
  catalog.set(ACRO_FORM, apart.obj({ Fields: [widget], SigFlags: SIGNATURE_FLAGS }));
  return withRange(Buffer.from(await file.save({ useObjectStreams: false })), drawn.length, field.room);
}

/** Fills in what the signature covers; the field stands behind `start`. */
function withRange(bytes: Buffer, start: number, room: number): Prepared {
  const rangeAt = bytes.indexOf(RANGE, start, 'latin1');
  const from = bytes.indexOf('<', bytes.indexOf('/Contents', rangeAt, 'latin1'), 'latin1');
  const to = from + 2 * room + 2;
  const numbers = [from, to, bytes.length - to].join(' ');
  bytes.write(`[ 0 ${numbers}`.padEnd(RANGE.length - 1).concat(']'), rangeAt, 'latin1');
  return { bytes, gap: { from, to } };
}

/** A text of any characters: UTF-16 with its mark, in hexadecimal. */
function text(content: string): PDFHexString {
  return PDFHexString.of(`feff${Buffer.from(content, 'utf16le').swap16().toString('hex')}`);
}
