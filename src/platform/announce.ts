import type { Fragment, Tx } from './database.ts';

/**
 * Hears an event in the transaction it happens in, and answers with what it adds to the statement that makes it
 * happen: a part of that statement's WITH, null for nothing. So all of it is written, or none.
 */
export type Listener<Event> = (tx: Tx, event: Event) => Fragment | null;

/** An event that one room announces and rooms after it hear; `wire-decisions.ts` says who hears it. */
export interface Announcement<Event> {
  hear(listener: Listener<Event>): void;
  /** What the listeners add, each beginning with a comma: `WITH … ${announce(tx, event)} SELECT …`. */
  announce(tx: Tx, event: Event): Fragment;
}

export function announcement<Event>(): Announcement<Event> {
  const listeners: Listener<Event>[] = [];
  return {
    hear: listener => {
      listeners.push(listener);
    },
    announce: (tx, event) => {
      let added = tx.sql``;
      for (const listener of listeners) {
        const part = listener(tx, event);
        if (part !== null) added = tx.sql`${added}, ${part}`;
      }
      return added;
    },
  };
}
