import type { PlainDate } from '../engine/dates.ts';
import type { Database, Tx } from '../platform/database.ts';
import type { Json } from '../rulebook/json.ts';
import type { BookEvent } from './lifecycle.ts';

/** Text of each file of a book by its name. */
export type SourceFiles = Readonly<Record<string, string>>;

/** Changes of the books take turns: one order, and what was read is still true when the change is written. */
const TURN_LOCK = 7_202_405;

export async function takeTurn(tx: Tx): Promise<void> {
  await tx.sql`SELECT pg_advisory_xact_lock(${TURN_LOCK})`;
}

/** Keeps a book's content and files; of a book that is kept already, nothing changes. */
export async function keepRulebook(
  tx: Tx,
  book: { readonly hash: string; readonly content: string },
  files: SourceFiles,
  at: Date,
): Promise<void> {
  await tx.sql`
    INSERT INTO rulebook (hash, content, stored_at)
    VALUES (${book.hash}, ${book.content}::json, ${at.toISOString()}) ON CONFLICT (hash) DO NOTHING`;
  await tx.sql`
    INSERT INTO rulebook_source (hash, files) VALUES (${book.hash}, ${JSON.stringify(files)}::json)
    ON CONFLICT (hash) DO NOTHING`;
}

/** Content of a kept book; null when there is none of that hash. */
export async function rulebookContent(from: Database | Tx, hash: string): Promise<string | null> {
  const [row] = await from.sql<{ content: string }[]>`
    SELECT content::text AS content FROM rulebook WHERE hash = ${hash}`;
  return row?.content ?? null;
}

/** The files of a book as they were written; null when only its content is kept. */
export async function rulebookSource(from: Database | Tx, hash: string): Promise<SourceFiles | null> {
  const [row] = await from.sql<{ files: SourceFiles }[]>`
    SELECT files FROM rulebook_source WHERE hash = ${hash}`;
  return row?.files ?? null;
}

/** Hashes of the kept books that begin so, two at most. */
export async function hashesLike(from: Database | Tx, prefix: string): Promise<string[]> {
  const rows = await from.sql<{ hash: string }[]>`
    SELECT hash FROM rulebook WHERE starts_with(hash, ${prefix}) ORDER BY hash LIMIT 2`;
  return rows.map(({ hash }) => hash);
}

interface EventRow {
  readonly seq: number;
  readonly hash: string;
  readonly kind: BookEvent['kind'];
  readonly at: string;
  readonly by: string;
  readonly why: string;
  readonly effectiveOn: PlainDate;
  readonly baseline: string;
  readonly rehearsalId: string;
  readonly summary: Json;
}

/** Everything that happened to the books, in order. */
export async function bookEvents(from: Database | Tx): Promise<BookEvent[]> {
  const rows = await from.sql<EventRow[]>`
    SELECT seq, hash, kind, at, person AS by, why, effective_on AS "effectiveOn", baseline, rehearsal_id AS "rehearsalId", summary
    FROM rulebook_event ORDER BY seq`;
  return rows.map(eventOf);
}

/** The CHECKs of the table hold which columns an event of a kind has; the others are null. */
function eventOf({
  seq,
  hash,
  kind,
  at,
  by,
  why,
  effectiveOn,
  baseline,
  rehearsalId,
  summary,
}: EventRow): BookEvent {
  const event = { seq, hash, at: new Date(at).toISOString(), by, why };
  switch (kind) {
    case 'installed':
    case 'published':
      return { ...event, kind, effectiveOn };
    case 'drafted':
      return { ...event, kind, baseline };
    case 'rehearsed':
      return { ...event, kind, baseline, rehearsalId, summary };
    case 'approved':
      return { ...event, kind, rehearsalId };
    case 'withdrawn':
      return { ...event, kind };
  }
}

/** Number of the newest event; 0 for none. */
export async function lastEventSeq(from: Database | Tx): Promise<number> {
  const [row] = await from.sql<{ seq: number }[]>`SELECT coalesce(max(seq), 0) AS seq FROM rulebook_event`;
  return row!.seq;
}

export async function addEvent(tx: Tx, event: BookEvent): Promise<void> {
  await tx.sql`
    INSERT INTO rulebook_event (seq, hash, kind, at, person, why, effective_on, baseline, rehearsal_id, summary)
    VALUES (${event.seq}, ${event.hash}, ${event.kind}, ${event.at}, ${event.by}, ${event.why},
            ${'effectiveOn' in event ? event.effectiveOn : null}, ${'baseline' in event ? event.baseline : null},
            ${'rehearsalId' in event ? event.rehearsalId : null},
            ${'summary' in event ? JSON.stringify(event.summary) : null}::json)`;
}
