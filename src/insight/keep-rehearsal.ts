import type { Tx } from '../platform/database.ts';
import type { Words } from '../platform/words.ts';
import { type AskingRehearsal, askedRehearsal, auditAsked } from './ask-rehearsal.ts';
import { completeRehearsal } from './complete-rehearsal.ts';
import type { Rehearsal } from './rehearse-books.ts';
import type { RehearsalReport } from './schema.ts';
import { insertRehearsal } from './store.ts';

export interface KeepingRehearsal extends AskingRehearsal {
  readonly report: RehearsalReport;
  readonly rehearsal: Rehearsal;
}

/**
 * Keeps a rehearsal that a command has run, as if it had been asked of the service. Answers with its id, and why it
 * does not count for its draft (null: it does). Refuses as `askedRehearsal`.
 */
export async function keepRehearsal(
  tx: Tx,
  keeping: KeepingRehearsal,
): Promise<{ readonly id: string; readonly notCounted: Words | null }> {
  const { report, rehearsal, actor, auditedAs, now } = keeping;
  const asked = await askedRehearsal(tx, keeping);
  await insertRehearsal(tx, asked, 'running');
  await auditAsked(tx, asked, keeping);
  const completed = await completeRehearsal(tx, { asked, report, rehearsal, actor, auditedAs, now });
  if (!completed.kept) throw new Error(`rehearsal ${asked.id} ended in its own transaction`);
  return { id: asked.id, notCounted: completed.notCounted };
}
