import { findContract } from '../contracts/store.ts';
import { termAt } from '../engine/cover.ts';
import { businessDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import type { LetterLanguage } from './kinds.ts';
import { makeLetter } from './make-letter.ts';
import type { LetterDeps, Printing } from './print-due.ts';
import { noCover, readCover } from './read-cover.ts';
import { type LetterRow, letters } from './store.ts';
import { subjectText } from './subject.ts';

export interface CoverLetter {
  readonly number: string;
  readonly childNo: number;
  readonly kind: 'certificate' | 'statement';
  /** Of a statement: the calendar year in which its policy year begins; null: the running one. */
  readonly policyYear: number | null;
  readonly language: LetterLanguage;
}

/**
 * The certificate of a child's cover or the statement of a policy year, made on first asking. A certificate whose cover
 * has changed since is followed by a new issue; a statement, which is as of its day, by issuing it again.
 * Refuses: not_found (no cover), conflict (a certificate of a cover that is not in force), invalid_input (a year before
 * the cover or still to come).
 */
export async function letterOfCover(
  tx: Tx,
  deps: LetterDeps,
  { number, childNo, kind, policyYear, language }: CoverLetter,
  by: Omit<Printing, 'again'>,
): Promise<LetterRow> {
  const contract = await findContract(tx, number);
  const today = businessDay(by.now);
  const child = contract && { contractId: contract.id, childNo };
  const source = child && (await readCover(tx, deps.rulebooks.inForce(today).book, child, today));
  if (!source) throw noCover(number, childNo);
  if (kind === 'certificate') {
    const subject = { kind: 'cover', ...child } as const;
    const made = await letters(
      tx,
      tx.sql`letter.subject = ${subjectText(subject)} AND letter.kind = ${kind} AND letter.language = ${language}`,
    );
    const before = made.find(({ supersededBy }) => supersededBy === null);
    const again = before?.outdated === true ? { before, reason: COVER_CHANGED } : null;
    return makeLetter(tx, deps, { ...child, subject, kind, language }, by, again);
  }
  const first = Number(source.cover.effective.slice(0, 4));
  const running = Number(termAt(source.cover.effective, today, source.plan.leapDay).firstDay.slice(0, 4));
  const year = policyYear ?? running;
  if (year < first || year > running) throw noSuchYear(first, running);
  const subject = { kind: 'policy_year', ...child, policyYear: year } as const;
  return makeLetter(tx, deps, { ...child, subject, kind, language }, by);
}

/** For the file: why a certificate that somebody asked for was issued again. */
const COVER_CHANGED = '保障有变动 / the cover has changed';

function noSuchYear(first: number, running: number) {
  return refuse(
    'invalid_input',
    {
      zh: `保单年度须为 ${first} 至 ${running}（以起始日所在的公历年表示）。`,
      en: `The policy year is from ${first} to ${running}, by the calendar year in which it begins.`,
    },
    { zh: '请改正 policy_year。', en: 'Correct policy_year.' },
    [{ field: 'query/policy_year', zh: '不在保障期间内', en: 'is outside the cover' }],
  );
}
