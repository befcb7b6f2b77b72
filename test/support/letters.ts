import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { openLetterPress } from '../../src/letters/press.ts';
import type { LetterDeps } from '../../src/letters/print-due.ts';
import { makeSelfSigned, readPem } from '../../src/letters/sign/signing-key.ts';
import { loadTemplates, readTemplateTexts } from '../../src/letters/templates/read-templates.ts';
import { holdTemplates, openTemplates } from '../../src/letters/templates-in-print.ts';
import type { Database } from '../../src/platform/database.ts';
import { templatesDir } from '../../src/platform/paths.ts';

const templates = loadTemplates(templatesDir);
let press: LetterDeps['press'] | undefined;

/** Keeps the folder's templates in a database, as a first start does. */
export async function installTemplates(db: Database): Promise<void> {
  await openTemplates(db, () => readTemplateTexts(templatesDir), new Date('2026-11-02T02:00:00Z'));
}

/** Letters as the service makes them, signed with a key of this test run. */
export function lettersOn({ rulebooks }: Pick<DecisionDeps, 'rulebooks'>): LetterDeps {
  press ??= openLetterPress(readPem(makeSelfSigned('示例保险（测试）', new Date('2026-11-02T02:00:00Z'))));
  return { rulebooks, press, templates: holdTemplates(templates), publicUrl: 'https://letters.example.cn' };
}
