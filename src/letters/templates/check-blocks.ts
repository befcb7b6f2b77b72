import type { Words } from '../../platform/words.ts';
import type { FaultList } from '../../rulebook/fault.ts';
import { checkCondition, checkText, isEnglish } from './check-text.ts';
import type { Names } from './filters.ts';
import type { TextEngine } from './language.ts';
import { asking, find, type Scope, within } from './scope.ts';
import type { Phrase, TemplateBlock, TemplateRow } from './template-schema.ts';

/** What blocks are held against: engines by language, names of codes, partials, and where faults go. */
export interface BlockCheck {
  readonly engines: Readonly<Record<keyof Words, TextEngine>>;
  readonly names: Names;
  /** Blocks of a partial with its file; null: there is none of that name. */
  readonly partial: (
    name: string,
  ) => { readonly file: string; readonly blocks: readonly TemplateBlock[] } | null;
  readonly faults: FaultList;
}

interface Printed {
  readonly when?: string | undefined;
  readonly each?: string | undefined;
  readonly as?: string | undefined;
}

/** Every text of the blocks holds what it may, and names what there is; partials are read where they stand. */
export function checkBlocks(
  check: BlockCheck,
  file: string,
  place: string,
  blocks: readonly TemplateBlock[],
  scope: Scope,
  inPartial = false,
): void {
  for (const [at, block] of blocks.entries()) {
    const here = `${place}.${at}`;
    const inner = checkPrinted(check, file, here, block, scope);
    if (block.type === 'partial') {
      const partial = inPartial ? null : check.partial(block.name);
      if (partial === null) check.faults.add(file, `${here}.name`, ...noPartial(block.name, inPartial));
      else checkBlocks(check, partial.file, 'blocks', partial.blocks, inner, true);
    } else if (block.type === 'group') {
      checkBlocks(check, file, `${here}.blocks`, block.blocks, inner, inPartial);
    } else checkBlock(check, file, here, block, inner);
  }
}

function checkBlock(
  check: BlockCheck,
  file: string,
  place: string,
  block: Exclude<TemplateBlock, { type: 'partial' | 'group' }>,
  scope: Scope,
): void {
  const phrase = (key: string, text: Phrase) => checkPhrase(check, file, `${place}.${key}`, text, scope);
  switch (block.type) {
    case 'title':
      phrase('text', block.text);
      phrase('under', block.under);
      break;
    case 'salutation':
    case 'paragraph':
    case 'heading':
      phrase('text', block.text);
      break;
    case 'items':
      checkItems(check, file, `${place}.items`, block.items, scope);
      break;
    case 'amount':
      phrase('label', block.label);
      phrase('figure', { zh: block.figure, en: '' });
      phrase('words', block.words);
      break;
    case 'facts':
      for (const [at, fact] of block.facts.entries()) {
        const here = `${place}.facts.${at}`;
        const inner = checkPrinted(check, file, here, fact, scope);
        checkPhrase(check, file, `${here}.label`, fact.label, inner);
        checkPhrase(check, file, `${here}.value`, fact.value, inner);
      }
      break;
    case 'table':
      for (const [at, { heading }] of block.columns.entries())
        checkPhrase(check, file, `${place}.columns.${at}.heading`, heading, scope);
      checkRows(check, file, `${place}.rows`, block.rows, block.columns.length, scope);
      phrase('summary', block.summary);
      break;
    case 'waterfall':
      for (const [at, bar] of block.bars.entries()) {
        const here = `${place}.bars.${at}`;
        const inner = checkPrinted(check, file, here, bar, scope);
        checkPhrase(check, file, `${here}.label`, bar.label, inner);
        for (const key of ['from', 'to'] as const)
          if (bar[key] !== '0') checkPath(check, file, `${here}.${key}`, bar[key], 'fen', inner);
      }
      phrase('alt', block.alt);
      break;
    case 'qr':
      checkPath(check, file, `${place}.url`, block.url, 'text', scope);
      phrase('caption', block.caption);
      break;
    case 'signature':
      checkItems(check, file, `${place}.codes`, block.codes, scope);
      phrase('sender', block.sender);
      phrase('seal', block.seal);
      phrase('date', block.date);
      break;
  }
}

function checkItems(
  check: BlockCheck,
  file: string,
  place: string,
  items: readonly (Printed & { readonly text: Phrase })[],
  scope: Scope,
): void {
  for (const [at, item] of items.entries()) {
    const inner = checkPrinted(check, file, `${place}.${at}`, item, scope);
    checkPhrase(check, file, `${place}.${at}.text`, item.text, inner);
  }
}

function checkRows(
  check: BlockCheck,
  file: string,
  place: string,
  rows: readonly TemplateRow[],
  columns: number,
  scope: Scope,
): void {
  for (const [at, row] of rows.entries()) {
    const here = `${place}.${at}`;
    const inner = checkPrinted(check, file, here, row, scope);
    if ('rows' in row) {
      checkRows(check, file, `${here}.rows`, row.rows, columns, inner);
      continue;
    }
    const wanted = row.style === 'group' || row.style === 'note' ? 1 : columns;
    if (row.cells.length !== wanted)
      check.faults.add(file, `${here}.cells`, ...cellCount(row.cells.length, wanted));
    for (const [cell, text] of row.cells.entries())
      if (text !== null) checkPhrase(check, file, `${here}.cells.${cell}`, text, inner);
  }
}

