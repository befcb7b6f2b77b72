import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const PROJECT = resolve(import.meta.dirname, '../..');

/** Folders that are made, not written: those that .gitignore names, and git's own. */
const MADE = [...readFileSync(join(PROJECT, '.gitignore'), 'utf8').matchAll(/^(.+)\/$/gm)].map(
  ([, name]) => name,
);

function filesUnder(folder: string): string[] {
  return readdirSync(join(PROJECT, folder), { withFileTypes: true }).flatMap(entry => {
    const path = posix.join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return entry.name === '.git' || MADE.includes(entry.name) ? [] : filesUnder(path);
  });
}

const FILES = filesUnder('.').filter(file => !file.endsWith('.log') && file !== '.git');
const read = (file: string) => readFileSync(join(PROJECT, file), 'utf8');
const DOCUMENTS = FILES.filter(file => file.endsWith('.md'));
const COMMANDS: Record<string, string> = JSON.parse(read('package.json')).scripts;

/** Folders of the project that a document may cite a path in; other text in backquotes is no path. */
const CITED = /^(?:\.\/)?((?:src|test|rules|templates|migrations|docs|tools|\.ci)\/[\w./<>*{}-]*)$/;

describe.each(DOCUMENTS)('%s', document => {
  const text = read(document);

  it('cites only paths that exist', () => {
    const quoted = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, quote = '']) => {
      const path = CITED.exec(quote)?.[1];
      // A pattern such as src/<room>/tables.ts stands for several files.
      return path === undefined || /[<>*{}]/.test(path) ? [] : [path];
    });
    expect(quoted.filter(path => !existsSync(join(PROJECT, path)))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link);
    const local = links.filter(link => !/^[a-z]+:/.test(link));
    expect(local.filter(link => !existsSync(join(PROJECT, dirname(document), link)))).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const scripts = [...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, script = '']) => script);
    expect(scripts.filter(script => !(script in COMMANDS))).toEqual([]);
  });
});

describe('the decisions', () => {
  it('are all in their index', () => {
    const index = read('docs/decisions/README.md');
    const decisions = FILES.filter(file => /^docs\/decisions\/\d{4}-/.test(file));
    const missing = decisions.filter(file => !index.includes(`(${file.slice('docs/decisions/'.length)})`));
    expect(missing).toEqual([]);
  });

  it('have a number each', () => {
    const numbers = FILES.flatMap(file => /^docs\/decisions\/(\d{4})-/.exec(file)?.[1] ?? []);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('the repository', () => {
  // Written so that this file does not name them.
  const MACHINE = new RegExp(`/wor${'k'}/|\\.librar${'y'}\\b|/hom${'e'}/[a-z]|/roo${'t'}/`);

  it('names no place of one machine', () => {
    const texts = FILES.filter(file => !/\.(ttf|otf|pdf|png|zip)$/.test(file));
    const naming = texts.flatMap(file =>
      read(file)
        .split('\n')
        .flatMap((line, at) =>
          MACHINE.test(line) ? [`${file}:${at + 1}: ${line.trim().slice(0, 120)}`] : [],
        ),
    );
    expect(naming).toEqual([]);
  });
});
