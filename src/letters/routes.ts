import { claimNoParams } from '../decisions/schema.ts';
import { file, type Route } from '../platform/route.ts';
import { type LetterDeps, writeLetter } from './write-letter.ts';

export function letterRoutes(deps: LetterDeps): Route[] {
  return [
    file(
      {
        method: 'get',
        path: '/claims/:claimNo/letter',
        summary: { zh: '理赔决定通知书（PDF）', en: 'Decision letter (PDF)' },
        description: {
          zh: '最新决定的信函，决定生效后才有；同一决定的文件逐字节相同。',
          en: 'The letter of the newest decision, once it is final; the same decision gives the same bytes.',
        },
        tag: 'letters',
        roles: ['handler', 'finance', 'auditor', 'intake'],
        params: claimNoParams,
        contentTypes: ['application/pdf'],
        audits: ({ claimNo }) => `claim:${claimNo}`,
      },
      async ({ db, params }) => ({
        contentType: 'application/pdf',
        ...(await writeLetter(db, deps, params.claimNo)),
      }),
    ),
  ];
}
