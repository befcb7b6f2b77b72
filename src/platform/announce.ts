import type { Tx } from './database.ts';

/** Hears an event inside the transaction it happened in; a failure undoes the whole transaction. */
export type Listener<Event> = (tx: Tx, event: Event) => Promise<void>;

/** An event that one room announces and rooms after it hear; `app.ts` says who hears it. */
export interface Announcement<Event> {
  hear(listener: Listener<Event>): void;
  announce: Listener<Event>;
}

export function announcement<Event>(): Announcement<Event> {
  const listeners: Listener<Event>[] = [];
  return {
    hear: listener => {
      listeners.push(listener);
    },
    announce: async (tx, event) => {
      await Promise.all(listeners.map(listener => listener(tx, event)));
    },
  };
}
