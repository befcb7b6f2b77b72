import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import { parseInput } from '../platform/parse.ts';
import { refuse } from '../platform/refusal.ts';
import { personOfLogin } from './person-of-login.ts';
import { type NewToken, newTokenSchema } from './schema.ts';
import { insertToken, TOKEN_ID_LENGTH, type TokenEntry } from './store.ts';
import { hashToken, newToken } from './token.ts';

const DAY_MS = 86_400_000;

/**
 * Issues a token to a person. What is returned is the only copy of it: the database keeps its hash.
 * Throws Refusal `not_found`, `invalid_input`, or `conflict` for a deactivated person.
 */
export async function issueToken(
  tx: Tx,
  by: string,
  login: string,
  given: NewToken,
  now: Date,
): Promise<TokenEntry & { token: string }> {
  const { label, days } = parseInput(newTokenSchema, given, 'body');
  const person = await personOfLogin(tx, login);
  if (person.deactivatedAt !== null) {
    throw refuse(
      'conflict',
      { zh: `${login} 已停用，不能签发令牌。`, en: `${login} is deactivated and gets no token.` },
      { zh: '请为其新建人员。', en: 'Add the person anew under another login.' },
    );
  }
  const token = newToken();
  const hash = hashToken(token);
  const expiresAt = new Date(now.getTime() + days * DAY_MS);
  await insertToken(tx.sql, { hash, personId: person.id, label, createdAt: now, expiresAt });
  const tokenId = hash.slice(0, TOKEN_ID_LENGTH);
  await writeAudit(tx, [
    {
      at: now,
      actor: by,
      action: 'token issued',
      subject: `person:${person.id}`,
      detail: { tokenId, label, expiresAt: expiresAt.toISOString() },
    },
  ]);
  return {
    token,
    tokenId,
    login,
    label,
    createdAt: now.toISOString(),
    expiresAt: expiresAt.toISOString(),
    revokedAt: null,
  };
}
