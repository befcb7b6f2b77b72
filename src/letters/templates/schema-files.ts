import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Fault } from '../../rulebook/fault.ts';
import { brandFile, houseFile, partialFile, templateFile } from './template-schema.ts';

const FOLDER = 'schema/';
const SCHEMAS = { letter: templateFile, partial: partialFile, house: houseFile, brand: brandFile } as const;

/** JSON Schemas of the files of templates, by name below `templates/`: what an editor completes and checks. */
export function templateSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(SCHEMAS).map(([name, schema]) => {
      const made = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
      const named = { ...made, properties: { $schema: { type: 'string' }, ...made.properties } };
      return [`${FOLDER}${name}.schema.json`, `${JSON.stringify(named, null, 1)}\n`];
    }),
  );
}

/** Writes the schemas below `dir`. Gives the names written. */
export function writeTemplateSchemas(dir: string): readonly string[] {
  const schemas = templateSchemas();
  mkdirSync(join(dir, FOLDER), { recursive: true });
  for (const [name, text] of schemas) writeFileSync(join(dir, name), text);
  return [...schemas.keys()];
}

/** Faults of the schemas below `dir`: one that is not made from the forms as they are now. */
export function checkTemplateSchemas(dir: string): readonly Fault[] {
  return [...templateSchemas()].flatMap(([file, text]) =>
    textOf(join(dir, file)) === text
      ? []
      : [
          {
            file,
            place: '',
            line: null,
            problem: {
              zh: '与现在的格式不符，或不存在',
              en: 'is not what the forms give now, or is missing',
            },
            remedy: {
              zh: '请运行 `npm run -s cordcover -- templates schema`',
              en: 'Run `npm run -s cordcover -- templates schema`',
            },
          },
        ],
  );
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
