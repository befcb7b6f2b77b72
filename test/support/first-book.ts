import { readFileSync } from 'node:fs';
import path from 'node:path';
import { rulebookFromContent } from '../../src/rulebook/rulebook.ts';

/**
 * The first book, and decisions stored under it, as the program of those days wrote them: before documents, signals,
 * levels and evidence. The file is never written again.
 */
const { content, decisions } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../cases/decisions-of-the-first-book.json'), 'utf8'),
) as { content: string; decisions: { claim: string; input: string; outcome: string }[] };

export const firstBook = rulebookFromContent(content);
export const firstDecisions = decisions;
