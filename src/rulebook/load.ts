import { collectTexts } from './collect-texts.ts';
import { FaultList, RulebookFault } from './fault.ts';
import type { RuleFiles } from './json.ts';
import { locateFaults } from './locate-faults.ts';
import { parseTexts } from './parse-texts.ts';
import { contentHash, contentOf, type Rulebook, readRulebook, withoutSchemaNames } from './rulebook.ts';

export { type Rulebook, rulebookFromContent } from './rulebook.ts';

/** A rulebook with the text of its files as a person wrote them, by name. */
export interface WrittenRulebook {
  readonly book: Rulebook;
  readonly files: ReadonlyMap<string, string>;
}

/** Loads the rulebook in a folder. Throws RulebookFault with file, place and what to do for all that is wrong. */
export function loadRulebook(dir: string): Rulebook {
  return loadWritten(dir).book;
}

/** The rulebook in a folder with its texts. Throws as `loadRulebook`. */
export function loadWritten(dir: string): WrittenRulebook {
  const faults = new FaultList();
  return read(collectTexts(dir, faults), faults);
}

/** The rulebook that these texts of files are. Throws RulebookFault as `loadRulebook`. */
export function readWritten(files: ReadonlyMap<string, string>): WrittenRulebook {
  return read(withoutMarks(files), new FaultList());
}

/** The texts in a folder, not read further. Throws as `loadRulebook` for those that cannot be. */
export function readTexts(dir: string): ReadonlyMap<string, string> {
  const faults = new FaultList();
  const texts = collectTexts(dir, faults);
  faults.throwIfAny();
  return texts;
}

/** The files of a folder, parsed and not read further. Throws as `loadRulebook` for those that cannot be. */
export function readFolder(dir: string): RuleFiles {
  const faults = new FaultList();
  const files = parseTexts(collectTexts(dir, faults), faults);
  faults.throwIfAny();
  return files;
}

/** Canonical content of the book of these texts, which is not read further. Throws RulebookFault for what is no JSON. */
function contentOfTexts(files: ReadonlyMap<string, string>): string {
  const faults = new FaultList();
  const parsed = parseTexts(files, faults);
  faults.throwIfAny();
  return contentOf(withoutSchemaNames(parsed));
}

/** Hash of what kept files say, by their names; null when they can no longer be read. */
export function hashOfTexts(files: Readonly<Record<string, string>>): string | null {
  try {
    return contentHash(contentOfTexts(new Map(Object.entries(files))));
  } catch (error) {
    if (error instanceof RulebookFault) return null;
    throw error;
  }
}

function read(files: ReadonlyMap<string, string>, faults: FaultList): WrittenRulebook {
  const parsed = parseTexts(files, faults);
  try {
    return { book: readRulebook(parsed, faults), files };
  } catch (error) {
    throw error instanceof RulebookFault ? new RulebookFault(locateFaults(error.faults, files)) : error;
  }
}

/** As a folder is read: a byte order mark says nothing in UTF-8 (RFC 8259, 8.1). */
function withoutMarks(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].map(([name, text]) => [name, text.startsWith('\ufeff') ? text.slice(1) : text]));
}
