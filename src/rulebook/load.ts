import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RulebookFault } from './fault.ts';
import { type Json, parseJson, type RuleFiles } from './json.ts';
import { SCHEMA_FOLDER } from './json-schemas.ts';
import { type Rulebook, readRulebook } from './rulebook.ts';

export { type Rulebook, rulebookFromContent } from './rulebook.ts';

/** Loads the rulebook in a folder. Throws RulebookFault with file, place and what to do for all that is wrong. */
export function loadRulebook(dir: string): Rulebook {
  return readRulebook(readFolder(dir));
}

/** Every .json file below `dir` but the editors' schemas, parsed, by relative name in order. Notes (.md) stand beside. */
export function readFolder(dir: string): RuleFiles {
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
  const files: [string, Json][] = names.flatMap(path => {
    const name = path.slice(join(dir, '/').length).replaceAll('\\', '/');
    return name.startsWith(SCHEMA_FOLDER) ? [] : [[name, parseJson(name, readFileSync(path, 'utf8'))]];
  });
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}
