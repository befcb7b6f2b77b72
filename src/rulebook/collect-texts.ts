import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decodeText } from './decode-text.ts';
import { type Fault, type FaultList, RulebookFault, type Said } from './fault.ts';
import { SCHEMA_FOLDER } from './json-schemas.ts';
import { MAX_FILE_BYTES, MAX_FILES } from './parse-texts.ts';

const MAX_FOLDERS_DEEP = 5;

/**
 * The text of every .json file below `dir` by its name relative to it, in order; not the editors' schemas. Notes (.md)
 * and what is hidden or an editor's copy (.name, name~) may stand beside; anything else is a fault, since a rule that
 * nobody reads would be missed by nobody. Throws RulebookFault when the folder itself cannot be read.
 */
export function collectTexts(dir: string, faults: FaultList): Map<string, string> {
  const names: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(dir, folder, faults)) {
      const name = `${folder}${entry.name}`;
      if (isPassedOver(name)) continue;
      if (entry.isDirectory()) {
        if (name.split('/').length < MAX_FOLDERS_DEEP) folders.push(`${name}/`);
        else faults.add(name, '', ...TOO_DEEP);
      } else if (!entry.isFile()) faults.add(name, '', ...(entry.isSymbolicLink() ? A_LINK : NO_FILE));
      else if (name.endsWith('.json')) names.push(name);
      else if (!name.endsWith('.md')) faults.add(name, '', ...READ_BY_NOBODY);
      if (names.length > MAX_FILES) throw new RulebookFault([tooMany(dir)]);
    }
  }
  const texts = new Map<string, string>();
  for (const name of names.sort()) {
    const text = readText(dir, name, faults);
    if (text !== null) texts.set(name, text);
  }
  return texts;
}

function isPassedOver(name: string): boolean {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return last.startsWith('.') || last.endsWith('~') || `${name}/` === SCHEMA_FOLDER;
}

function entriesOf(dir: string, folder: string, faults: FaultList): Dirent[] {
  try {
    return readdirSync(join(dir, folder), { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (folder !== '') {
      faults.add(folder, '', ...unreadable(code));
      return [];
    }
    throw new RulebookFault([
      {
        file: dir,
        place: '',
        line: null,
        problem: {
          zh: `无法读取规则文件夹（${code}）`,
          en: `the folder of the rules cannot be read (${code})`,
        },
        remedy: {
          zh: '请给出 stages.json 所在的文件夹，并确认有读取权限',
          en: 'Give the folder that holds stages.json, and the right to read it',
        },
      },
    ]);
  }
}

function readText(dir: string, name: string, faults: FaultList): string | null {
  const path = join(dir, name);
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) {
      faults.add(name, '', ...tooLong(size));
      return null;
    }
    const decoded = decodeText(readFileSync(path));
    if (decoded.kind === 'text') return decoded.text;
    faults.add(name, '', decoded.problem, {
      zh: '请另存为 UTF-8 编码',
      en: 'Save it in UTF-8',
    });
  } catch (error) {
    faults.add(name, '', ...unreadable((error as NodeJS.ErrnoException).code ?? String(error)));
  }
  return null;
}

const TOO_DEEP: Said = [
  { zh: '文件夹层数过多', en: 'lies too many folders deep' },
  {
    zh: '请确认给出的是规则文件夹',
    en: 'Make sure that this is the folder of the rules',
  },
];
const A_LINK: Said = [
  { zh: '是符号链接，不会被读取', en: 'is a symbolic link, which is not followed' },
  { zh: '请放入文件本身', en: 'Put the file itself here' },
];
const NO_FILE: Said = [
  { zh: '不是普通文件', en: 'is no ordinary file' },
  { zh: '请将其移出规则文件夹', en: 'Move it out of the folder of the rules' },
];
const READ_BY_NOBODY: Said = [
  { zh: '文件名不以 .json 结尾，不会被读取', en: 'does not end in .json, so that nobody reads it' },
  {
    zh: '规则文件请以 .json（小写）结尾；其他文件请移出规则文件夹',
    en: 'Let a file of rules end in .json (lower case); move anything else out of the folder',
  },
];

function unreadable(code: string): Said {
  return [
    { zh: `无法读取（${code}）`, en: `cannot be read (${code})` },
    { zh: '请确认文件存在并有读取权限', en: 'Make sure that it is there and may be read' },
  ];
}

function tooLong(bytes: number): Said {
  const [size, most] = [bytes, MAX_FILE_BYTES].map(count => (count / 1024 / 1024).toFixed(1));
  return [
    { zh: `文件 ${size} MB，超过 ${most} MB`, en: `has ${size} MB, more than ${most} MB` },
    {
      zh: '请确认是规则文件；过长的请拆分',
      en: 'Make sure that it is a file of rules; split one that is too long',
    },
  ];
}

function tooMany(dir: string): Fault {
  return {
    file: dir,
    place: '',
    line: null,
    problem: { zh: `文件超过 ${MAX_FILES} 个`, en: `holds more than ${MAX_FILES} files` },
    remedy: { zh: '请确认给出的是规则文件夹', en: 'Make sure that this is the folder of the rules' },
  };
}
