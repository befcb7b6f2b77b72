import type { DecisionSettled } from '../decisions/settled.ts';
import type { Fragment, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { addingDue } from './store.ts';
import { subjectText } from './subject.ts';

/** Hears that decisions are final: each family is owed its letter, in Chinese. The letter itself is made by a job. */
export function oweLetters(tx: Tx, settled: readonly DecisionSettled[]): Fragment | null {
  return addingDue(
    tx.sql,
    settled.map(({ decisionId, contractId, conclusion, at }) => ({
      id: newId(),
      contractId,
      subject: subjectText({ kind: 'decision', decisionId }),
      kind: conclusion === '拒付' ? 'refusal' : 'decision',
      language: 'zh',
      dueAt: at,
    })),
  );
}
