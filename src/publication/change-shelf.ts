import type { Actor } from '../platform/actor.ts';
import { writeAudit } from '../platform/audit.ts';
import type { Tx } from '../platform/database.ts';
import { type BookEvent, type Shelf, shelfOf } from './lifecycle.ts';
import { addEvent, bookEvents, takeTurn } from './store.ts';

/** Who does something to a book, and when. */
export interface Acting {
  readonly actor: Pick<Actor, 'login'>;
  /** Who the audit names: the login, or on the command line also the account that typed it. */
  readonly auditedAs: string;
  readonly now: Date;
}

/** The shelf as it stands, which nobody else changes until the transaction ends. */
export async function takeShelf(tx: Tx): Promise<Shelf> {
  await takeTurn(tx);
  return shelfOf(await bookEvents(tx));
}

type Happening<Event = BookEvent> = Event extends BookEvent ? Omit<Event, 'seq' | 'at' | 'by'> : never;

/** Adds an event to a shelf that was taken, with its audit entry. */
export async function addToShelf(
  tx: Tx,
  { lastSeq }: Shelf,
  { actor, auditedAs, now }: Acting,
  happening: Happening,
): Promise<BookEvent> {
  const event: BookEvent = { ...happening, seq: lastSeq + 1, at: now.toISOString(), by: actor.login };
  await addEvent(tx, event);
  const { hash, kind, why, seq } = event;
  await writeAudit(tx, [
    {
      at: now,
      actor: auditedAs,
      action: `rulebook.${kind}`,
      subject: `rulebook:${hash}`,
      detail: {
        event: seq,
        person: actor.login,
        why,
        ...('effectiveOn' in event ? { effectiveOn: event.effectiveOn } : {}),
        ...('baseline' in event ? { baseline: event.baseline } : {}),
        ...('rehearsalId' in event ? { rehearsal: event.rehearsalId } : {}),
      },
    },
  ]);
  return event;
}
