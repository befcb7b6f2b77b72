import { workerData } from 'piscina';
import { composeLetter } from '../../src/letters/compose/compose-letter.ts';
import { drawDocument } from '../../src/letters/draw/draw-document.ts';
import { letterFonts } from '../../src/letters/fonts.ts';
import { SAMPLES } from '../../src/letters/forms/samples/samples.ts';
import { signLetter } from '../../src/letters/sign/sign-letter.ts';
import { readPem } from '../../src/letters/sign/signing-key.ts';
import { loadTemplates } from '../../src/letters/templates/read-templates.ts';
import { templatesDir } from '../../src/platform/paths.ts';
import { letter } from '../letters/draw/letters.ts';

const templates = loadTemplates(templatesDir);
const fonts = letterFonts();
const key = readPem(workerData as string);
const SIGNED_AT = new Date('2026-11-02T02:00:00Z');

/** drawn: the two-page letter of twelve lines. signed: the same, signed. made: a decision's letter from its form on. */
export type Work = 'drawn' | 'signed' | 'made';

export interface Task {
  readonly from: number;
  readonly to: number;
  readonly work: Work;
}

/** Makes the letters from `from` to before `to`; answers with the bytes of the last and the peak of memory. */
export default async function make({ from, to, work }: Task): Promise<{ bytes: number; peakBytes: number }> {
  let bytes = 0;
  let peakBytes = 0;
  for (let index = from; index < to; index++) {
    const letterNo = `CL${String(index).padStart(9, '0')}-1`;
    const document =
      work === 'made'
        ? composeLetter({ ...SAMPLES.decision, letterNo }, 'zh', templates)
        : letter('zh', { letterNo });
    const drawn = await drawDocument(document, fonts);
    const made = work === 'drawn' ? drawn : await signLetter(drawn, { letterNo, signedAt: SIGNED_AT }, key);
    bytes = made.length;
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }
  return { bytes, peakBytes };
}
