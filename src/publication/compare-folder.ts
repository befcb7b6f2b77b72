import { businessDay } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { RulebookFault } from '../rulebook/fault.ts';
import type { WrittenRulebook } from '../rulebook/load.ts';
import { shortHash } from './find-book.ts';
import { inForceOn, NOTHING_ON_ITS_WAY, shelfOf } from './lifecycle.ts';
import { bookEvents } from './store.ts';

/** How the folder of the rules differs from the book in force, for the log and for whoever starts the service. */
export interface FolderDiffers {
  readonly inForce: string;
  /** Null when the folder cannot be loaded. */
  readonly folder: string | null;
  readonly message: string;
  /** What to do, as arguments of `cordcover`; HASH and the like are for a person to fill in. */
  readonly next: readonly string[];
}

/** Compares the folder with the book in force today: the folder decides nothing. Null when they are the same. */
export async function compareFolder(
  db: Database,
  folder: () => WrittenRulebook,
  now: Date,
): Promise<FolderDiffers | null> {
  const shelf = shelfOf(await bookEvents(db));
  const publication = inForceOn(shelf.publications, businessDay(now));
  if (publication === null) throw new Error('a database without a publication was opened');
  const inForce = publication.hash;
  const differs = (hash: string | null, message: string, next: readonly string[]): FolderDiffers => ({
    inForce,
    folder: hash,
    message: `${message} The service decides by the published rulebook ${shortHash(inForce)}.`,
    next,
  });
  let hash: string;
  try {
    hash = folder().book.hash;
  } catch (error) {
    if (!(error instanceof RulebookFault)) throw error;
    return differs(null, `The folder rules/ cannot be loaded. ${error.message}\n`, ['rules check']);
  }
  if (hash === inForce) return null;
  const short = shortHash(hash);
  const scheduled = shelf.publications.find(one => one.hash === hash && one.seq > publication.seq);
  if (scheduled !== undefined)
    return differs(
      hash,
      `The folder rules/ is the rulebook that is in force from ${scheduled.effectiveOn} on.`,
      [],
    );
  const state = shelf.states.get(hash) ?? NOTHING_ON_ITS_WAY;
  switch (state.kind) {
    case 'draft':
      return differs(hash, `The folder rules/ is the draft ${short} of ${state.author}.`, [
        `simulate --candidate ${short}`,
      ]);
    case 'rehearsed':
      return differs(hash, `The folder rules/ is the draft ${short}, rehearsed and not approved.`, [
        `rules show ${short}`,
        `rules approve ${short} --rehearsal ${state.rehearsalId} --why WHY`,
      ]);
    case 'approved':
      return differs(hash, `The folder rules/ is the draft ${short}, approved and not published.`, [
        `rules publish ${short} --effective DATE --why WHY`,
      ]);
    case 'published':
      return differs(hash, `The folder rules/ is an earlier rulebook, ${short}.`, [
        `rules diff ${short} published`,
        `rules export ${shortHash(inForce)} rules --replace`,
      ]);
    case 'kept':
    case 'withdrawn':
      return differs(hash, `The folder rules/ was changed: it is ${short}, which is not published.`, [
        'rules check',
        'rules diff published rules',
        'rules draft rules --why WHY',
      ]);
  }
}
