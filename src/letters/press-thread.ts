import { createPrivateKey, X509Certificate } from 'node:crypto';
import { workerData as given } from 'piscina';
import { Refusal } from '../platform/refusal.ts';
import { type LetterOrder, openLetterPress } from './press.ts';
import type { PressAnswer, PressThread } from './press-pool.ts';
import { templatesFromContent } from './templates/read-templates.ts';

/** Entry of a thread of the press pool; see press-pool.ts. */
const { templates, privateKeyPem, certificatePems, selfMade } = given as PressThread;
const [certificate, ...chain] = certificatePems.map(pem => new X509Certificate(pem));
const key = { privateKey: createPrivateKey(privateKeyPem), certificate: certificate!, chain, selfMade };
const press = openLetterPress(key, templatesFromContent(templates));

export default async function print(order: LetterOrder): Promise<PressAnswer> {
  try {
    return { kind: 'printed', ...(await press.print(order)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, detail, next, fields } = error;
    return { kind: 'refused', code, detail, next, fields };
  }
}
