import { z } from 'zod';
import { claimState, claimSubmission } from '../claims/schema.ts';
import { findClaim, listClaims } from '../claims/store.ts';
import { pageFrom, pageOf, pageQuery, readCursor } from '../platform/page.ts';
import { change, type Route, read } from '../platform/route.ts';
import { listDisagreements } from './disagreements.ts';
import { evidenceBody, evidenceRecordedView, evidenceView } from './disease-schema.ts';
import { explainClaim } from './explain-claim.ts';
import { explanationQuery, explanationView } from './explanation-schema.ts';
import { type DecisionDeps, fileClaim } from './file-claim.ts';
import { presentClaimHead, presentDisagreement, presentFiled } from './present-decision.ts';
import { presentRecorded } from './present-recorded.ts';
import { recordEvidence } from './record-evidence.ts';
import { assertPrintable, refuseClaim } from './refuse-claim.ts';
import { replayDecision } from './replay-decision.ts';
import {
  approvalBody,
  claimListItem,
  claimNoParams,
  claimView,
  commentBody,
  disagreementView,
  filedView,
  refusalBody,
  replayView,
  signedView,
  withdrawnView,
} from './schema.ts';
import { showClaim } from './show-claim.ts';
import { showEvidence } from './show-evidence.ts';
import { signDecision } from './sign-decision.ts';
import { decisionsOf } from './store.ts';
import { noClaim } from './waiting-claim.ts';
import { withdrawClaim } from './withdraw-claim.ts';

const TAG = 'claims';
const READERS = ['intake', 'handler', 'finance', 'auditor'] as const;

/**
 * Claims are decided where they are filed, so all their routes stand here. `undrawable` gives the first character that
 * no letter can print, null when there is none.
 */
