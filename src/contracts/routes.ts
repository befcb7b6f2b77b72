import { z } from 'zod';
import type { PlainDate } from '../engine/dates.ts';
import { maskDocumentNo, maskName } from '../engine/mask.ts';
import { businessDay } from '../platform/clock.ts';
import { pageFrom, pageOf, readCursor } from '../platform/page.ts';
import { change, type Route, read, upload } from '../platform/route.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { addContract } from './add-contract.ts';
import { attachBy } from './attach-by.ts';
import { changeStatus } from './change-status.ts';
import type { DecidedClaims } from './decided-claims.ts';
import { importContracts } from './import-contracts.ts';
import { mergeChildIdentity } from './merge-child-identity.ts';
import { presentRun } from './present-run.ts';
import { findRun, listChanges, listRejects } from './run-store.ts';
import {
  childIdentityAnswerSchema,
  childIdentitySchema,
  childPath,
  contractAddedSchema,
  contractListItem,
  contractListQuery,
  contractPath,
  contractRowSchema,
  contractSchema,
  importChangeItem,
  importListQuery,
  importQuery,
  importRejectItem,
  importRunSchema,
  runPath,
  statusChangedSchema,
  statusChangeSchema,
} from './schema.ts';
import { noContract, showContract } from './show-contract.ts';
import { findContract, listContracts } from './store.ts';

const TAG = 'contracts';
const WRITERS = ['intake', 'admin'] as const;
const READERS = ['intake', 'handler', 'auditor', 'admin'] as const;

export interface ContractDeps {
  /** The book in force on a business day. */
  readonly book: (day: PlainDate) => Rulebook;
  readonly decidedClaims: DecidedClaims;
}

export function contractRoutes(deps: ContractDeps): Route[] {
  return [...singleRoutes(deps), ...importRoutes(deps)];
}

function singleRoutes({ book, decidedClaims }: ContractDeps): Route[] {
  return [
    change(
      {
        method: 'post',
        path: '/contracts',
        summary: {
          zh: '登记储存合同，按规则附加保障',
          en: 'Take in a storage contract; cover attaches by rule',
        },
        tag: TAG,
        roles: WRITERS,
        body: contractRowSchema,
        response: contractAddedSchema,
        status: 201,
      },
      async ({ tx, actor, body, now }) => {
        const inForce = book(businessDay(now));
        const adding = { row: body, attach: attachBy(inForce), book: inForce, actor: actor.login, now };
        const covers = await addContract(tx, adding);
        return {
          contract_no: body.number,
          covers: covers.flatMap((cover, at) =>
            cover === null
              ? []
              : [{ child_no: at + 1, plan_id: cover.planId, effective_on: cover.effectiveOn }],
          ),
        };
      },
    ),
    read(
      {
        method: 'get',
        path: '/contracts',
        summary: { zh: '合同列表（姓名隐去）', en: 'List contracts, names masked' },
        tag: TAG,
        roles: READERS,
        query: contractListQuery,
        response: pageOf(contractListItem),
      },
      async ({ db, query, now }) => {
        const after = readCursor(z.tuple([z.string()]), query.cursor)?.[0] ?? null;
        const rows = await listContracts(db, businessDay(now), after, query.limit + 1);
        return pageFrom(
          rows,
          query.limit,
          row => [row.number],
          row => ({
            contract_no: row.number,
            storage_type: row.storageType,
            signed_on: row.signedOn,
            city: row.city,
            status: row.status,
            holder_name: maskName(row.holderName),
          }),
        );
      },
    ),
    read(
      {
        method: 'get',
        path: '/contracts/:number',
        summary: {
          zh: '合同、被保险人及各保险年度',
          en: 'A contract with its insured children and their yearly terms',
        },
        tag: TAG,
        roles: READERS,
        params: contractPath,
        response: contractSchema,
        audits: ({ number }) => `contract:${number}`,
      },
      async ({ db, params, now }) => {
        const contract = await findContract(db, params.number);
        if (contract === null) throw noContract(params.number);
        const today = businessDay(now);
        return showContract(contract, book(today), today);
      },
    ),
    change(
      {
        method: 'post',
        path: '/contracts/:number/statuses',
        summary: { zh: '合同状态自某日起变更', en: 'Change the status of a contract from a day on' },
        tag: TAG,
        roles: WRITERS,
        params: contractPath,
        body: statusChangeSchema,
        response: statusChangedSchema,
        status: 201,
      },
      async ({ tx, actor, params, body, now }) => {
        const { statuses, claimsLosingCover } = await changeStatus(tx, {
          number: params.number,
          change: { status: body.status, effectiveOn: body.effective_on },
          reason: body.reason,
          decidedClaims,
          actor: actor.login,
          now,
        });
        return {
          contract_no: params.number,
          statuses: statuses.map(({ status, effectiveOn }) => ({ status, effective_on: effectiveOn })),
          decided_claims: [...claimsLosingCover],
        };
      },
    ),
    change(
      {
        method: 'post',
        path: '/contracts/:number/children/:childNo/identity',
        summary: { zh: '补录新生儿身份证号码', en: 'Give a newborn its resident number' },
        tag: TAG,
        roles: WRITERS,
        params: childPath,
        body: childIdentitySchema,
        response: childIdentityAnswerSchema,
      },
      async ({ tx, actor, params, body, now }) => {
        const { number, childNo } = params;
        await mergeChildIdentity(tx, { number, childNo, idNo: body.id_no, actor: actor.login, now });
        return { contract_no: number, child_no: childNo, id_no: maskDocumentNo(body.id_no) };
      },
    ),
  ];
}

