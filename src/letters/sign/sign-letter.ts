import { appendSignatureField } from './append-signature-field.ts';
import { digestOf, makeSignedData, signatureRoom } from './signed-data.ts';
import type { SigningKey } from './signing-key.ts';

/** What the signature itself says, besides whose it is. */
export interface LetterSeal {
  readonly letterNo: string;
  readonly signedAt: Date;
}

/**
 * The letter with our signature over all of it. What was drawn stays as it was, byte for byte, at the beginning of the
 * file. Deterministic for an RSA key. Throws when `drawn` is no whole PDF, or has a form.
 */
export async function signLetter(drawn: Buffer, seal: LetterSeal, key: SigningKey): Promise<Buffer> {
  const name = /CN=([^\n]+)/.exec(key.certificate.subject)?.[1] ?? key.certificate.subject;
  const { bytes, gap } = await appendSignatureField(drawn, { ...seal, name, room: signatureRoom(key) });
  const digest = digestOf(bytes.subarray(0, gap.from), bytes.subarray(gap.to));
  const signature = (await makeSignedData(digest, key, seal.signedAt)).toString('hex');
  if (signature.length > gap.to - gap.from - 2) throw new Error('the signature is longer than its room');
  bytes.write(signature, gap.from + 1, 'latin1');
  return bytes;
}
