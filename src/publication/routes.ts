import type { Actor } from '../platform/actor.ts';
import { change, type Route, read } from '../platform/route.ts';
import { approveRulebook } from './approve-rulebook.ts';
import type { Acting } from './change-shelf.ts';
import { changelogText, readChangelog } from './changelog.ts';
import { bookNamed, compareBooks } from './compare-books.ts';
import { draftRulebook } from './draft-rulebook.ts';
import { findBook } from './find-book.ts';
import { publishRulebook } from './publish-rulebook.ts';
import type { Rulebooks } from './rulebooks.ts';
import {
  approveBody,
  bookList,
  bookParams,
  bookView,
  changedView,
  changelogQuery,
  changelogView,
  diffQuery,
  diffView,
  draftBody,
  filesView,
  publishBody,
  withdrawBody,
} from './schema.ts';
import { listRulebooks, showRulebook } from './show-rulebook.ts';
import { soundRulebook } from './sound-rulebook.ts';
import { sourceFilesOf } from './source-files.ts';
import { withdrawRulebook } from './withdraw-rulebook.ts';

const TAG = 'rulebooks';
const READERS = ['product', 'handler', 'auditor', 'admin'] as const;
const WRITERS = ['product'] as const;

/** The rulebooks on their way into force: draft, rehearsal, approval by a second person, publication. */
export function publicationRoutes(rulebooks: Rulebooks): Route[] {
  return [...readingRoutes(rulebooks), ...changingRoutes(rulebooks)];
}

function readingRoutes(rulebooks: Rulebooks): Route[] {
  return [
    read(
      {
        method: 'get',
        path: '/rulebooks',
        summary: { zh: '规则书及其状态', en: 'The rulebooks, and where each stands' },
        tag: TAG,
        roles: READERS,
        response: bookList,
      },
      async ({ db, now }) => ({ rulebooks: await listRulebooks(db, now) }),
    ),
    read(
      {
        method: 'get',
        path: '/rulebooks/:hash',
        summary: { zh: '一本规则书及其经过', en: 'A rulebook with all that happened to it' },
        tag: TAG,
        roles: READERS,
        params: bookParams,
        response: bookView,
      },
      ({ db, params, now }) => showRulebook(db, rulebooks, params.hash, now),
    ),
    read(
      {
        method: 'get',
        path: '/rulebooks/:hash/files',
        summary: { zh: '规则书的文件原文', en: 'The files of a rulebook, to the letter' },
        description: {
          zh: '修改其中的文件后，可原样提交给 POST /rulebooks 作为草案。',
          en: 'Change some of them and send them to POST /rulebooks as a draft.',
        },
        tag: TAG,
        roles: READERS,
        params: bookParams,
        response: filesView,
      },
      async ({ db, params }) => {
        const hash = await findBook(db, params.hash);
        return { hash, files: await sourceFilesOf(db, hash) };
      },
    ),
    read(
      {
        method: 'get',
        path: '/rulebooks/:hash/diff',
        summary: { zh: '用文字说明两本规则书的不同', en: 'In what two rulebooks differ, in words' },
        tag: TAG,
        roles: READERS,
        params: bookParams,
        query: diffQuery,
        response: diffView,
      },
      async ({ db, params, query }) => {
        const before = await bookNamed(db, rulebooks, query.against);
        return compareBooks(before, await bookNamed(db, rulebooks, params.hash), db);
      },
    ),
    read(
      {
        method: 'get',
        path: '/rulebooks/changelog',
        summary: { zh: '规则书变更记录', en: 'What each published rulebook changed' },
        tag: TAG,
        roles: READERS,
        query: changelogQuery,
        response: changelogView,
      },
      async ({ db, query }) => {
        const entries = await readChangelog(db, rulebooks, query.limit);
        return { entries, text: { zh: changelogText(entries, 'zh'), en: changelogText(entries, 'en') } };
      },
    ),
  ];
}

function changingRoutes(rulebooks: Rulebooks): Route[] {
  const nowInForce = () => rulebooks.refresh();
  return [
    change(
      {
        method: 'post',
        path: '/rulebooks',
        summary: { zh: '提交规则书草案', en: 'Draft a rulebook' },
        description: {
          zh: '全部文件的原文；有任何错误则不予接受，逐条列出。',
          en: 'All its files, as text; a book with any fault is refused, and each fault is listed.',
        },
        tag: TAG,
        roles: WRITERS,
        body: draftBody,
        response: changedView,
        status: 201,
      },
      async ({ tx, actor, body, now }) => {
        const book = await soundRulebook(new Map(Object.entries(body.files)), 'elsewhere');
        const hash = await draftRulebook(tx, { ...acting(actor, now), why: body.why, book });
        return { hash, state: 'draft' as const };
      },
    ),
    change(
      {
        method: 'post',
        path: '/rulebooks/:hash/approve',
        summary: { zh: '由第二人批准已演练的草案', en: 'A second person approves a rehearsed draft' },
        tag: TAG,
        roles: WRITERS,
        params: bookParams,
        body: approveBody,
        response: changedView,
      },
      async ({ tx, actor, params, body, now }) => ({
        hash: await approveRulebook(tx, {
          ...acting(actor, now),
          hash: params.hash,
          rehearsalId: body.rehearsal,
          why: body.why,
        }),
        state: 'approved' as const,
      }),
    ),
    change(
      {
        method: 'post',
        path: '/rulebooks/:hash/publish',
        summary: {
          zh: '发布已批准的规则书，指定生效日',
          en: 'Publish an approved rulebook from a business day on',
        },
        tag: TAG,
        roles: WRITERS,
        params: bookParams,
        body: publishBody,
        response: changedView,
      },
      async ({ tx, actor, params, body, now }) => ({
        hash: await publishRulebook(tx, {
          ...acting(actor, now),
          hash: params.hash,
          effectiveOn: body.effective_on,
          why: body.why,
        }),
        state: 'published' as const,
      }),
      nowInForce,
    ),
    change(
      {
        method: 'post',
        path: '/rulebooks/:hash/withdraw',
        summary: {
          zh: '撤回草案，或尚未生效的发布',
          en: 'Withdraw a draft, or a publication that is not in force yet',
        },
        tag: TAG,
        roles: WRITERS,
        params: bookParams,
        body: withdrawBody,
        response: changedView,
      },
      async ({ tx, actor, params, body, now }) => ({
        hash: await withdrawRulebook(tx, { ...acting(actor, now), hash: params.hash, why: body.why }),
        state: 'withdrawn' as const,
      }),
      nowInForce,
    ),
  ];
}

function acting(actor: Actor, now: Date): Acting {
  return { actor, auditedAs: actor.login, now };
}
