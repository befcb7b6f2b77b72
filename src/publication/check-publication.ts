import type { Database } from '../platform/database.ts';
import type { Fault } from '../platform/fault.ts';
import { hashOfTexts } from '../rulebook/load.ts';
import { shelfOf } from './lifecycle.ts';
import { bookEvents, rulebookSource } from './store.ts';

/** Invariants of the kept rulebooks and of what happened to them; every row that breaks one is reported. */
export async function checkPublication(db: Database): Promise<Fault[]> {
  return [...(await checkContents(db)), ...(await checkSources(db)), ...(await checkEvents(db))];
}

async function checkContents(db: Database): Promise<Fault[]> {
  const changed = await db.sql<{ hash: string; found: string }[]>`
    SELECT * FROM (SELECT hash, encode(sha256(convert_to(content::text, 'UTF8')), 'hex') AS found FROM rulebook) AS kept
    WHERE found <> hash ORDER BY hash`;
  return changed.map(({ hash, found }) => ({
    invariant: 'a kept rulebook is the one its hash names',
    subject: `rulebook:${hash}`,
    detail: `its content has the hash ${found}`,
  }));
}

/** One book after another: together they may be large. */
async function checkSources(db: Database): Promise<Fault[]> {
  const faults: Fault[] = [];
  const sources = await db.sql<{ hash: string }[]>`SELECT hash FROM rulebook_source ORDER BY hash`;
  for (const { hash } of sources) {
    const found = hashOfTexts((await rulebookSource(db, hash)) ?? {});
    if (found !== hash)
      faults.push({
        invariant: 'the files of a rulebook are those it was read from',
        subject: `rulebook:${hash}`,
        detail: found === null ? 'they cannot be read' : `they give the hash ${found}`,
      });
  }
  return faults;
}

async function checkEvents(db: Database): Promise<Fault[]> {
  const events = await bookEvents(db);
  const invariant = 'a rulebook comes into force by draft, rehearsal, a second person and publication';
  const gap = events.findIndex(({ seq }, index) => seq !== index + 1);
  if (gap >= 0) return [{ invariant, subject: `rulebook event:${gap + 1}`, detail: 'is missing' }];
  try {
    shelfOf(events);
    return [];
  } catch (error) {
    return [{ invariant, subject: 'rulebook events', detail: (error as Error).message }];
  }
}
