import { type LoadOptions, ParseSpeeds, PDFDocument } from '@cantoo/pdf-lib';

/** Reads a PDF as it is. Throws Error for what is none. */
export function openPdf(bytes: Buffer, options: LoadOptions = {}): Promise<PDFDocument> {
  return PDFDocument.load(bytes, {
    updateMetadata: false,
    throwOnInvalidObject: true,
    parseSpeed: ParseSpeeds.Fastest,
    ...options,
  });
}
