import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { findTokens, revoke, TOKEN_ID_LENGTH, type TokenEntry } from './store.ts';

const TOKEN_ID_PATTERN = new RegExp(`^[0-9a-f]{${TOKEN_ID_LENGTH}}$`);

/** Revokes a token by its id (`token list`). Throws Refusal `not_found`, `conflict` when it was revoked before. */
export async function revokeToken(tx: Tx, by: string, tokenId: string, now: Date): Promise<TokenEntry> {
  const found = TOKEN_ID_PATTERN.test(tokenId) ? await findTokens(tx.sql, tokenId) : [];
  const [token] = found;
  if (!token || found.length > 1) {
    throw refuse(
      'not_found',
      { zh: `没有编号为 ${tokenId} 的令牌。`, en: `There is no token ${tokenId}.` },
      { zh: '请用 cordcover token list 查看编号。', en: 'See cordcover token list for the ids.' },
    );
  }
  if (token.revokedAt !== null) {
    throw refuse(
      'conflict',
      { zh: `令牌 ${tokenId} 早已撤销。`, en: `The token ${tokenId} was revoked before.` },
      { zh: '无需再办。', en: 'Nothing is left to do.' },
    );
  }
  await revoke(tx.sql, tokenId, now);
  await writeAudit(tx, [
    {
      at: now,
      actor: by,
      action: 'token revoked',
      subject: `token:${tokenId}`,
      detail: { login: token.login, label: token.label },
    },
  ]);
  return { ...token, revokedAt: now.toISOString() };
}
