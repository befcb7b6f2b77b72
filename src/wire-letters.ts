import { openLetterPress } from './letters/press.ts';
import { openPressInPrint } from './letters/press-in-print.ts';
import { openLetterPool } from './letters/press-pool.ts';
import type { LetterDeps } from './letters/print-due.ts';
import { openSigningKey } from './letters/sign/signing-key.ts';
import { readTemplateTexts } from './letters/templates/read-templates.ts';
import { openTemplates } from './letters/templates-in-print.ts';
import type { Config } from './platform/config.ts';
import type { Database } from './platform/database.ts';
import { templatesDir } from './platform/paths.ts';
import type { Rulebooks } from './publication/rulebooks.ts';

/**
 * Letters as the configuration says: signed with its key, verified under its address, drawn by so many threads (0: by
 * this one). Whoever opens it closes its press. Throws ConfigError, TemplateFault.
 */
export async function wireLetters(
  db: Database,
  config: Pick<Config, 'letterSigningP12' | 'dataDir' | 'publicUrl'>,
  rulebooks: Rulebooks,
  now: Date,
  threads: number,
): Promise<LetterDeps> {
  const key = openSigningKey({ p12: config.letterSigningP12, dataDir: config.dataDir }, now);
  const templates = await openTemplates(db, () => readTemplateTexts(templatesDir), now);
  return {
    rulebooks,
    press: openPressInPrint(templates.now, set =>
      threads === 0 ? openLetterPress(key, set) : openLetterPool(key, threads, set),
    ),
    templates,
    publicUrl: config.publicUrl,
  };
}
