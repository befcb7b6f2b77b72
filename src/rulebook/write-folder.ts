import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readTexts } from './load.ts';

/** The folder is in use; the message says what to do. */
export class FolderTaken extends Error {
  override name = 'FolderTaken';
}

/**
 * Writes the files of a rulebook into a folder that is new or empty. With `replace` the rules that are there give way,
 * and only they: notes (.md) and what else stands there stays. Throws FolderTaken.
 */
export function writeFolder(
  dir: string,
  files: ReadonlyMap<string, string>,
  { replace }: { readonly replace: boolean },
): void {
  const taken = existsSync(dir) && readdirSync(dir).length > 0;
  if (taken && !replace)
    throw new FolderTaken(
      `${dir} is not empty. Name a new folder, or add --replace to replace the rules in it.`,
    );
  if (taken) for (const name of readTexts(dir).keys()) if (!files.has(name)) rmSync(join(dir, name));
  for (const [name, text] of files) {
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
