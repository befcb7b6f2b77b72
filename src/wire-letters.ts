import { openLetterPress } from './letters/press.ts';
import type { LetterDeps } from './letters/print-due.ts';
import { openSigningKey } from './letters/sign/signing-key.ts';
import type { Config } from './platform/config.ts';
import type { Rulebooks } from './publication/rulebooks.ts';

/** Letters as the configuration says: signed with its key, and verified under its address. Throws ConfigError. */
export function wireLetters(
  config: Pick<Config, 'letterSigningP12' | 'dataDir' | 'publicUrl'>,
  rulebooks: Rulebooks,
  now: Date,
): LetterDeps {
  const key = openSigningKey({ p12: config.letterSigningP12, dataDir: config.dataDir }, now);
  return { rulebooks, press: openLetterPress(key), publicUrl: config.publicUrl };
}
