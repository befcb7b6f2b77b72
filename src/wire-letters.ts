import { openLetterPress } from './letters/press.ts';
import { openLetterPool } from './letters/press-pool.ts';
import type { LetterDeps } from './letters/print-due.ts';
import { openSigningKey } from './letters/sign/signing-key.ts';
import type { Config } from './platform/config.ts';
import type { Rulebooks } from './publication/rulebooks.ts';

/**
 * Letters as the configuration says: signed with its key, verified under its address, drawn by so many threads (0: by
 * this one). Whoever opens it closes its press. Throws ConfigError, TemplateFault.
 */
export function wireLetters(
  config: Pick<Config, 'letterSigningP12' | 'dataDir' | 'publicUrl'>,
  rulebooks: Rulebooks,
  now: Date,
  threads: number,
): LetterDeps {
  const key = openSigningKey({ p12: config.letterSigningP12, dataDir: config.dataDir }, now);
  return {
    rulebooks,
    press: threads === 0 ? openLetterPress(key) : openLetterPool(key, threads),
    publicUrl: config.publicUrl,
  };
}
