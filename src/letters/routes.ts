import { writeAudit } from '../platform/audit.ts';
import type { Database, Tx } from '../platform/database.ts';
import { change, type FileAnswer, file, type Route, read } from '../platform/route.ts';
import { findLetter } from './find-letter.ts';
import { letterOfClaim } from './letter-of-claim.ts';
import { letterOfCover } from './letter-of-cover.ts';
import { listLetters } from './list-letters.ts';
import { presentLetter } from './present-letter.ts';
import type { LetterDeps } from './print-due.ts';
import { reissueLetter } from './reissue-letter.ts';
import {
  claimNoParams,
  contractParams,
  failuresView,
  letterFileView,
  letterOfClaimQuery,
  letterOfCoverQuery,
  letterParams,
  lettersView,
  letterView,
  reissueBody,
} from './schema.ts';
import { countDue, deliveriesOf, failedLetters, fileOf, type LetterRow, noteDownload } from './store.ts';

const TAG = 'letters';
/** Who may read the letters of a family. */
export const LETTER_READERS = ['handler', 'finance', 'auditor', 'intake'] as const;
const SHOWN_FAILURES = 100;

export function letterRoutes(deps: LetterDeps): Route[] {
  return [
    read(
      {
        method: 'get',
        path: '/claims/:claimNo/letters',
        summary: { zh: '赔案的信函', en: 'Letters of a claim' },
        description: {
          zh: '已经出具的信函，含被取代的；决定书在决定生效后几秒内自动出具。',
          en: 'Those that were made, superseded ones among them; the notice of a decision is made within seconds.',
        },
        tag: TAG,
        roles: LETTER_READERS,
        params: claimNoParams,
        response: lettersView,
        audits: ({ claimNo }) => `claim:${claimNo}`,
      },
      async ({ db, params: { claimNo } }) => ({
        items: (await listLetters(db, { claimNo })).map(presentLetter),
      }),
    ),
    file(
      {
        method: 'get',
        path: '/claims/:claimNo/letter',
        summary: { zh: '赔案最新决定的信函（PDF）', en: "Letter of a claim's newest decision (PDF)" },
        description: {
          zh: '决定生效后才有；尚未出具的在此时出具并存档，此后总是同一份文件。下载记入送达记录。',
          en: 'There is one once the decision is final; made and kept on first asking, and the same file ever after. The download is noted as a delivery.',
        },
        tag: TAG,
        roles: LETTER_READERS,
        params: claimNoParams,
        query: letterOfClaimQuery,
        contentTypes: ['application/pdf'],
        audits: ({ claimNo }) => `claim:${claimNo}`,
      },
      ({ db, params, query, actor, now }) =>
        handOut(db, actor.login, now, tx =>
          letterOfClaim(tx, deps, { ...params, ...query }, { now, madeBy: actor.login }),
        ),
    ),
    read(
      {
        method: 'get',
        path: '/contracts/:number/letters',
        summary: { zh: '合同的信函', en: 'Letters of a contract' },
        tag: TAG,
        roles: LETTER_READERS,
        params: contractParams,
        response: lettersView,
        audits: ({ number }) => `contract:${number}`,
      },
      async ({ db, params: { number } }) => ({
        items: (await listLetters(db, { contractNo: number })).map(presentLetter),
      }),
    ),
    file(
      {
        method: 'get',
        path: '/contracts/:number/letter',
        summary: {
          zh: '保障凭证或年度对账单（PDF）',
          en: 'Certificate of cover, or statement of a policy year (PDF)',
        },
        description: {
          zh: '首次索取时出具并存档；凭证所写的保障有变动后再索取，则出具新的一份，旧的保留并标为已被取代。下载记入送达记录。',
          en: 'Made and kept on first asking. A certificate whose cover has changed since is followed by a new issue, and stays, superseded. The download is noted as a delivery.',
        },
        tag: TAG,
        roles: LETTER_READERS,
        params: contractParams,
        query: letterOfCoverQuery,
        contentTypes: ['application/pdf'],
        audits: ({ number }) => `contract:${number}`,
      },
      ({ db, params, query, actor, now }) =>
        handOut(db, actor.login, now, tx =>
          letterOfCover(
            tx,
            deps,
            {
              number: params.number,
              childNo: query.child_no,
              kind: query.kind,
              policyYear: query.policy_year ?? null,
              language: query.language,
            },
            { now, madeBy: actor.login },
          ),
        ),
    ),
    read(
      {
        method: 'get',
        path: '/letters/failures',
        summary: { zh: '未能出具的信函', en: 'Letters that could not be made' },
        description: {
          zh: '原因与下次重试的时间；其他信函不受影响。',
          en: 'Why, and when each is tried again; other letters do not wait for them.',
        },
        tag: TAG,
        roles: ['handler', 'auditor', 'admin'],
        response: failuresView,
      },
      async ({ db }) => {
        const [counts, rows] = await Promise.all([countDue(db), failedLetters(db, SHOWN_FAILURES)]);
        return {
          ...counts,
          failures: rows.map(row => ({
            claim_no: row.claimNo,
            contract_no: row.contractNumber,
            kind: row.kind,
            language: row.language,
            attempts: row.attempts,
            due_at: row.dueAt,
            next_at: row.nextAt,
            why: row.failure,
          })),
        };
      },
    ),
    read(
      {
        method: 'get',
        path: '/letters/:letterNo',
        summary: { zh: '一份信函及其送达记录', en: 'A letter and how it went out' },
        tag: TAG,
        roles: LETTER_READERS,
        params: letterParams,
        response: letterFileView,
        audits: ({ letterNo }) => `letter:${letterNo}`,
      },
      async ({ db, params }) => {
        const letter = await findLetter(db, params.letterNo);
        return { ...presentLetter(letter), deliveries: await deliveriesOf(db, letter.id) };
      },
    ),
    file(
      {
        method: 'get',
        path: '/letters/:letterNo/file',
        summary: { zh: '信函文件（PDF）', en: 'The file of a letter (PDF)' },
        tag: TAG,
        roles: LETTER_READERS,
        params: letterParams,
        contentTypes: ['application/pdf'],
        audits: ({ letterNo }) => `letter:${letterNo}`,
      },
      ({ db, params, actor, now }) => handOut(db, actor.login, now, tx => findLetter(tx, params.letterNo)),
    ),
    change(
      {
        method: 'post',
        path: '/letters/:letterNo/issue-again',
        summary: { zh: '重新出具信函', en: 'Issue a letter again' },
        description: {
          zh: '按现在的记录与模板再出具一份，旧的保留并标为已被取代。',
          en: 'From what is on record and the templates of now. The one before stays, superseded.',
        },
        tag: TAG,
        roles: ['handler'],
        params: letterParams,
        body: reissueBody,
        response: letterView,
        status: 201,
      },
      async ({ tx, params, body, actor, now }) => {
        const again = { ...params, ...body, actor: actor.login, now };
        const { number, contractId } = await reissueLetter(tx, deps, again);
        await writeAudit(tx, [
          {
            at: now,
            actor: actor.login,
            action: 'letter.issued_again',
            subject: `letter:${number}`,
            contractId,
            detail: { supersedes: params.letterNo, reason: body.reason },
          },
        ]);
        return presentLetter(await findLetter(tx, number));
      },
    ),
  ];
}

/** The file of a letter; that it was handed out is noted with it. */
function handOut(
  db: Database,
  by: string,
  at: Date,
  find: (tx: Tx) => Promise<LetterRow>,
): Promise<FileAnswer> {
  return db.transaction(async tx => {
    const letter = await find(tx);
    const [bytes] = await Promise.all([fileOf(tx, letter), noteDownload(tx, letter, by, at)]);
    return {
      contentType: 'application/pdf',
      fileName: `${letter.number}.pdf`,
      bytes,
      etag: `"${letter.fileSha256}"`,
    };
  });
}