/** The scope inside a block that is printed on a condition, or for each of a list. */
function checkPrinted(
  check: BlockCheck,
  file: string,
  place: string,
  { when, each, as }: Printed,
  scope: Scope,
): Scope {
  let inner = scope;
  if (when !== undefined) {
    const paths = checkCondition(when, check.engines.zh, scope, check.names, (problem, remedy) =>
      check.faults.add(file, `${place}.when`, problem, remedy),
    );
    inner = asking(inner, paths);
  }
  if (each === undefined && as === undefined) return inner;
  return each === undefined || as === undefined
    ? faulty(check, file, place, EACH_AS, inner)
    : checkEach(check, file, place, each, as, inner);
}

function checkEach(
  check: BlockCheck,
  file: string,
  place: string,
  each: string,
  as: string,
  scope: Scope,
): Scope {
  const found = find(each.split('.'), scope, true);
  if (found.kind === 'fault')
    return faulty(check, file, `${place}.each`, [found.problem, found.remedy], scope);
  if (found.type.is !== 'list') return faulty(check, file, `${place}.each`, NO_LIST, scope);
  if (scope.values.has(as)) return faulty(check, file, `${place}.as`, TAKEN, scope);
  return within(scope, as, found.type.of);
}

function faulty(
  { faults }: BlockCheck,
  file: string,
  place: string,
  [problem, remedy]: readonly [Words, Words],
  scope: Scope,
): Scope {
  faults.add(file, place, problem, remedy);
  return scope;
}

/** Both languages of a text; what is printed in figures in one must be in the other. */
export function checkPhrase(
  check: BlockCheck,
  file: string,
  place: string,
  phrase: Phrase,
  scope: Scope,
): void {
  let inner = scope;
  if ('each' in phrase) {
    inner = checkEach(check, file, place, phrase.each, phrase.as, scope);
    for (const key of ['lead', 'tail'] as const)
      if (phrase[key] !== undefined) checkPhrase(check, file, `${place}.${key}`, phrase[key], scope);
  }
  const figures = (['zh', 'en'] as const).map(language => {
    const text = phrase[language];
    if (language === 'en' && !isEnglish(text)) check.faults.add(file, `${place}.en`, ...NOT_ENGLISH);
    return checkText(text, check.engines[language], inner, check.names, (problem, remedy) =>
      check.faults.add(file, `${place}.${language}`, problem, remedy),
    );
  });
  const [zh, en] = figures;
  if (phrase.en === '' || !zh || !en) return;
  const differing = [...new Set([...zh, ...en])].filter(path => zh.has(path) !== en.has(path));
  if (differing.length > 0) check.faults.add(file, place, ...notInBoth(differing));
}

function checkPath(
  check: BlockCheck,
  file: string,
  place: string,
  path: string,
  kind: 'fen' | 'text',
  scope: Scope,
): void {
  const found = find(path.split('.'), scope, true);
  if (found.kind === 'fault') check.faults.add(file, place, found.problem, found.remedy);
  else if (found.type.is !== 'leaf' || found.type.kind !== kind)
    check.faults.add(file, place, ...(kind === 'fen' ? NO_AMOUNT : NO_TEXT));
}

type Fault = readonly [Words, Words];

const EACH_AS: Fault = [
  { zh: '"each" 和 "as" 应当同时出现', en: 'needs both "each" and "as", or neither' },
  { zh: '例如 "each": "invoices", "as": "invoice"', en: 'Write "each": "invoices", "as": "invoice"' },
];
const NO_LIST: Fault = [
  { zh: '不是列表', en: 'is no list' },
  { zh: '"each" 请写一个列表的路径', en: 'Let "each" name a list' },
];
const TAKEN: Fault = [
  { zh: '名称已被占用', en: 'is a name that stands for something else here' },
  { zh: '请换一个名称', en: 'Choose another name' },
];
const NO_AMOUNT: Fault = [
  { zh: '不是金额', en: 'is no amount' },
  { zh: '请写一个金额的路径', en: 'Name an amount' },
];
const NO_TEXT: Fault = [
  { zh: '不是文字', en: 'is no text' },
  { zh: '请写一个文字的路径', en: 'Name a text' },
];
const NOT_ENGLISH: Fault = [
  { zh: '英文文字中有汉字', en: 'holds Chinese where English belongs' },
  { zh: '请译成英文，或写作 ""', en: 'Translate it, or write ""' },
];

function notInBoth(paths: readonly string[]): Fault {
  return [
    { zh: `只在一种语言中出现：${paths.join('、')}`, en: `only one language prints ${paths.join(', ')}` },
    { zh: '两种语言应打印相同的金额、日期和比例', en: 'Let both print the same amounts, days and ratios' },
  ];
}

function cellCount(found: number, wanted: number): Fault {
  return [
    { zh: `有 ${found} 个单元格，应为 ${wanted} 个`, en: `has ${found} cells, not ${wanted}` },
    {
      zh: 'group 和 note 行写一个单元格，其他行每列一个',
      en: 'Write one cell in a group or note row, one for each column in any other',
    },
  ];
}

function noPartial(name: string, nested: boolean): Fault {
  return nested
    ? [
        { zh: '片段中不能再引用片段', en: 'a partial holds another one' },
        { zh: '请把内容直接写在这里', en: 'Write its blocks here' },
      ]
    : [
        { zh: `没有名为 "${name}" 的片段`, en: `there is no partial "${name}"` },
        { zh: '片段放在 letters/partials/ 下', en: 'Partials stand below letters/partials/' },
      ];
}
