import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainDate } from '../../src/engine/dates.ts';
import { type Database, sqlState } from '../../src/platform/database.ts';
import type { BookEvent } from '../../src/publication/lifecycle.ts';
import { addEvent, bookEvents, keepRulebook } from '../../src/publication/store.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';

/** What the database itself refuses, whatever code writes. */

const GUARDED = '23000';
const NOW = '2026-11-02T02:00:00.000Z';
const day = plainDate;
let home: ThrowawayDatabase;
let db: Database;

beforeAll(async () => {
  home = await throwawayDatabase();
  db = home.db;
  await db.transaction(async tx => {
    for (const hash of ['a', 'b', 'c']) await keepRulebook(tx, { hash, content: '{}' }, {}, new Date(NOW));
  });
});
afterAll(() => home.drop());

type Given = Record<string, unknown> & { readonly kind: BookEvent['kind']; readonly hash: string };

/** What the newest of these events meets, those before it having happened; nothing of it stays. */
async function last(...given: readonly Given[]): Promise<string> {
  let outcome = 'done';
  await db
    .transaction(async tx => {
      for (const [index, event] of given.entries()) {
        const whole = { seq: index + 1, at: NOW, by: 'lin', why: '', ...event } as unknown as BookEvent;
        try {
          await addEvent(tx, whole);
        } catch (error) {
          outcome =
            index === given.length - 1 ? (sqlState(error) ?? 'another error') : `event ${index + 1} failed`;
          throw error;
        }
      }
      throw new Error('rolled back');
    })
    .catch(() => {});
  return outcome;
}

const INSTALLED = { kind: 'installed', hash: 'a', by: 'system', effectiveOn: day('0001-01-01') } as const;
const DRAFTED = { kind: 'drafted', hash: 'b', baseline: 'a' } as const;
const REHEARSED = { kind: 'rehearsed', hash: 'b', baseline: 'a', rehearsalId: 'R1', summary: {} } as const;
const APPROVED = { kind: 'approved', hash: 'b', by: 'he', rehearsalId: 'R1' } as const;
const PUBLISHED = { kind: 'published', hash: 'b', effectiveOn: day('2027-01-01') } as const;
const WITHDRAWN = { kind: 'withdrawn', hash: 'b' } as const;
const WAY = [INSTALLED, DRAFTED, REHEARSED, APPROVED, PUBLISHED] as const;
/** The next book, on the way after the first was published. */
const NEXT = [
  { ...DRAFTED, hash: 'c', baseline: 'b' },
  { ...REHEARSED, hash: 'c', baseline: 'b' },
  { ...APPROVED, hash: 'c' },
] as const;

describe('the events of the books', () => {
  test('go in by draft, rehearsal, approval, publication, withdrawal, and draft again', async () => {
    expect(await last(...WAY, WITHDRAWN, DRAFTED)).toBe('done');
  });

  test.each([
    ['the author approves', [INSTALLED, DRAFTED, REHEARSED, { ...APPROVED, by: 'lin' }]],
    [
      'the author of the newest draft approves',
      [INSTALLED, DRAFTED, WITHDRAWN, { ...DRAFTED, by: 'he' }, REHEARSED, APPROVED],
    ],
    ['an approval without rehearsal', [INSTALLED, DRAFTED, APPROVED]],
    ['an approval of another rehearsal', [INSTALLED, DRAFTED, REHEARSED, { ...APPROVED, rehearsalId: 'R0' }]],
    ['a publication without approval', [INSTALLED, DRAFTED, REHEARSED, PUBLISHED]],
    [
      'a publication after another rehearsal',
      [INSTALLED, DRAFTED, REHEARSED, APPROVED, REHEARSED, PUBLISHED],
    ],
    ['a publication for yesterday', [...WAY.slice(0, 4), { ...PUBLISHED, effectiveOn: day('2026-11-01') }]],
    [
      'a publication before one to come',
      [...WAY, ...NEXT, { ...PUBLISHED, hash: 'c', effectiveOn: day('2026-12-31') }],
    ],
    ['a publication with one to come', [...WAY, ...NEXT, { ...PUBLISHED, hash: 'c' }]],
    ['a second installation', [INSTALLED, { ...INSTALLED, hash: 'b' }]],
    ['a draft of the newest published book', [INSTALLED, { ...DRAFTED, hash: 'a' }]],
    ['a rehearsal against another book', [INSTALLED, DRAFTED, { ...REHEARSED, baseline: 'c' }]],
    ['a withdrawal of nothing', [INSTALLED, WITHDRAWN]],
    [
      'a withdrawal of what is in force',
      [...WAY.slice(0, 4), { ...PUBLISHED, effectiveOn: day('2026-11-02') }, WITHDRAWN],
    ],
    ['a withdrawal of what was installed', [INSTALLED, { ...WITHDRAWN, hash: 'a' }]],
    ['a number left out', [INSTALLED, { ...DRAFTED, seq: 3 }]],
  ] as const)('refuse %s', async (_, way) => {
    expect(await last(...(way as readonly Given[]))).toBe(GUARDED);
  });

  test('take a correction on the day on which a book takes effect', async () => {
    const today = { ...PUBLISHED, effectiveOn: day('2026-11-02') };
    expect(await last(...WAY.slice(0, 4), today, ...NEXT, { ...today, hash: 'c' })).toBe('done');
  });

  test('refuse a draft without its baseline, and an effective day on what has none', async () => {
    expect(await last(INSTALLED, { kind: 'drafted', hash: 'b', baseline: null })).toMatch(/^23/);
    expect(await last(INSTALLED, DRAFTED, { ...WITHDRAWN, effectiveOn: day('2027-01-01') })).toBe('23514');
  });
});

test.each(['rulebook_event', 'rulebook_source'])('%s is never changed', async table => {
  await expect(db.sql.unsafe(`UPDATE ${table} SET hash = hash`)).rejects.toMatchObject({ code: GUARDED });
  await expect(db.sql.unsafe(`DELETE FROM ${table}`)).rejects.toMatchObject({ code: GUARDED });
  await expect(db.sql.unsafe(`TRUNCATE ${table}`)).rejects.toMatchObject({ code: GUARDED });
  expect(await bookEvents(db)).toEqual([]);
});
