import type { Actor } from '../platform/actor.ts';
import type { Database } from '../platform/database.ts';
import { findPersonByToken } from './store.ts';
import { hashToken } from './token.ts';

/** How long after a revocation a token may still sign in, at most. */
const REMEMBERED_MS = 5_000;
const REMEMBERED_MOST = 1_000;

export type Authenticate = (token: string, now: Date) => Promise<Actor | null>;

/**
 * Signs in by token. Every request asks, so an answer is remembered for 5 seconds: a token revoked, or a person
 * deactivated, is out within that time. Only what signs in is remembered, so that guessing fills no memory.
 */
export function createAuthenticate(db: Database): Authenticate {
  const remembered = new Map<string, { actor: Actor; untilMs: number }>();
  return async (token, now) => {
    const hash = hashToken(token);
    const known = remembered.get(hash);
    if (known && now.getTime() < known.untilMs) return known.actor;
    remembered.delete(hash);
    const person = await findPersonByToken(db.sql, hash, now);
    if (!person) return null;
    const { id, login, displayName, roles } = person;
    const actor: Actor = { id, login, displayName, roles };
    if (remembered.size >= REMEMBERED_MOST) remembered.clear();
    remembered.set(hash, { actor, untilMs: now.getTime() + REMEMBERED_MS });
    return actor;
  };
}
