import { describe, expect, it } from 'vitest';
import { FACTS_BY_STAGE } from '../../src/engine/facts.ts';
import { hasOwnLine, readingOf } from '../../src/engine/read-fact.ts';

const made = [...new Set([...FACTS_BY_STAGE.values()].flat())];
const facts = Object.fromEntries(made.map(id => [id, `value of ${id}`]));

describe('a fact read by name', () => {
  it.each(made)('is %s itself, in a line of its own', id => {
    expect(hasOwnLine(id)).toBe(true);
    expect(readingOf(id)(facts)).toBe(`value of ${id}`);
  });

  it('is looked up when it has no line, and is undefined when it is missing', () => {
    expect(hasOwnLine('another')).toBe(false);
    expect(readingOf('another')({ another: 7 })).toBe(7);
    expect(readingOf('another')({})).toBeUndefined();
    expect(readingOf('kind')({})).toBeUndefined();
  });
});
