import type { Role } from '../platform/actor.ts';
import type { Connection } from '../platform/connect.ts';
import type { Acting } from '../publication/change-shelf.ts';
import { cliActor } from './kit.ts';

/** Environment variable with the token of the person for whom a command acts; never an argument, which `ps` shows. */
const TOKEN_VARIABLE = 'CORDCOVER_TOKEN';

/** Whether somebody's token is in the environment. */
export function hasToken(): boolean {
  return (process.env[TOKEN_VARIABLE] ?? '') !== '';
}

/**
 * The person whose token is in the environment, for commands that need a named person and not only the shell: two
 * people on one account of the machine stay two people. The audit names both. Refuses: unauthenticated, forbidden.
 */
export async function actingByToken({ db }: Connection, role: Role): Promise<Acting> {
  const [{ createAuthenticate }, { requireRole }, { refuse }] = await Promise.all([
    import('../identity/authenticate.ts'),
    import('../platform/require-role.ts'),
    import('../platform/refusal.ts'),
  ]);
  const now = new Date();
  const token = process.env[TOKEN_VARIABLE] ?? '';
  const actor = token === '' ? null : await createAuthenticate(db)(token, now);
  if (actor === null) {
    throw refuse(
      'unauthenticated',
      token === ''
        ? {
            zh: `此命令须以具名人员办理，而环境变量 ${TOKEN_VARIABLE} 未设置。`,
            en: `This command acts for a named person, and ${TOKEN_VARIABLE} is not set.`,
          }
        : {
            zh: `环境变量 ${TOKEN_VARIABLE} 中的令牌无效、已过期或已撤销。`,
            en: `The token in ${TOKEN_VARIABLE} is unknown, expired or revoked.`,
          },
      {
        zh: '请用 cordcover token issue <登录名> 签发令牌，并放入该环境变量。',
        en: 'Issue one by cordcover token issue <login>, and put it into that environment variable.',
      },
    );
  }
  requireRole(actor, [role]);
  return { actor, auditedAs: `${cliActor()} for ${actor.login}`, now };
}
