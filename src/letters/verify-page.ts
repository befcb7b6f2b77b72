import express from 'express';
import helmet from 'helmet';
import { parseYuan } from '../engine/money.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { readLetterNo } from './find-letter.ts';
import { certificates, letters, type StandingRow } from './store.ts';
import { type Comparison, PAGE_STYLE_HASH, renderVerifyPage } from './verify-page-html.ts';

const BODY_LIMIT = '2kb';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** No letter has this token; previews bear it, so that their code is as large as that of a letter. */
export const PREVIEW_TOKEN = '00000000-0000-0000-0000-000000000000';

/** Comparisons that one letter's page answers in a while: enough for a family, too few to find out an amount. */
const MOST_COMPARISONS = 20;
const WHILE_MS = 600_000;
/** Letters that are counted at once; with more, the oldest count is dropped. */
const MOST_COUNTED = 10_000;

/**
 * The public page that a letter's QR code leads to. It needs no sign-in and says nothing about people: whether the code
 * is of a genuine letter, since when that is superseded, and whether number and amount that somebody types in are those
 * of the letter. A token has 122 random bits, so it is not guessed; an unknown one costs the same work as a known one.
 */
export function verifyPage(db: Database, clock: Clock): express.Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  const counted = countingComparisons();
  router.use('/verify', pagePolicy(), (_request, response, next) => {
    response.locals.route = '/verify/:token';
    response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    next();
  });
  router.get('/verify/:token', async (request, response) => {
    const { token } = request.params;
    send(response, token, await lookUp(db, token), { kind: 'not_asked' });
  });
  router.post(
    '/verify/:token',
    express.urlencoded({ extended: false, limit: BODY_LIMIT }),
    async (request, response) => {
      const { token } = request.params;
      const found = await lookUp(db, token);
      const body = (request.body ?? {}) as Record<string, unknown>;
      const typed = { letterNo: String(body.letter_no ?? ''), amount: String(body.amount ?? '') };
      const tooMany = found.letter !== null && !counted(token, clock().getTime());
      send(response, token, found, tooMany ? { kind: 'too_many' } : compare(found.letter, typed));
    },
  );
  return router;
}

interface Found {
  readonly letter: StandingRow | null;
  readonly selfMade: boolean;
}

async function lookUp(db: Database, token: string): Promise<Found> {
  const asked = UUID.test(token) ? token : PREVIEW_TOKEN;
  const [[letter = null], ours] = await Promise.all([
    letters(db, db.sql`letter.token = ${asked}::uuid`),
    certificates(db),
  ]);
  const signedBy = ours.find(({ fingerprint }) => fingerprint === letter?.certificate);
  return { letter, selfMade: signedBy?.selfMade ?? false };
}

/** Number and amount together: a page that answered each by itself would help whoever guesses. */
function compare(
  letter: StandingRow | null,
  typed: { readonly letterNo: string; readonly amount: string },
): Comparison {
  if (letter === null) return { kind: 'not_asked' };
  const sameNumber = readLetterNo(typed.letterNo) === readLetterNo(letter.number);
  const amount = typed.amount.normalize('NFKC').replaceAll(/[\s,¥元]/gu, '');
  const sameAmount = letter.amountFen === null || parseYuan(withCents(amount)) === letter.amountFen;
  return { kind: sameNumber && sameAmount ? 'same' : 'different', ...typed };
}

/** "2892" and "2892.1" are written by people; "-12.00" stands in a letter that takes back. */
function withCents(amount: string): string {
  const [, whole, cents = ''] = /^(-?\d{1,12})(?:\.(\d{0,2}))?$/.exec(amount) ?? [];
  return whole === undefined ? amount : `${whole}.${cents.padEnd(2, '0')}`;
}

function send(
  response: express.Response,
  token: string,
  { letter, selfMade }: Found,
  comparison: Comparison,
): void {
  const shown = token === PREVIEW_TOKEN ? 'preview' : letter;
  const status = letter === null ? 404 : comparison.kind === 'too_many' ? 429 : 200;
  response
    .status(status)
    .type('html')
    .send(renderVerifyPage({ letter: shown, selfMade, comparison }));
}

function pagePolicy(): express.RequestHandler {
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'style-src': [`'${PAGE_STYLE_HASH}'`],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  });
}

/** Says whether one more comparison of a token is answered now. Kept in memory: a restart forgives. */
function countingComparisons(): (token: string, nowMs: number) => boolean {
  const counts = new Map<string, { count: number; untilMs: number }>();
  return (token, nowMs) => {
    const known = counts.get(token);
    const current = known && known.untilMs > nowMs ? known : { count: 0, untilMs: nowMs + WHILE_MS };
    current.count += 1;
    counts.delete(token);
    counts.set(token, current);
    const oldest = counts.size > MOST_COUNTED ? counts.keys().next().value : undefined;
    if (oldest !== undefined) counts.delete(oldest);
    return current.count <= MOST_COMPARISONS;
  };
}
