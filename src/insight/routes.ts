import { z } from 'zod';
import type { Actor } from '../platform/actor.ts';
import { businessDay } from '../platform/clock.ts';
import { pageFrom, pageOf, pageQuery, readCursor } from '../platform/page.ts';
import { change, file, type Route, read } from '../platform/route.ts';
import type { Acting } from '../publication/change-shelf.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import { askRehearsal } from './ask-rehearsal.ts';
import { cancelRehearsal, noRehearsal } from './cancel-rehearsal.ts';
import { differencesInWords } from './differences.ts';
import { drawDocument } from './draw-document.ts';
import { presentRehearsal, presentRehearsalHead } from './present-rehearsal.ts';
import {
  askedView,
  changeView,
  rehearsalBody,
  rehearsalItem,
  rehearsalParams,
  rehearsalView,
} from './schema.ts';
import { findRehearsal, listChanges, listRehearsals } from './store.ts';

const TAG = 'rehearsals';
const READERS = ['product', 'finance', 'handler', 'auditor', 'admin'] as const;
const WRITERS = ['product', 'finance'] as const;

/** Rehearsals of rulebooks over past claims. They run one after another, in a thread of their own. */
export function rehearsalRoutes(rulebooks: Rulebooks): Route[] {
  return [
    change(
      {
        method: 'post',
        path: '/rehearsals',
        summary: { zh: '按另一规则书演练已决赔案', en: 'Rehearse a rulebook over past claims' },
        description: {
          zh: '演练在后台进行；以返回的编号查询进度与报告。与最新发布的规则书比较的草案演练完成后，即可由第二人批准。',
          en: 'It runs in the background: ask for progress and report by the id. A draft that was compared with the newest published book may then be approved by a second person.',
        },
        tag: TAG,
        roles: WRITERS,
        body: rehearsalBody,
        response: askedView,
        status: 202,
      },
      async ({ tx, actor, now, body }) => ({
        id: await askRehearsal(tx, { ...acting(actor, now), ...body, termsOf: body.terms_of }),
        state: 'waiting' as const,
      }),
    ),
    read(
      {
        method: 'get',
        path: '/rehearsals',
        summary: { zh: '演练列表，新的在前', en: 'Rehearsals, the newest first' },
        tag: TAG,
        roles: READERS,
        query: z.strictObject(pageQuery),
        response: pageOf(rehearsalItem),
      },
      async ({ db, query }) => {
        const before = readCursor(z.tuple([z.uuid()]), query.cursor)?.[0] ?? null;
        const rows = await listRehearsals(db, before, query.limit + 1);
        return pageFrom(rows, query.limit, row => [row.id], presentRehearsalHead);
      },
    ),
    read(
      {
        method: 'get',
        path: '/rehearsals/:id',
        summary: { zh: '一次演练的进度与报告', en: 'Progress and report of a rehearsal' },
        tag: TAG,
        roles: READERS,
        params: rehearsalParams,
        response: rehearsalView,
        audits: ({ id }) => `rehearsal:${id}`,
      },
      async ({ db, params }) => {
        const found = await findRehearsal(db, params.id);
        if (found === null) throw noRehearsal(params.id);
        return presentRehearsal(found);
      },
    ),
    read(
      {
        method: 'get',
        path: '/rehearsals/:id/changes',
        summary: {
          zh: '全部变化的决定，金额变化最大者在前',
          en: 'Every changed decision, the largest difference first',
        },
        tag: TAG,
        roles: READERS,
        params: rehearsalParams,
        query: z.strictObject(pageQuery),
        response: pageOf(changeView),
        audits: ({ id }) => `rehearsal:${id}`,
      },
      async ({ db, params, query }) => {
        if ((await findRehearsal(db, params.id)) === null) throw noRehearsal(params.id);
        const after = readCursor(z.tuple([z.int()]), query.cursor)?.[0] ?? 0;
        const rows = await listChanges(db, params.id, after, query.limit + 1);
        return pageFrom(
          rows,
          query.limit,
          row => [row.seq],
          row => row.change,
        );
      },
    ),
    file(
      {
        method: 'get',
        path: '/rehearsals/:id/document',
        summary: {
          zh: '供保险人使用的测算书（HTML，可打印）',
          en: 'The report for the insurer, one printable page of HTML',
        },
        tag: TAG,
        roles: READERS,
        params: rehearsalParams,
        query: z.strictObject({ language: z.enum(['zh', 'en']).default('zh') }),
        contentTypes: ['text/html'],
      },
      async ({ db, params, query, now }) => {
        const found = await findRehearsal(db, params.id);
        if (found?.state.kind !== 'done') throw noRehearsal(params.id);
        const { report } = found.state;
        const [before, after] = await Promise.all([
          rulebooks.byHash(report.baseline.hash),
          rulebooks.byHash(report.candidate.hash),
        ]);
        const differences = differencesInWords(before.book, after.book);
        const page = drawDocument({ report, sweep: null, differences, on: businessDay(now) }, query.language);
        return {
          contentType: 'text/html; charset=utf-8',
          fileName: `演练-${params.id}.html`,
          bytes: new TextEncoder().encode(page),
        };
      },
    ),
    change(
      {
        method: 'post',
        path: '/rehearsals/:id/cancel',
        summary: { zh: '取消演练', en: 'Cancel a rehearsal' },
        tag: TAG,
        roles: WRITERS,
        params: rehearsalParams,
        response: askedView,
      },
      async ({ tx, actor, now, params }) => {
        await cancelRehearsal(tx, { ...acting(actor, now), id: params.id });
        return { id: params.id, state: (await findRehearsal(tx, params.id))!.state.kind };
      },
    ),
  ];
}

function acting(actor: Actor, now: Date): Acting {
  return { actor, auditedAs: actor.login, now };
}
