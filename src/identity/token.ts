import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'cc_';

/** A new token: `cc_` and 32 random bytes in base64url. The prefix lets secret scanners know it when it leaks. */
export function newToken(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** SHA-256, hex: all that is kept. A token is random, so its hash needs no salt and no slow function. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
