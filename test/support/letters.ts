import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { openLetterPress } from '../../src/letters/press.ts';
import type { LetterDeps } from '../../src/letters/print-due.ts';
import { makeSelfSigned, readPem } from '../../src/letters/sign/signing-key.ts';
import { loadTemplates } from '../../src/letters/templates/read-templates.ts';
import { holdTemplates } from '../../src/letters/templates-in-print.ts';
import { templatesDir } from '../../src/platform/paths.ts';

const templates = loadTemplates(templatesDir);
let press: LetterDeps['press'] | undefined;

/** Letters as the service makes them, signed with a key of this test run. */
export function lettersOn({ rulebooks }: Pick<DecisionDeps, 'rulebooks'>): LetterDeps {
  press ??= openLetterPress(readPem(makeSelfSigned('示例保险（测试）', new Date('2026-11-02T02:00:00Z'))));
  return { rulebooks, press, templates: holdTemplates(templates), publicUrl: 'https://letters.example.cn' };
}
