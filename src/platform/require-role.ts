import type { Actor, Role } from './actor.ts';
import { refuse } from './refusal.ts';

/** Refuses (forbidden) a person who has none of `roles`; no roles: anybody who signed in may. */
export function requireRole(actor: Actor, roles: readonly Role[]): void {
  if (roles.length === 0 || roles.some(role => actor.roles.includes(role))) return;
  throw refuse(
    'forbidden',
    {
      zh: `此操作需要以下角色之一：${roles.join('、')}；您的角色：${actor.roles.join('、')}。`,
      en: `This needs one of the roles ${roles.join(', ')}; yours: ${actor.roles.join(', ')}.`,
    },
    {
      zh: '请由具有该角色的同事办理，或请管理员授予角色。',
      en: 'Ask a colleague who has the role, or the administrator to give it to you.',
    },
  );
}
