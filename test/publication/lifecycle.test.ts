import { describe, expect, it } from 'vitest';
import { plainDate } from '../../src/engine/dates.ts';
import { type BookEvent, inForceOn, shelfOf } from '../../src/publication/lifecycle.ts';

const AT = '2026-11-02T02:00:00.000Z';
const day = plainDate;

/** Events numbered in their order, each by the person named. */
function events(...given: readonly (Partial<BookEvent> & Pick<BookEvent, 'kind' | 'hash'>)[]): BookEvent[] {
  return given.map(
    (event, index) => ({ seq: index + 1, at: AT, by: 'system', why: '', ...event }) as BookEvent,
  );
}

const INSTALLED = { kind: 'installed', hash: 'a', effectiveOn: day('0001-01-01') } as const;
const DRAFTED = { kind: 'drafted', hash: 'b', by: 'lin', baseline: 'a' } as const;
const REHEARSED = {
  kind: 'rehearsed',
  hash: 'b',
  by: 'lin',
  baseline: 'a',
  rehearsalId: 'R1',
  summary: {},
} as const;
const APPROVED = { kind: 'approved', hash: 'b', by: 'he', rehearsalId: 'R1' } as const;
const PUBLISHED = { kind: 'published', hash: 'b', by: 'lin', effectiveOn: day('2027-01-01') } as const;
const WITHDRAWN = { kind: 'withdrawn', hash: 'b', by: 'lin' } as const;

describe('a book on its way', () => {
  it('goes from draft over rehearsal and approval to publication', () => {
    const way = events(INSTALLED, DRAFTED, REHEARSED, APPROVED, PUBLISHED);
    const states = way.map((_, index) => shelfOf(way.slice(0, index + 1)).states.get('b')?.kind);
    expect(states).toEqual([undefined, 'draft', 'rehearsed', 'approved', 'published']);
  });

  it('needs another approval after another rehearsal', () => {
    const again = { ...REHEARSED, rehearsalId: 'R2' };
    expect(shelfOf(events(INSTALLED, DRAFTED, REHEARSED, APPROVED, again)).states.get('b')).toEqual({
      kind: 'rehearsed',
      author: 'lin',
      baseline: 'a',
      rehearsalId: 'R2',
    });
  });

  it('may be drafted again after a withdrawal, by somebody else', () => {
    const way = events(INSTALLED, DRAFTED, REHEARSED, WITHDRAWN, { ...DRAFTED, by: 'he' });
    expect(shelfOf(way).states.get('b')).toEqual({ kind: 'draft', author: 'he', baseline: 'a' });
  });

  it.each([
    ['a publication without approval', [INSTALLED, DRAFTED, REHEARSED, PUBLISHED]],
    ['an approval without rehearsal', [INSTALLED, DRAFTED, APPROVED]],
    ["an author's own approval", [INSTALLED, DRAFTED, REHEARSED, { ...APPROVED, by: 'lin' }]],
    ['an approval of another rehearsal', [INSTALLED, DRAFTED, REHEARSED, { ...APPROVED, rehearsalId: 'R0' }]],
    ['a withdrawal of nothing', [INSTALLED, WITHDRAWN]],
    ['a second installation of a book', [INSTALLED, INSTALLED]],
    ['a draft of a draft', [INSTALLED, DRAFTED, DRAFTED]],
  ] as const)('%s cannot have happened', (_, way) => {
    expect(() => shelfOf(events(...way))).toThrow(/cannot follow/);
  });
});

describe('the book in force', () => {
  const { publications } = shelfOf(events(INSTALLED, DRAFTED, REHEARSED, APPROVED, PUBLISHED));

  it('is the newest publication that has begun', () => {
    const on = (date: string) => inForceOn(publications, day(date))?.hash;
    expect([on('1999-01-01'), on('2026-12-31'), on('2027-01-01'), on('2040-01-01')]).toEqual([
      'a',
      'a',
      'b',
      'b',
    ]);
  });

  it('is the later of two that begin on one day', () => {
    const twice = [...publications, { seq: 9, hash: 'c', effectiveOn: day('2027-01-01'), at: AT }];
    expect(inForceOn(twice, day('2027-01-01'))?.hash).toBe('c');
  });

  it('is none before the first begins', () => {
    expect(
      inForceOn([{ seq: 1, hash: 'a', effectiveOn: day('2026-01-01'), at: AT }], day('2025-12-31')),
    ).toBeNull();
  });

  it('is not one that was withdrawn before it began, but one that had been published before', () => {
    const way = events(INSTALLED, DRAFTED, REHEARSED, APPROVED, PUBLISHED, WITHDRAWN);
    expect(shelfOf(way).publications.map(({ hash }) => hash)).toEqual(['a']);
  });
});