function importRoutes({ book, decidedClaims }: ContractDeps): Route[] {
  return [
    upload(
      {
        method: 'post',
        path: '/contracts/imports',
        summary: { zh: '导入合同（CSV 或 NDJSON）', en: 'Import contracts from CSV or NDJSON' },
        description: {
          zh: '重复导入同一文件不产生变化；错误行按行号、字段、原因列出。',
          en: 'The same file again changes nothing; bad rows are listed by line, field and reason.',
        },
        tag: TAG,
        roles: WRITERS,
        query: importQuery,
        contentTypes: ['text/csv', 'application/x-ndjson'],
        response: importRunSchema,
      },
      async ({ db, actor, query, filePath, contentType, now }) => {
        const { runId } = await importContracts({
          db,
          book: book(businessDay(now)),
          decidedClaims,
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
    read(
      {
        method: 'get',
        path: '/imports/:runId',
        summary: { zh: '一次导入的结果', en: 'The result of an import' },
        tag: TAG,
        roles: READERS,
        params: runPath,
        response: importRunSchema,
      },
      async ({ db, params }) => presentRun(await findRun(db, params.runId), params.runId),
    ),
    read(
      {
        method: 'get',
        path: '/imports/:runId/rejects',
        summary: { zh: '被拒绝的行', en: 'Rows that were rejected' },
        tag: TAG,
        roles: READERS,
        params: runPath,
        query: importListQuery,
        response: pageOf(importRejectItem),
      },
      async ({ db, params, query }) => {
        const rows = await listRejects(db, params.runId, afterSeq(query.cursor), query.limit + 1);
        return pageFrom(
          rows,
          query.limit,
          row => [row.seq],
          ({ seq, ...row }) => row,
        );
      },
    ),
    read(
      {
        method: 'get',
        path: '/imports/:runId/changes',
        summary: {
          zh: '导入引起的变更（个人信息隐去）',
          en: 'What an import changed, personal values masked',
        },
        tag: TAG,
        roles: READERS,
        params: runPath,
        query: importListQuery,
        response: pageOf(importChangeItem),
      },
      async ({ db, params, query }) => {
        const rows = await listChanges(db, params.runId, afterSeq(query.cursor), query.limit + 1);
        return pageFrom(
          rows,
          query.limit,
          row => [row.seq],
          ({ seq, contractNumber, ...row }) => ({
            ...row,
            contract_no: contractNumber,
          }),
        );
      },
    ),
  ];
}

function afterSeq(cursor: string | undefined): number {
  return readCursor(z.tuple([z.int().min(0)]), cursor)?.[0] ?? 0;
}
