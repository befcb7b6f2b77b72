import { businessDay } from '../platform/clock.ts';
import { type Route, read } from '../platform/route.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import { documentListView } from './schema.ts';

/** The documents that a claim may be asked for, by the book in force. */
export function documentRoutes(rulebooks: Rulebooks): Route[] {
  return [
    read(
      {
        method: 'get',
        path: '/documents',
        summary: { zh: '理赔材料目录', en: 'Documents that claims are asked for' },
        description: {
          zh: '提交赔案时以代码登记已收材料；应交哪些由赔案事实决定，随赔案返回。',
          en: 'A claim records by these codes what was handed in. Which are asked for follows from its facts, and is answered with it.',
        },
        tag: 'claims',
        roles: ['intake', 'handler', 'finance', 'auditor'],
        response: documentListView,
      },
      async ({ now }) => {
        const { book } = rulebooks.inForce(businessDay(now));
        return {
          documents: [...book.documents.values()].map(
            ({ code, title, servedBy, familyCanSupply, where }) => ({
              code,
              title,
              served_by: [...servedBy],
              family_can_supply: familyCanSupply,
              where,
            }),
          ),
        };
      },
    ),
  ];
}