export function decisionRoutes(deps: DecisionDeps, undrawable: (text: string) => string | null): Route[] {
  const { rulebooks } = deps;
  return [
    change(
      {
        method: 'post',
        path: '/claims',
        summary: { zh: '提交赔案并即时核定', en: 'File a claim; it is decided at once' },
        description: {
          zh: '无可争议事项的由系统核定给付；其余生成建议，等待理赔员签批。',
          en: 'Without a contestable reason the machine approves it; else its proposal waits for a person.',
        },
        tag: TAG,
        roles: ['intake', 'handler'],
        body: claimSubmission,
        response: filedView,
        status: 201,
      },
      async ({ tx, actor, body, now }) => {
        const filed = await fileClaim(tx, deps, {
          actor,
          now,
          submittedAt: now,
          submission: body,
          origin: 'service',
          externalReference: null,
        });
        const { book } = await rulebooks.byHash(filed.outcome.rulebookHash);
        return presentFiled(book, filed);
      },
    ),
    read(
      {
        method: 'get',
        path: '/claims',
        summary: { zh: '赔案列表', en: 'List claims' },
        tag: TAG,
        roles: READERS,
        query: z.strictObject({
          ...pageQuery,
          state: claimState.optional(),
          contract_no: z.string().max(40).optional(),
        }),
        response: pageOf(claimListItem),
      },
      async ({ db, query }) => {
        const after = readCursor(z.tuple([z.uuid()]), query.cursor)?.[0] ?? null;
        const filter = { state: query.state ?? null, contractNo: query.contract_no ?? null };
        const rows = await listClaims(db, filter, after, query.limit + 1);
        return pageFrom(rows, query.limit, row => [row.id], presentClaimHead);
      },
    ),
    read(
      {
        method: 'get',
        path: '/claims/:claimNo',
        summary: { zh: '赔案及其全部决定', en: 'A claim with all its decisions' },
        tag: TAG,
        roles: READERS,
        params: claimNoParams,
        response: claimView,
        audits: ({ claimNo }) => `claim:${claimNo}`,
      },
      ({ db, params }) => showClaim(db, rulebooks, params.claimNo),
    ),
    read(
      {
        method: 'get',
        path: '/claims/:claimNo/explanation',
        summary: {
          zh: '说明决定的由来：规则、金额与假如',
          en: 'Why a decision is as it is: rules, amounts, what-ifs',
        },
        description: {
          zh: '逐条列出规则及所比较的事实；对拒付与扣减给出能恢复给付的最小事实变化（已重新核定）；family 为可以告诉家庭的内容。',
          en: 'Every rule with what it compared; for what was refused or cut the smallest change of facts that would have restored it, decided again; `family` is what may be told to the family.',
        },
        tag: TAG,
        roles: ['handler', 'finance', 'auditor'],
        params: claimNoParams,
        query: explanationQuery,
        response: explanationView,
        audits: ({ claimNo }) => `claim:${claimNo}`,
      },
      ({ db, params, query, now }) => explainClaim(db, rulebooks, now, params.claimNo, query.version ?? null),
    ),
    read(
      {
        method: 'get',
        path: '/evaluator-disagreements',
        summary: {
          zh: '两套规则求值结果不一致的决定',
          en: 'Decisions on which the two evaluators disagree',
        },
        description: {
          zh: '此类赔案系统不予自动核定，一律转人工；由维护人员查明求值程序的差异。',
          en: 'The machine approves none of them; a person decides, and whoever keeps the program finds the cause.',
        },
        tag: TAG,
        roles: ['handler', 'auditor', 'admin'],
        query: z.strictObject(pageQuery),
        response: pageOf(disagreementView),
      },
      async ({ db, query }) => {
        const after = readCursor(z.tuple([z.uuid()]), query.cursor)?.[0] ?? null;
        const rows = await listDisagreements(db, after, query.limit + 1);
        return pageFrom(rows, query.limit, row => [row.decisionId], presentDisagreement);
      },
    ),
    read(
      {
        method: 'get',
        path: '/claims/:claimNo/replay',
        summary: {
          zh: '按留存事实重新核定并逐字节比较',
          en: 'Decide again from the stored facts and compare',
        },
        tag: TAG,
        roles: ['handler', 'finance', 'auditor'],
        params: claimNoParams,
        response: replayView,
      },
      async ({ db, params }) => {
        const claim = await findClaim(db, params.claimNo);
        if (!claim) throw noClaim(params.claimNo);
        const decisions = [];
        for (const row of await decisionsOf(db, claim.id)) {
          const replayed = await replayDecision(rulebooks, row);
          decisions.push({ version: row.version, rulebook: row.rulebookHash, ...replayed });
        }
        return { claim_no: params.claimNo, decisions };
      },
    ),
    change(
      {
        method: 'post',
        path: '/claims/:claimNo/approve',
        summary: { zh: '签批建议的决定', en: 'Sign the proposed decision' },
        tag: TAG,
        roles: ['handler'],
        params: claimNoParams,
        body: approvalBody,
        response: signedView,
      },
      async ({ tx, actor, params, body, now }) =>
        presentSigned(await signDecision(tx, deps, { actor, now, claimNo: params.claimNo, ...body })),
    ),
    read(
      {
        method: 'get',
        path: '/claims/:claimNo/evidence',
        summary: {
          zh: '重疾证据：逐项认定与要记录的问题',
          en: 'Evidence of a critical illness: how its definition stands, and what is asked',
        },
        tag: TAG,
        roles: ['handler', 'auditor'],
        params: claimNoParams,
        response: evidenceView,
        audits: ({ claimNo }) => `claim:${claimNo}`,
      },
      ({ db, params, now }) => showEvidence(db, rulebooks, now, params.claimNo),
    ),
    change(
      {
        method: 'post',
        path: '/claims/:claimNo/evidence',
        summary: { zh: '记录或更正重疾证据，建议重新核定', en: 'Record or correct evidence; decided anew' },
        description: {
          zh: '生成建议的新版本；旧版本上的签批不再有效。',
          en: 'Makes a new version of the proposal; signatures under the old one do not count for it.',
        },
        tag: TAG,
        roles: ['handler'],
        params: claimNoParams,
        body: evidenceBody,
        response: evidenceRecordedView,
      },
      async ({ tx, actor, params, body, now }) => {
        const { evidence: answers, version, comment } = body;
        const recording = { actor, now, claimNo: params.claimNo, version, comment, answers };
        return presentRecorded(rulebooks, await recordEvidence(tx, deps, recording));
      },
    ),
    change(
      {
        method: 'post',
        path: '/claims/:claimNo/refuse',
        summary: { zh: '拒付待签批的赔案，须注明原因', en: 'Refuse a waiting claim, with a reason' },
        tag: TAG,
        roles: ['handler'],
        params: claimNoParams,
        body: refusalBody,
        response: signedView,
      },
      async ({ tx, actor, params, body, now }) => {
        const { reason, comment, to_family: toFamily } = body;
        assertPrintable(toFamily, undrawable);
        const refusing = { actor, now, claimNo: params.claimNo, reason, comment, toFamily };
        return presentSigned(await refuseClaim(tx, deps, refusing));
      },
    ),
    change(
      {
        method: 'post',
        path: '/claims/:claimNo/withdraw',
        summary: { zh: '撤回待签批的赔案', en: 'Withdraw a waiting claim' },
        tag: TAG,
        roles: ['handler'],
        params: claimNoParams,
        body: commentBody,
        response: withdrawnView,
      },
      async ({ tx, actor, params, body, now }) => {
        await withdrawClaim(tx, { actor, now, claimNo: params.claimNo, comment: body.comment });
        return { claim_no: params.claimNo, state: 'withdrawn' as const };
      },
    ),
  ];
}

function presentSigned(signed: Awaited<ReturnType<typeof signDecision>>) {
  return { claim_no: signed.claimNo, state: signed.state, signatures_missing: signed.signaturesMissing };
}
