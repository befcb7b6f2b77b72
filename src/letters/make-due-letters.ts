import type { Clock } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database.ts';
import type { Logger } from '../platform/logger.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Words } from '../platform/words.ts';
import { type LetterDeps, printDue, rememberKey } from './print-due.ts';
import { type DueRow, keepLetter, noteFailure, takeDue } from './store.ts';
import { tellLetters } from './tell-letters.ts';

export interface LetterJob extends LetterDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Letters in one transaction: few enough that a crash repeats little, enough that reading them together pays. */
const BATCH = 20;
const RETRY_FIRST_MS = 60_000;
const RETRY_LAST_MS = 6 * 3_600_000;

/**
 * Makes letters that are due, up to twenty, in one transaction with taking them off what is due: each is made once,
 * whoever else makes letters and wherever this stops. One that cannot be made says why, waits, and holds up no other.
 * Answers whether there may be more.
 */
export async function makeDueLetters(db: Database, job: LetterJob): Promise<boolean> {
  const printing = { now: job.clock(), madeBy: 'machine', again: null };
  return db.transaction(async tx => {
    const due = await takeDue(tx, printing.now, BATCH);
    if (due.length === 0) return false;
    const told = await tellLetters(tx, job.rulebooks, due, printing.now);
    const printed = await Promise.all(
      due.map(one =>
        printDue(job, one, told.get(one.id), printing).then(
          letter => ({ one, letter, error: null }),
          (error: unknown) => ({ one, letter: null, error }),
        ),
      ),
    );
    await rememberKey(tx, job, printing.now);
    await Promise.all(
      printed.map(({ one, letter, error }) =>
        letter === null ? postpone(tx, job, one, error, printing.now) : keepLetter(tx, letter),
      ),
    );
    return due.length === BATCH;
  });
}

/** Twice as long after each attempt, up to six hours. */
async function postpone(
  tx: Tx,
  { logger }: LetterJob,
  due: DueRow,
  error: unknown,
  now: Date,
): Promise<void> {
  const waitMs = Math.min(RETRY_FIRST_MS * 2 ** Math.min(due.attempts, 20), RETRY_LAST_MS);
  logger.error(
    { contractId: due.contractId, failures: due.attempts + 1, err: error },
    'a letter could not be made; see GET /letters/failures',
  );
  await noteFailure(tx, due.id, failureWords(error), new Date(now.getTime() + waitMs));
}

function failureWords(error: unknown): Words {
  if (error instanceof Refusal) {
    return { zh: error.detail.zh + error.next.zh, en: `${error.detail.en} ${error.next.en}` };
  }
  return {
    zh: '程序出错，原因见服务日志。请将日志交给系统管理员。',
    en: 'The program failed; the log of the service says why. Show it to whoever runs it.',
  };
}
