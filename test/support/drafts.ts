import { plainDate } from '../../src/engine/dates.ts';
import type { Database } from '../../src/platform/database.ts';
import { approveRulebook } from '../../src/publication/approve-rulebook.ts';
import type { Acting } from '../../src/publication/change-shelf.ts';
import { draftRulebook } from '../../src/publication/draft-rulebook.ts';
import { shelfOf } from '../../src/publication/lifecycle.ts';
import { publishRulebook } from '../../src/publication/publish-rulebook.ts';
import { recordRehearsal } from '../../src/publication/record-rehearsal.ts';
import { soundRulebook } from '../../src/publication/sound-rulebook.ts';
import { bookEvents } from '../../src/publication/store.ts';
import { changedFiles, deductibleOfStays } from './book.ts';

/** Texts of our own rule files with some changed, as `changedFiles`. */
export function changedTexts(changes: Parameters<typeof changedFiles>[0]): Map<string, string> {
  return new Map(
    [...changedFiles(changes)].map(([name, file]) => [name, `${JSON.stringify(file, null, 2)}\n`]),
  );
}

/** Our own rules with another yearly deductible for stays under REF-A: 500.00 as it is. */
export function withDeductible(amount: string): Map<string, string> {
  return changedTexts({ 'plans/REF-A.json': deductibleOfStays(amount) });
}

export function acting(login: string, now: Date): Acting {
  return { actor: { login }, auditedAs: login, now };
}

/** Notes a rehearsal of a draft against the newest published book. */
export function rehearse(db: Database, hash: string, rehearsalId: string, now: Date): Promise<void> {
  return db.transaction(async tx => {
    const baseline = shelfOf(await bookEvents(tx)).publications.at(-1)!.hash;
    const summary = { claims: 3, more: 0, less: 1 };
    await recordRehearsal(tx, { ...acting('product.lin', now), hash, rehearsalId, baseline, summary });
  });
}

const WHY = '测试发布';

/** Drafts a book for product.lin, checked in this thread; gives its hash. */
export async function draftBook(
  db: Database,
  files: ReadonlyMap<string, string>,
  now: Date,
): Promise<string> {
  const book = await soundRulebook(files, 'here');
  return db.transaction(tx => draftRulebook(tx, { ...acting('product.lin', now), book, why: WHY }));
}

/** Takes a draft of product.lin to its publication, approved by another. */
export async function publishDraft(
  db: Database,
  hash: string,
  effectiveOn: string,
  now: Date,
): Promise<void> {
  const [lin, he] = [acting('product.lin', now), acting('product.he', now)];
  const [rehearsalId, why] = [`R-${hash.slice(0, 6)}`, WHY];
  await rehearse(db, hash, rehearsalId, now);
  await db.transaction(tx => approveRulebook(tx, { ...he, hash, rehearsalId, why }));
  await db.transaction(tx => publishRulebook(tx, { ...lin, hash, effectiveOn: plainDate(effectiveOn), why }));
}

/** Takes a book all the way: drafted by one, approved by another. Gives its hash. */
export async function publishBook(
  db: Database,
  files: ReadonlyMap<string, string>,
  effectiveOn: string,
  now: Date,
): Promise<string> {
  const hash = await draftBook(db, files, now);
  await publishDraft(db, hash, effectiveOn, now);
  return hash;
}
