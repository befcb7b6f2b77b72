import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RulebookFault } from './fault.ts';
import { parseJson, type RuleFiles } from './json.ts';
import { SCHEMA_FOLDER } from './json-schemas.ts';
import { contentOf, type Rulebook, readRulebook, withoutSchemaNames } from './rulebook.ts';

export { type Rulebook, rulebookFromContent } from './rulebook.ts';

/** Loads the rulebook in a folder. Throws RulebookFault with file, place and what to do for all that is wrong. */
export function loadRulebook(dir: string): Rulebook {
  return readRulebook(readFolder(dir));
}

/** A rulebook with the text of its files as a person wrote them, by name. */
export interface WrittenRulebook {
  readonly book: Rulebook;
  readonly files: ReadonlyMap<string, string>;
}

/** The rulebook in a folder with its texts. Throws as `loadRulebook`. */
export function loadWritten(dir: string): WrittenRulebook {
  return readWritten(readTexts(dir));
}

/** The rulebook that these texts of files are. Throws RulebookFault as `loadRulebook`. */
export function readWritten(files: ReadonlyMap<string, string>): WrittenRulebook {
  return { book: readRulebook(parsed(files)), files };
}

/** Every .json file below `dir` but the editors' schemas, parsed, by relative name in order. Notes (.md) stand beside. */
export function readFolder(dir: string): RuleFiles {
  return parsed(readTexts(dir));
}

/** Canonical content of the book of these texts, which is not read further. Throws RulebookFault for what is no JSON. */
export function contentOfTexts(files: ReadonlyMap<string, string>): string {
  return contentOf(withoutSchemaNames(parsed(files)));
}

function parsed(texts: ReadonlyMap<string, string>): RuleFiles {
  return new Map([...texts].map(([name, text]) => [name, parseJson(name, text)]));
}

/** Text of every .json file below `dir` but the schemas, by relative name in order. Throws RulebookFault for no folder. */
export function readTexts(dir: string): ReadonlyMap<string, string> {
  let names: string[];
  try {
    names = readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name.endsWith('.json'))
      .map(entry => join(entry.parentPath, entry.name));
  } catch (error) {
    throw new RulebookFault([
      {
        file: dir,
        place: '',
        problem: `the folder of the rules cannot be read (${(error as Error).message})`,
        remedy: 'Give the folder that holds stages.json',
      },
    ]);
  }
  const files: [string, string][] = names.flatMap(path => {
    const name = path.slice(join(dir, '/').length).replaceAll('\\', '/');
    return name.startsWith(SCHEMA_FOLDER) ? [] : [[name, readFileSync(path, 'utf8')]];
  });
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
