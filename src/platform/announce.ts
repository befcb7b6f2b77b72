import type { Fragment, Tx } from './database.ts';

/**
 * Hears events in the transaction they happen in, and answers with what it adds to the statement that makes them
 * happen: a part of that statement's WITH, null for nothing. So all of it is written, or none.
 */
export type Listener<Event> = (tx: Tx, events: readonly Event[]) => Fragment | null;

/** Events that one room announces and rooms after it hear; `wire-decisions.ts` says who hears them. */
export interface Announcement<Event> {
  hear(listener: Listener<Event>): void;
  /** What the listeners add, each beginning with a comma: `WITH … ${announce(tx, events)} SELECT …`. */
  announce(tx: Tx, events: readonly Event[]): Fragment;
}

export function announcement<Event>(): Announcement<Event> {
  const listeners: Listener<Event>[] = [];
  return {
    hear: listener => {
      listeners.push(listener);
    },
    announce: (tx, events) => {
      let added = tx.sql``;
      for (const listener of listeners) {
        const part = events.length === 0 ? null : listener(tx, events);
        if (part !== null) added = tx.sql`${added}, ${part}`;
      }
      return added;
    },
  };
}
