import type { Fen } from '../engine/money.ts';
import type { Tx } from '../platform/database.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import type { LetterForm } from './forms/forms.ts';
import type { LetterPress } from './press.ts';
import { digestOf } from './sign/signed-data.ts';
import { type DueRow, type LetterRow, type NewLetter, rememberCertificate } from './store.ts';
import { letterNumber } from './subject.ts';
import type { Telling } from './tell-letters.ts';
import type { TemplatesInPrint } from './templates-in-print.ts';

/** What making letters needs besides the transaction. */
export interface LetterDeps {
  readonly rulebooks: Rulebooks;
  readonly press: LetterPress;
  readonly templates: TemplatesInPrint;
  /** Address of this service as families reach it, without a slash at the end. */
  readonly publicUrl: string;
}

/** Of which issue a letter is the next, and why. */
export interface Reissue {
  readonly before: LetterRow;
  readonly reason: string;
}

/** Who asks for a letter to be printed, and when. */
export interface Printing {
  readonly now: Date;
  readonly madeBy: string;
  /** Null for the first issue. */
  readonly again: Reissue | null;
}

/** Writes, draws and signs one letter; nothing is kept yet. Refuses: conflict (what cannot be drawn). */
export async function printDue(
  deps: LetterDeps,
  due: DueRow,
  told: Telling | undefined,
  { now, madeBy, again }: Printing,
): Promise<NewLetter> {
  if (told === undefined) throw new Error(`a letter is due for ${due.subject}, which is not there`);
  const { press } = deps;
  const issue = (again?.before.issue ?? 0) + 1;
  const facts = told.form();
  const number = letterNumber(facts.letterNo, due.language, issue);
  const verifyUrl = `${deps.publicUrl}/verify/${due.token}`;
  const form: LetterForm = { ...facts, letterNo: number, verifyUrl };
  const { file, drawnSha256, templateHash } = await press.print({
    form,
    language: due.language,
    signedAt: now,
  });
  return {
    id: due.id,
    contractId: due.contractId,
    number,
    subject: due.subject,
    kind: due.kind,
    language: due.language,
    issue,
    claimId: told.claimId,
    childNo: told.childNo,
    token: due.token,
    letterOn: form.date,
    amountFen: amountOf(form),
    templateHash,
    drawnSha256,
    fileSha256: digestOf(file).toString('hex'),
    certificate: press.key.certificate.fingerprint256,
    madeAt: now,
    madeBy,
    supersedes: again?.before.id ?? null,
    reissueReason: again?.reason ?? null,
    file,
  };
}

/** The amount that a letter names in large figures; null where it names none. */
function amountOf(form: LetterForm): Fen | null {
  switch (form.kind) {
    case 'decision':
      return form.totalFen;
    case 'payment':
      return form.paysFen;
    case 'apportionment':
      return form.totals.paidFen;
    case 'refusal':
    case 'certificate':
    case 'statement':
    case 'acknowledgement':
      return null;
    default:
      throw new Error(`letters of kind ${form.kind} are not made yet`);
  }
}

/** Keeps the certificate of the key, so that its letters are known for good. */
export function rememberKey(tx: Tx, { press: { key } }: LetterDeps, at: Date): Promise<void> {
  const { fingerprint256: fingerprint } = key.certificate;
  return rememberCertificate(tx, {
    fingerprint,
    pem: key.certificate.toString(),
    selfMade: key.selfMade,
    at,
  });
}
