import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayDecision } from '../../src/decisions/replay-decision.ts';
import type { DecisionRow } from '../../src/decisions/store.ts';
import { readOutcome } from '../../src/decisions/stored-input.ts';
import type { Rulebooks } from '../../src/publication/rulebooks.ts';
import { createReference } from '../../src/rulebook/reference.ts';
import { rulebookFromContent } from '../../src/rulebook/rulebook.ts';

/**
 * The first book, and decisions stored under it, as the program of those days wrote them: before documents, signals
 * and levels. The file is never written again.
 */
const { hash, content, decisions } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../cases/decisions-of-the-first-book.json'), 'utf8'),
) as { hash: string; content: string; decisions: { claim: string; input: string; outcome: string }[] };

describe('a decision of the first book', () => {
  const book = rulebookFromContent(content);
  const deciding = { book, reference: createReference(book.ruleSet) };
  const rulebooks: Rulebooks = {
    inForce: () => deciding,
    byHash: () => Promise.resolve(deciding),
    refresh: () => Promise.resolve(),
  };

  it('stands under a book that still has its hash', () => {
    expect(book.hash).toBe(hash);
  });

  it.each(decisions)('replays byte for byte: $claim', async ({ input, outcome }) => {
    const row = { rulebookHash: hash, input, outcome } as DecisionRow;
    expect(await replayDecision(rulebooks, row)).toEqual({ same: true, difference: null });
  });

  it('says nothing of documents, signals and levels, which its book did not know', () => {
    const outcome = readOutcome({ outcome: decisions[0]!.outcome });
    expect(outcome).not.toHaveProperty('documents');
    expect(outcome).not.toHaveProperty('signals');
    expect(outcome).not.toHaveProperty('level');
  });
});
