import { type Template, type Token, TokenKind, type Value } from 'liquidjs';
import type { Words } from '../../platform/words.ts';
import { inBrief } from '../../rulebook/quote.ts';
import { FILTERS, type Names } from './filters.ts';
import { MAX_TEXT, type TextEngine } from './language.ts';
import { asking, find, type Scope } from './scope.ts';
import type { ValueType } from './value-type.ts';

type Report = (problem: Words, remedy: Words) => void;

/** What LiquidJS's own classes of templates have in common with what is read here. */
interface ParsedNode {
  readonly value?: Value;
  readonly branches?: readonly {
    readonly value?: Value;
    readonly values?: readonly Token[];
    readonly templates: readonly Template[];
  }[];
  readonly elseTemplates?: readonly Template[];
  readonly name?: string;
  readonly str?: string;
}
interface PathToken extends Token {
  readonly variable?: unknown;
  readonly props: readonly (Token & { readonly content?: unknown })[];
}

const MAX_DEPTH = 5;

/**
 * Reads a text and holds it against what it may name. Gives the paths of amounts, days and ratios that it prints, or
 * null after a fault.
 */
export function checkText(
  text: string,
  engine: TextEngine,
  scope: Scope,
  names: Names,
  report: Report,
): ReadonlySet<string> | null {
  const parsed = parsedText(text, engine, report);
  if (parsed === null) return null;
  const reading: Reading = { scope, names, report, figures: new Set(), faults: 0 };
  readNodes(parsed, reading, 0);
  return reading.faults > 0 ? null : reading.figures;
}

/** The condition of a `when`, as a text that prints 1 where it holds. */
export function conditionText(when: string): string {
  return `{% if ${when} %}1{% endif %}`;
}

/** As `checkText` for a `when`; gives the paths it names. */
export function checkCondition(
  when: string,
  engine: TextEngine,
  scope: Scope,
  names: Names,
  report: Report,
): readonly string[] {
  const parsed = /[{}%]/u.test(when) ? [] : parsedText(conditionText(when), engine, report);
  if (parsed === null) return [];
  const [node, ...others] = parsed as unknown as ParsedNode[];
  const [branch, ...branches] = node?.branches ?? [];
  const isOne =
    others.length === 0 && branches.length === 0 && node?.name === 'if' && branch?.templates.length === 1;
  if (!isOne) {
    report(
      { zh: `条件 ${inBrief(when)} 不可用`, en: `the condition ${inBrief(when)} cannot be used` },
      {
        zh: '请只写条件本身，例如 conclusion == "paid"',
        en: 'Write the condition alone, as in conclusion == "paid"',
      },
    );
    return [];
  }
  const reading: Reading = { scope, names, report, figures: new Set(), faults: 0 };
  return readCondition(branch!.value!, reading);
}

