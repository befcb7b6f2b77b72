import type { z } from 'zod';
import type { rehearsalItem, rehearsalView } from './schema.ts';
import type { RehearsalState, StoredRehearsal } from './store.ts';

/** A rehearsal in a list. */
export function presentRehearsalHead(
  row: Omit<StoredRehearsal, 'state'> & { readonly state: RehearsalState['kind'] },
): z.input<typeof rehearsalItem> {
  return {
    id: row.id,
    state: row.state,
    candidate: row.candidate,
    baseline: row.baseline,
    from: row.from,
    to: row.to,
    terms_of: row.termsOf,
    asked_by: row.askedBy,
    asked_at: row.askedAt,
    started_at: row.startedAt,
    finished_at: row.finishedAt,
  };
}

export function presentRehearsal(stored: StoredRehearsal): z.input<typeof rehearsalView> {
  const { state } = stored;
  return {
    ...presentRehearsalHead({ ...stored, state: state.kind }),
    progress: state.kind === 'running' ? state.progress : null,
    failure: state.kind === 'failed' ? state.failure : null,
    cancelled_by: state.kind === 'cancelled' ? state.by : null,
    not_counted: state.kind === 'done' ? state.notCounted : null,
    report: state.kind === 'done' ? state.report : null,
  };
}
