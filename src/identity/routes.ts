import { type Route, read } from '../platform/route.ts';
import { meSchema } from './schema.ts';

export function identityRoutes(): Route[] {
  return [
    read(
      {
        method: 'get',
        path: '/me',
        summary: { zh: '我是谁', en: 'Who I am' },
        tag: 'identity',
        roles: [],
        response: meSchema,
      },
      async ({ actor: { id, login, displayName, roles } }) => ({ id, login, displayName, roles }),
    ),
  ];
}