function parsedText(text: string, engine: TextEngine, report: Report): Template[] | null {
  if (text.length > MAX_TEXT) {
    report(
      {
        zh: `文字长 ${text.length} 字，超过 ${MAX_TEXT} 字`,
        en: `has ${text.length} characters, more than ${MAX_TEXT}`,
      },
      { zh: '请分成几段', en: 'Split it into several texts' },
    );
    return null;
  }
  try {
    return engine.parse(text);
  } catch (error) {
    const [what = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    report(
      { zh: `不是可用的模板文字：${inBrief(what)}`, en: `is no text of a template: ${inBrief(what)}` },
      {
        zh: `只能用 {{ 占位符 }}、if、unless、case 和过滤器 ${Object.keys(FILTERS).join('、')}`,
        en: `Use only {{ placeholders }}, if, unless, case and the filters ${Object.keys(FILTERS).join(', ')}`,
      },
    );
    return null;
  }
}

interface Reading {
  readonly scope: Scope;
  readonly names: Names;
  readonly report: Report;
  readonly figures: Set<string>;
  faults: number;
}

function fault(reading: Reading, problem: Words, remedy: Words): void {
  reading.faults += 1;
  reading.report(problem, remedy);
}

function readNodes(nodes: readonly Template[], reading: Reading, depth: number): void {
  if (depth > MAX_DEPTH) {
    fault(
      reading,
      { zh: `条件嵌套超过 ${MAX_DEPTH} 层`, en: `nests conditions more than ${MAX_DEPTH} deep` },
      { zh: '请改用几个带 "when" 的段落', en: 'Use several blocks with "when" instead' },
    );
    return;
  }
  for (const node of nodes as unknown as readonly ParsedNode[]) {
    if (typeof node.str === 'string') continue;
    if (node.branches !== undefined) readBranches(node, reading, depth);
    else if (node.value !== undefined) readOutput(node.value, reading);
    else notOurs(reading);
  }
}

/** A condition that names a value asks about it, for all of its branches: whoever wrote it has thought of null. */
function readBranches(node: ParsedNode, reading: Reading, depth: number): void {
  const branches = node.branches ?? [];
  const asked: string[] = [];
  if (node.name === 'case') {
    asked.push(...readCondition(node.value!, reading));
    const compared = typeOfValue(node.value!, reading.scope);
    for (const { values = [] } of branches) for (const value of values) compareWith(value, compared, reading);
  } else for (const { value } of branches) asked.push(...readCondition(value!, reading));
  const inner = { ...reading, scope: asking(reading.scope, asked), faults: 0 };
  for (const { templates } of branches) readNodes(templates, inner, depth + 1);
  readNodes(node.elseTemplates ?? [], inner, depth + 1);
  reading.faults += inner.faults;
}

/** Paths that a condition names; each must exist, and a code is compared with values that it can have. */
function readCondition(value: Value, reading: Reading): string[] {
  const tokens = value.initial.postfix;
  if (value.filters.length > 0) notOurs(reading);
  const named: string[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind === TokenKind.PropertyAccess) {
      const path = pathOf(token as PathToken, reading);
      if (path === null) continue;
      const found = find(path, asking(reading.scope, named), false);
      if (found.kind === 'fault') fault(reading, found.problem, found.remedy);
      else {
        named.push(path.join('.'));
        const other = tokens[at + 1]?.kind === TokenKind.Quoted ? tokens[at + 1]! : null;
        if (other !== null) compareWith(other, found.type, reading);
      }
    } else if (!PLAIN.includes(token.kind)) notOurs(reading);
  }
  return named;
}

const PLAIN: readonly TokenKind[] = [
  TokenKind.Number,
  TokenKind.Literal,
  TokenKind.Quoted,
  TokenKind.Operator,
];

function compareWith(token: Token, type: ValueType | null, reading: Reading): void {
  if (token.kind !== TokenKind.Quoted) notOurs(reading);
  if (token.kind !== TokenKind.Quoted || type?.is !== 'leaf' || type.values === null) return;
  const written = (token as Token & { readonly content: string }).content;
  if (type.values.includes(written)) return;
  fault(
    reading,
    { zh: `"${inBrief(written)}" 不是可能的值`, en: `"${inBrief(written)}" is no value that it can have` },
    { zh: `可能的值：${type.values.join('、')}`, en: `It can be ${type.values.join(', ')}` },
  );
}

function typeOfValue(value: Value, scope: Scope): ValueType | null {
  const [token, ...others] = value.initial.postfix;
  if (token?.kind !== TokenKind.PropertyAccess || others.length > 0) return null;
  const names = (token as PathToken).props.map(({ content }) => String(content));
  const found = find(names, scope, false);
  return found.kind === 'value' ? found.type : null;
}

/** What is printed: one value, through filters that fit it, so that it ends as words. */
function readOutput(value: Value, reading: Reading): void {
  const [token, ...others] = value.initial.postfix;
  const path =
    token?.kind === TokenKind.PropertyAccess && others.length === 0
      ? pathOf(token as PathToken, reading)
      : notOurs(reading);
  const found = path && find(path, reading.scope, true);
  if (found?.kind === 'fault') fault(reading, found.problem, found.remedy);
  if (found?.kind !== 'value') return;
  const { type } = found;
  const shown = path!.join('.');
  let kind: string = type.is === 'leaf' ? type.kind : type.is;
  if (['fen', 'day', 'ratio', 'count'].includes(kind)) reading.figures.add(shown);
  // The last is the engine's own, which prints.
  for (const filter of value.filters.slice(0, -1)) {
    const { from, to, argument } = FILTERS[filter.name]!;
    const fits = (from as readonly string[]).includes(kind);
    if (!fits) misfit(reading, shown, kind, filter.name);
    if (!fits || !readArgument(filter.args, argument, type, reading)) return;
    kind = to;
  }
  if (!PRINTABLE.includes(kind)) misfit(reading, shown, kind, null);
}

