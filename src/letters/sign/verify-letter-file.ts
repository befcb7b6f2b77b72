import type { X509Certificate } from 'node:crypto';
import { digestOf, readSignedData } from './signed-data.ts';

/**
 * What a file says about itself. intact: signed by one of ours, and nothing was changed; changed: a signature that does
 * not hold for these bytes, with the number they name where it says to be ours; foreign: an unbroken signature by
 * somebody else; unsigned: none.
 */
export type FileVerdict =
  | { readonly kind: 'intact'; readonly letterNo: string; readonly signedAt: Date; readonly sha256: string }
  | { readonly kind: 'changed'; readonly letterNo: string | null }
  | { readonly kind: 'foreign'; readonly signer: string }
  | { readonly kind: 'unsigned' };

const FIELD =
  /\/Reason <feff([0-9a-f]*)>\s+\/ByteRange \[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]\s+\/Contents <([0-9a-f]*)>/g;

/** Judges a file by its bytes and our certificates alone; whether the letter is still current, the books say. */
export async function verifyLetterFile(
  bytes: Buffer,
  ours: readonly X509Certificate[],
): Promise<FileVerdict> {
  // The last one: an update after it, with a signature of its own, is what a reader would show.
  const field = [...bytes.toString('latin1').matchAll(FIELD)].at(-1);
  if (field === undefined) return { kind: 'unsigned' };
  const [, reason = '', zero, from, to, rest, contents = ''] = field;
  const gap = { from: Number(from), to: Number(to) };
  const content = Buffer.concat([bytes.subarray(0, gap.from), bytes.subarray(gap.to)]);
  const signature = await readSignedData(Buffer.from(contents, 'hex'), content);
  if (signature === null) return { kind: 'changed', letterNo: null };
  // All but the signature itself: a gap that is wider, or bytes behind the range, would let anything be added.
  const isCovered =
    zero === '0' &&
    gap.from === field.index + field[0].lastIndexOf('<') &&
    gap.to === gap.from + contents.length + 2 &&
    gap.to + Number(rest) === bytes.length;
  const isWhole = isCovered && signature.holds;
  const isOurs = ours.some(({ fingerprint256 }) => fingerprint256 === signature.certificate.fingerprint256);
  if (!isOurs) {
    return isWhole
      ? { kind: 'foreign', signer: signature.certificate.subject }
      : { kind: 'changed', letterNo: null };
  }
  const letterNo = Buffer.from(reason, 'hex').swap16().toString('utf16le');
  return isWhole
    ? { kind: 'intact', letterNo, signedAt: signature.signedAt, sha256: digestOf(bytes).toString('hex') }
    : { kind: 'changed', letterNo };
}
