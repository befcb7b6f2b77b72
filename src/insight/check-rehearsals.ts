import type { Database } from '../platform/database.ts';
import type { Fault } from '../platform/fault.ts';

/** Invariants of rehearsals; every row that breaks one is reported. */
export async function checkRehearsals(db: Database): Promise<Fault[]> {
  const rows = await db.sql<{ subject: string; detail: string }[]>`
    SELECT 'rehearsal:' || id AS subject,
           state || CASE WHEN told IS NULL THEN ' without a report' ELSE ', its report tells of ' || told || ' changes' END
             || ', ' || kept || ' are kept' AS detail
    FROM (
      SELECT rehearsal.id, rehearsal.state, (report.report #>> '{total,changed}')::int AS told,
             (SELECT count(*) FROM rehearsal_change AS change WHERE change.rehearsal_id = rehearsal.id) AS kept
      FROM rehearsal LEFT JOIN rehearsal_report AS report ON report.rehearsal_id = rehearsal.id) AS found
    WHERE (state = 'done') <> (told IS NOT NULL) OR kept <> coalesce(told, 0)`;
  return rows.map(({ subject, detail }) => ({
    invariant: 'a rehearsal that is done has its report and every change, and no other has any',
    subject,
    detail,
  }));
}
