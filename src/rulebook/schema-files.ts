import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, FaultList } from './fault.ts';
import { isObject } from './json.ts';
import { jsonSchemas, SCHEMA_FOLDER, schemaNameOf } from './json-schemas.ts';
import { readFolder } from './load.ts';
import type { Words } from './words.ts';

const MAKE: Words = {
  zh: '请运行 `npm run -s cordcover -- rules schema`',
  en: 'Run `npm run -s cordcover -- rules schema`',
};
const MISSING: Words = { zh: '缺少该文件', en: 'is missing' };
const STALE: Words = { zh: '与规则书现在生成的不同', en: 'is not what the rulebook gives now' };
const LEFT_OVER: Words = { zh: '没有文件用到这个 schema', en: 'is the schema of no file' };
const UNNAMED: Words = { zh: '没有写明它的 schema', en: 'does not name its schema' };

/**
 * Faults of the schemas under `dir`: a file that is not the one made from the rulebook as it is now, one that nobody
 * needs any more, a rules file that does not name its schema. Throws RulebookFault as `jsonSchemas`.
 */
export function checkSchemaFiles(dir: string): readonly Fault[] {
  const faults = new FaultList();
  const files = readFolder(dir);
  const wanted = texts(dir);
  const found = new Set(schemaFilesIn(dir));
  for (const [name, text] of wanted) {
    if (!found.has(name)) faults.add(name, '', MISSING, MAKE);
    else if (readFileSync(join(dir, name), 'utf8') !== text) faults.add(name, '', STALE, MAKE);
  }
  for (const name of found) if (!wanted.has(name)) faults.add(name, '', LEFT_OVER, MAKE);
  for (const [name, file] of files) {
    const schema = schemaNameOf(name);
    if (isObject(file) && file.$schema !== schema)
      faults.add(name, '$schema', UNNAMED, {
        zh: `请写 "$schema": "${schema}"`,
        en: `Write "$schema": "${schema}"`,
      });
  }
  return faults.all;
}

/** Writes the schemas below `dir` and removes those of no file. Gives the names written. */
export function writeSchemaFiles(dir: string): readonly string[] {
  const wanted = texts(dir);
  mkdirSync(join(dir, SCHEMA_FOLDER), { recursive: true });
  for (const name of schemaFilesIn(dir)) if (!wanted.has(name)) rmSync(join(dir, name));
  for (const [name, text] of wanted) writeFileSync(join(dir, name), text);
  return [...wanted.keys()];
}

function texts(dir: string): Map<string, string> {
  const schemas = jsonSchemas(readFolder(dir));
  return new Map([...schemas].map(([name, schema]) => [name, `${JSON.stringify(schema, null, 1)}\n`]));
}

function schemaFilesIn(dir: string): string[] {
  try {
    return readdirSync(join(dir, SCHEMA_FOLDER)).map(name => `${SCHEMA_FOLDER}${name}`);
  } catch {
    return [];
  }
}