const PRINTABLE: readonly string[] = ['text', 'said', 'count'];

function readArgument(
  args: readonly unknown[],
  wanted: 'none' | 'day' | 'table',
  type: ValueType,
  reading: Reading,
): boolean {
  if (wanted === 'none') return args.length === 0 || wrongArgument(reading);
  const [argument] = args as readonly PathToken[];
  if (args.length !== 1 || argument === undefined || Array.isArray(argument)) return wrongArgument(reading);
  if (wanted === 'day') {
    const path = argument.kind === TokenKind.PropertyAccess ? pathOf(argument, reading) : null;
    const found = path && find(path, reading.scope, true);
    if (found?.kind !== 'value' || found.type.is !== 'leaf' || found.type.kind !== 'day')
      return wrongArgument(reading);
    reading.figures.add(path!.join('.'));
    return true;
  }
  if (argument.kind !== TokenKind.Quoted) return wrongArgument(reading);
  const table = (argument as unknown as { readonly content: string }).content;
  const words = Object.hasOwn(reading.names, table) ? reading.names[table]! : null;
  const missing =
    words === null
      ? [table]
      : type.is === 'leaf' && type.values !== null
        ? type.values.filter(one => !Object.hasOwn(words, one))
        : [];
  if (missing.length === 0) return true;
  fault(
    reading,
    {
      zh: `house.json 的 names 中缺少：${missing.join('、')}`,
      en: `names of house.json lack ${missing.join(', ')}`,
    },
    { zh: `请在 names.${inBrief(table)} 中补上`, en: `Add it under names.${inBrief(table)}` },
  );
  return false;
}

function wrongArgument(reading: Reading): false {
  fault(
    reading,
    { zh: '过滤器的参数不可用', en: 'a filter has an argument that it cannot use' },
    {
      zh: '写作 until: 日期，或 name: "表名"；其他过滤器没有参数',
      en: 'Write until: a day, or name: "table"; the others take none',
    },
  );
  return false;
}

function misfit(reading: Reading, shown: string, kind: string, filter: string | null): void {
  fault(
    reading,
    filter === null
      ? { zh: `${shown}（${kind}）不能直接打印`, en: `${shown} (${kind}) cannot be printed as it is` }
      : {
          zh: `过滤器 ${filter} 不能用于 ${shown}（${kind}）`,
          en: `the filter ${filter} does not fit ${shown} (${kind})`,
        },
    {
      zh: '金额用 yuan 或 words，日期用 day 或 until，比例用 percent，代码用 name',
      en: 'Use yuan or words for amounts, day or until for days, percent for ratios, name for codes',
    },
  );
}

/** Names only: nothing is looked up by number or by another value. */
function pathOf({ variable, props }: PathToken, reading: Reading): readonly string[] | null {
  if (variable === undefined && props.every(({ kind }) => kind === TokenKind.Word))
    return props.map(({ content }) => String(content));
  return notOurs(reading);
}

function notOurs(reading: Reading): null {
  fault(
    reading,
    { zh: '用了此处不允许的写法', en: 'is written in a way that is not allowed here' },
    {
      zh: '请只打印 a.b 这样的占位符，并用 ==、!=、>、<、and、or 比较',
      en: 'Print placeholders such as a.b only, and compare by ==, !=, >, <, and, or',
    },
  );
  return null;
}

/** Whether what is written around the placeholders holds no Chinese. */
export function isEnglish(text: string): boolean {
  return !/\p{Script=Han}/u.test(text.replaceAll(/\{\{.*?\}\}|\{%.*?%\}/gu, ''));
}
