import PDFDocument from 'pdfkit';
import { escaped } from '../../platform/escaped.ts';
import type { LetterDocument } from '../document.ts';

/** The parts of pdfkit that write the document's metadata; tests hold the pinned version to what is expected here. */
interface Metadata {
  _addInfo: () => void;
}

/** An empty tagged PDF/A-3a with the document's title, language and dates, and its attachment. */
export function openPdf({ title, letterNo, date, brand, attachment }: LetterDocument): PDFKit.PDFDocument {
  // Noon in China: the day reads the same wherever the file is looked at, and the bytes do not depend on the clock.
  const created = new Date(`${date}T04:00:00Z`);
  const info = {
    Title: `${title.zh} ${letterNo}`,
    Author: brand.name.zh,
    Creator: 'Cordcover',
    Producer: 'Cordcover (pdfkit)',
    CreationDate: created,
    ModDate: created,
  };
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    font: '',
    autoFirstPage: false,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a',
    tagged: true,
    lang: 'zh-CN',
    displayTitle: true,
    info,
  });
  // pdfkit puts the texts into XML as they are; a name may hold "&".
  (doc as unknown as Metadata)._addInfo = () => doc.appendXML(xmp(info));
  if (attachment !== null) {
    const { name, json, description } = attachment;
    const options = {
      name,
      type: 'application/json',
      description: description.en === '' ? description.zh : `${description.zh} ${description.en}`,
      relationship: 'Data',
      creationDate: created,
      modifiedDate: created,
    };
    doc.file(Buffer.from(json, 'utf8'), options);
  }
  return doc;
}

interface Info {
  readonly Title: string;
  readonly Author: string;
  readonly Creator: string;
  readonly Producer: string;
  readonly CreationDate: Date;
}

/** The same facts as XMP (ISO 16684-1), which PDF/A asks for. */
function xmp({ Title, Author, Creator, Producer, CreationDate }: Info): string {
  const at = `${CreationDate.toISOString().slice(0, 19)}Z`;
  return `<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<xmp:CreateDate>${at}</xmp:CreateDate>
<xmp:ModifyDate>${at}</xmp:ModifyDate>
<xmp:CreatorTool>${escaped(Creator)}</xmp:CreatorTool>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(Title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>${escaped(Author)}</rdf:li></rdf:Seq></dc:creator>
<pdf:Producer>${escaped(Producer)}</pdf:Producer>
</rdf:Description>`;
}
