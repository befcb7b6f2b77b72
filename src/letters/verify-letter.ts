import { X509Certificate } from 'node:crypto';
import type { Database } from '../platform/database.ts';
import { type FileVerdict, verifyLetterFile } from './sign/verify-letter-file.ts';
import { certificates, letters, type StandingRow } from './store.ts';

/** What becomes of a file that is held against our certificates and our books. */
export type LetterVerdict =
  | {
      readonly kind: 'genuine';
      readonly letter: StandingRow;
      readonly signedAt: Date;
      readonly selfMade: boolean;
    }
  /** Signed by us, but no such letter was ever kept here. */
  | { readonly kind: 'unknown'; readonly letterNo: string }
  | Exclude<FileVerdict, { kind: 'intact' }>;

/** Whether a file is a letter of ours to the byte, and whether it is still current. */
export async function verifyLetter(db: Database, bytes: Buffer): Promise<LetterVerdict> {
  const ours = await certificates(db);
  const verdict = await verifyLetterFile(
    bytes,
    ours.map(({ certificate }) => new X509Certificate(certificate)),
  );
  if (verdict.kind !== 'intact') return verdict;
  const { letterNo, sha256, signedAt } = verdict;
  const [letter] = await letters(db, db.sql`letter.number = ${letterNo}`);
  if (letter?.fileSha256 !== sha256) return { kind: 'unknown', letterNo };
  const signedBy = ours.find(({ fingerprint }) => fingerprint === letter.certificate);
  return { kind: 'genuine', letter, signedAt, selfMade: signedBy?.selfMade ?? false };
}
