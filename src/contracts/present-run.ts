import { refuse } from '../platform/refusal.ts';
import type { StoredRun } from './run-store.ts';

/** An import as the API shows it. Throws Refusal `not_found` when there is none of this id. */
export function presentRun(run: StoredRun | null, runId: string) {
  if (run === null) {
    throw refuse(
      'not_found',
      { zh: `没有导入 ${runId}。`, en: `There is no import ${runId}.` },
      { zh: '请核对导入编号。', en: 'Check the id of the import.' },
    );
  }
  return {
    run_id: run.runId,
    kind: run.kind,
    file_name: run.fileName,
    file_sha256: run.fileSha256,
    encoding: run.encoding,
    mode: run.mode,
    actor: run.actor,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    kept: run.kept,
    counts: run.counts,
    warnings: run.warnings,
  };
}
