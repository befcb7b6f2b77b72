import { importOpening } from '../contracts/import-opening.ts';
import { presentRun } from '../contracts/present-run.ts';
import { findRun } from '../contracts/run-store.ts';
import { importQuery, importRunSchema } from '../contracts/schema.ts';
import { businessDay } from '../platform/clock.ts';
import { type Route, upload } from '../platform/route.ts';
import type { DecisionDeps } from './file-claim.ts';
import { type ClaimsReject, importClaims } from './import-claims.ts';
import { openingPorts } from './opening-ports.ts';
import { claimsImportedView } from './schema.ts';

/** An upload keeps one connection of the pool for its key; the others are also for people who wait. */
const CLAIMS_IN_FLIGHT = 4;
const REJECTS_LISTED = 1_000;

/** Files that decide claims or what is left of limits; files of contracts are the contracts room's. */
export function importRoutes(deps: DecisionDeps): Route[] {
  return [
    upload(
      {
        method: 'post',
        path: '/opening-positions/imports',
        summary: {
          zh: '导入期初已用额度、已赔票据与未结案件（CSV 或 NDJSON）',
          en: 'Import what families used before the first day, from CSV or NDJSON',
        },
        description: {
          zh: '重复导入同一文件不产生变化；错误行见 /imports/{runId}/rejects。未结案件只能用 NDJSON。',
          en: 'The same file again changes nothing; bad rows are at /imports/{runId}/rejects. Open cases need NDJSON.',
        },
        tag: 'contracts',
        roles: ['intake', 'admin'],
        query: importQuery,
        contentTypes: ['text/csv', 'application/x-ndjson'],
        response: importRunSchema,
      },
      async ({ db, actor, query, filePath, contentType, now }) => {
        const { runId } = await importOpening({
          db,
          book: deps.rulebooks.inForce(businessDay(now)).book,
          ports: openingPorts(deps),
          filePath,
          fileName: query.file_name,
          format: contentType === 'text/csv' ? 'csv' : 'ndjson',
          mode: query.mode,
          actor: actor.login,
          now,
        });
        return presentRun(await findRun(db, runId), runId);
      },
    ),
    upload(
      {
        method: 'post',
        path: '/claims/imports',
        summary: { zh: '批量提交赔案（NDJSON）', en: 'File the claims of an NDJSON file' },
        description: {
          zh: '每行一件，各自核定；按 reference 识别，重复导入不产生变化。',
          en: 'A claim a line, each decided by itself; told by its reference, so that a repeat changes nothing.',
        },
        tag: 'claims',
        roles: ['intake', 'handler'],
        contentTypes: ['application/x-ndjson'],
        response: claimsImportedView,
      },
      async ({ db, actor, filePath, now }) => {
        const rejects: ClaimsReject[] = [];
        let notListed = 0;
        const counts = await importClaims(db, deps, {
          filePath,
          actor,
          now,
          inFlight: CLAIMS_IN_FLIGHT,
          onReject: reject => {
            if (rejects.length < REJECTS_LISTED) rejects.push(reject);
            else notListed += 1;
          },
        });
        rejects.sort((a, b) => a.line - b.line);
        return { counts: { ...counts }, rejects, rejects_not_listed: notListed };
      },
    ),
  ];
}
