import type { Actor } from '../platform/actor.ts';
import { businessDay } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { change, file, type Route, read } from '../platform/route.ts';
import { draftTemplates } from './draft-templates.ts';
import { SAMPLES } from './forms/samples/samples.ts';
import { listTemplates } from './list-templates.ts';
import { formOfClaim, previewLetter, withoutNames } from './preview-letter.ts';
import type { LetterDeps } from './print-due.ts';
import { publishTemplates } from './publish-templates.ts';
import { LETTER_READERS } from './routes.ts';
import { claimNoParams } from './schema.ts';
import { soundTemplates } from './sound-templates.ts';
import {
  claimPreviewQuery,
  previewQuery,
  templatesBody,
  templatesChanged,
  templatesFiles,
  templatesList,
  templatesParams,
  templatesWhyBody,
} from './template-schema.ts';
import { keptTemplates } from './template-shelf.ts';
import { templatesFromTexts } from './templates/read-templates.ts';
import { withdrawTemplates } from './withdraw-templates.ts';

const TAG = 'letters';
const READERS = ['product', 'handler', 'auditor', 'admin'] as const;
const WRITERS = ['product'] as const;

/** Templates on their way to print: draft, preview, publication by a second person, or withdrawal. */
export function templateRoutes(db: Database, deps: LetterDeps): Route[] {
  return [...readingRoutes(deps), ...changingRoutes(db, deps)];
}

async function keptSet(db: Database, hash: string) {
  const { files } = await keptTemplates(db, hash);
  return templatesFromTexts(new Map(Object.entries(files)));
}

function readingRoutes({ rulebooks, publicUrl }: LetterDeps): Route[] {
  return [
    read(
      {
        method: 'get',
        path: '/letter-templates',
        summary: { zh: '信函模板及其状态', en: 'The templates of letters, and where each set stands' },
        tag: TAG,
        roles: READERS,
        response: templatesList,
      },
      async ({ db }) => ({ templates: await listTemplates(db) }),
    ),
    read(
      {
        method: 'get',
        path: '/letter-templates/:hash/files',
        summary: { zh: '一套模板的文件原文', en: 'The files of a set of templates, to the letter' },
        tag: TAG,
        roles: READERS,
        params: templatesParams,
        response: templatesFiles,
      },
      ({ db, params }) => keptTemplates(db, params.hash),
    ),
    file(
      {
        method: 'get',
        path: '/letter-templates/:hash/preview',
        summary: { zh: '样例信函（PDF）', en: 'A sample letter as it will print (PDF)' },
        tag: TAG,
        roles: READERS,
        params: templatesParams,
        query: previewQuery,
        contentTypes: ['application/pdf'],
      },
      async ({ db, params, query }) => ({
        contentType: 'application/pdf',
        fileName: `preview-${query.kind}.pdf`,
        bytes: await previewLetter(
          SAMPLES[query.kind],
          query.language,
          await keptSet(db, params.hash),
          publicUrl,
        ),
      }),
    ),
    file(
      {
        method: 'get',
        path: '/claims/:claimNo/letter/preview',
        summary: {
          zh: '以某套模板预览赔案信函（PDF）',
          en: "A claim's letter as it would print with some templates (PDF)",
        },
        description: {
          zh: '无权查看赔案的人看到的姓名是遮盖的。',
          en: 'Whoever may not read the claim is shown it with the names masked.',
        },
        tag: TAG,
        roles: ['product', 'handler', 'auditor'],
        params: claimNoParams,
        query: claimPreviewQuery,
        contentTypes: ['application/pdf'],
        audits: ({ claimNo }) => `claim:${claimNo}`,
      },
      async ({ db, actor, params, query, now }) => {
        const form = await formOfClaim(db, rulebooks, { claimNo: params.claimNo, kind: query.kind }, now);
        const mayRead = LETTER_READERS.some(role => actor.roles.includes(role));
        return {
          contentType: 'application/pdf',
          fileName: `preview-${params.claimNo}.pdf`,
          bytes: await previewLetter(
            mayRead ? form : withoutNames(form),
            query.language,
            await keptSet(db, query.templates),
            publicUrl,
          ),
        };
      },
    ),
  ];
}

function changingRoutes(db: Database, { rulebooks, templates }: LetterDeps): Route[] {
  return [
    change(
      {
        method: 'post',
        path: '/letter-templates',
        summary: { zh: '提交模板草案', en: 'Draft a set of templates' },
        description: {
          zh: '全部文件的原文；有任何错误则不予接受，逐条列出。',
          en: 'All its files, as text; a set with any fault is refused, and each fault is listed.',
        },
        tag: TAG,
        roles: WRITERS,
        body: templatesBody,
        response: templatesChanged,
        status: 201,
      },
      async ({ tx, actor, body, now }) => {
        const files = new Map(Object.entries(body.files));
        const hash = await soundTemplates(files, rulebooks.inForce(businessDay(now)).book, 'elsewhere');
        await draftTemplates(tx, { ...acting(actor, now), why: body.why, hash, files });
        return { hash, state: 'draft' as const };
      },
    ),
    change(
      {
        method: 'post',
        path: '/letter-templates/:hash/publish',
        summary: { zh: '由第二人发布模板草案', en: 'A second person publishes a draft of templates' },
        description: {
          zh: '此后出具的信函用这套模板；已出具的不变。',
          en: 'Letters made from then on are printed with it; those that are kept stay.',
        },
        tag: TAG,
        roles: WRITERS,
        params: templatesParams,
        body: templatesWhyBody,
        response: templatesChanged,
      },
      async ({ tx, actor, params, body, now }) => ({
        hash: await publishTemplates(tx, { ...acting(actor, now), hash: params.hash, why: body.why }),
        state: 'in_print' as const,
      }),
      () => templates.refresh(db),
    ),
    change(
      {
        method: 'post',
        path: '/letter-templates/:hash/withdraw',
        summary: { zh: '撤回模板草案', en: 'Withdraw a draft of templates' },
        description: {
          zh: '撤回后不能再发布；文件保留，可以重新提交为草案。',
          en: 'It can be published no more; its files stay, and may be drafted again.',
        },
        tag: TAG,
        roles: WRITERS,
        params: templatesParams,
        body: templatesWhyBody,
        response: templatesChanged,
      },
      async ({ tx, actor, params, body, now }) => ({
        hash: await withdrawTemplates(tx, { ...acting(actor, now), hash: params.hash, why: body.why }),
        state: 'withdrawn' as const,
      }),
    ),
  ];
}

function acting(actor: Actor, now: Date) {
  return { actor, auditedAs: actor.login, now };
}
