import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Words } from '../platform/words.ts';
import type { Acting } from '../publication/change-shelf.ts';
import { recordRehearsal } from '../publication/record-rehearsal.ts';
import type { Rehearsal } from './rehearse-books.ts';
import type { RehearsalReport } from './schema.ts';
import { type AskedRehearsal, insertReport, stillRuns } from './store.ts';
import { changeOf } from './write-report.ts';

export interface CompletingRehearsal extends Acting {
  readonly asked: AskedRehearsal;
  readonly report: RehearsalReport;
  readonly rehearsal: Rehearsal;
}

/** Whether a rehearsal was kept, and if so why it does not count for its draft (null: it does). */
export type Completed = { readonly kept: false } | { readonly kept: true; readonly notCounted: Words | null };

/**
 * Ends a running rehearsal with its report and every changed decision, and notes it for the draft that it is of. It is
 * not kept when it was cancelled or taken for dead meanwhile.
 */
export async function completeRehearsal(tx: Tx, completing: CompletingRehearsal): Promise<Completed> {
  const { asked, report, rehearsal, auditedAs, now } = completing;
  if (!(await stillRuns(tx, asked.id))) return { kept: false };
  const notCounted = await countForDraft(tx, completing);
  function* changes() {
    for (const at of rehearsal.measures.changed) yield changeOf(rehearsal, at);
  }
  await insertReport(tx, asked.id, { report, notCounted, changes: changes() }, now);
  await writeAudit(tx, [
    {
      at: now,
      actor: auditedAs,
      action: 'rehearsal.done',
      subject: `rehearsal:${asked.id}`,
      detail: { candidate: asked.candidate, baseline: asked.baseline, ...summaryOf(asked, report) },
    },
  ]);
  return { kept: true, notCounted };
}

/** Null when it counts; else why not. */
async function countForDraft(
  tx: Tx,
  { asked, report, actor, auditedAs, now }: CompletingRehearsal,
): Promise<Words | null> {
  try {
    await recordRehearsal(tx, {
      actor,
      auditedAs,
      now,
      hash: asked.candidate,
      rehearsalId: asked.id,
      baseline: asked.baseline,
      summary: summaryOf(asked, report),
    });
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.detail;
    throw error;
  }
}

/** The figures that whoever approves sees first. */
function summaryOf({ from, to, termsOf }: AskedRehearsal, { total, to_person, to_machine }: RehearsalReport) {
  const { claims, changed, before, after, difference } = total;
  return {
    from,
    to,
    terms_of: termsOf,
    claims,
    changed,
    before,
    after,
    difference,
    to_person: to_person.claims,
    to_machine: to_machine.claims,
  };
}
