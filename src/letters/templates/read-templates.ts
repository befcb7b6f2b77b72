import { createHash } from 'node:crypto';
import type { Template } from 'liquidjs';
import { z } from 'zod';
import { canonicalJson } from '../../engine/canonical-json.ts';
import { collectTexts } from '../../rulebook/collect-texts.ts';
import { FaultList, RulebookFault } from '../../rulebook/fault.ts';
import { checkShape, isObject, type Json } from '../../rulebook/json.ts';
import { locateFaults } from '../../rulebook/locate-faults.ts';
import { parseForm } from '../../rulebook/parse-form.ts';
import { parseTexts } from '../../rulebook/parse-texts.ts';
import { withoutSchemaNames } from '../../rulebook/rulebook.ts';
import { count, said, text } from '../forms/fields.ts';
import { FORMS, LETTER_KINDS, type LetterKind } from '../forms/forms.ts';
import { type BlockCheck, checkBlocks, checkPhrase } from './check-blocks.ts';
import { TemplateFault } from './fault.ts';
import { textEngine } from './language.ts';
import type { LetterTemplates, ReadyBlock } from './letter-templates.ts';
import type { Scope } from './scope.ts';
import {
  type BrandFile,
  brandFile,
  houseFile,
  type LetterTemplate,
  partialFile,
  type TemplateBlock,
  templateFile,
} from './template-schema.ts';
import { type ValueType, valueTypeOf } from './value-type.ts';

export const HOUSE = 'letters/house.json';
export const PARTIALS = 'letters/partials/';
export const BRANDS = 'brands/';

/** Reads and checks the templates of a folder. Throws TemplateFault with everything that is wrong. */
export function loadTemplates(dir: string): LetterTemplates {
  const faults = new FaultList();
  return readTexts(textsIn(dir, faults), faults);
}

/** The texts of the templates of a folder by the names of their files. Throws TemplateFault for one that cannot be read. */
export function readTemplateTexts(dir: string): ReadonlyMap<string, string> {
  const faults = new FaultList();
  const texts = textsIn(dir, faults);
  if (faults.all.length > 0) throw new TemplateFault(faults.all);
  return texts;
}

/** Throws TemplateFault when the folder itself cannot be read, or holds more than any set of templates. */
function textsIn(dir: string, faults: FaultList): ReadonlyMap<string, string> {
  try {
    return collectTexts(dir, faults);
  } catch (error) {
    if (!(error instanceof RulebookFault)) throw error;
    throw new TemplateFault([
      { file: dir, place: '', line: null, problem: NO_FOLDER[0], remedy: NO_FOLDER[1] },
    ]);
  }
}

/** As `loadTemplates`, from the texts of the files by their names. */
export function templatesFromTexts(texts: ReadonlyMap<string, string>): LetterTemplates {
  return readTexts(texts, new FaultList());
}

/** The set whose canonical content this is. Throws TemplateFault when it is none. */
export function templatesFromContent(content: string): LetterTemplates {
  const parsed = JSON.parse(content) as Json;
  const files = isObject(parsed) ? Object.entries(parsed) : [];
  return readTexts(new Map(files.map(([name, file]) => [name, JSON.stringify(file)])), new FaultList());
}

function readTexts(texts: ReadonlyMap<string, string>, faults: FaultList): LetterTemplates {
  const files = new Map(
    [...parseTexts(texts, faults)].filter(([file, content]) =>
      checkShape(file, content, faults, { reservedKeys: true }),
    ),
  );
  const templates = readFiles(withoutSchemaNames(files), faults);
  if (templates === null || faults.all.length > 0) throw new TemplateFault(locateFaults(faults.all, texts));
  return templates;
}

function readFiles(files: ReadonlyMap<string, Json>, faults: FaultList): LetterTemplates | null {
  const read = <Schema extends z.ZodType>(name: string, schema: Schema): z.infer<Schema> | null => {
    const file = files.get(name);
    if (file === undefined) {
      if (faults.has(name)) return null;
      faults.add(name, '', { zh: '缺少此文件', en: 'is missing' }, { zh: '请补上', en: 'Write it' });
      return null;
    }
    return parseForm(name, '', file, schema, faults);
  };
  const house = read(HOUSE, houseFile);
  const partials = new Map<string, readonly TemplateBlock[]>();
  const brands: BrandFile[] = [];
  for (const name of files.keys()) {
    if (name.startsWith(PARTIALS)) {
      const partial = read(name, partialFile);
      if (partial !== null) partials.set(name.slice(PARTIALS.length, -'.json'.length), partial.blocks);
    } else if (name.startsWith(BRANDS)) {
      const brand = read(name, brandFile);
      if (brand !== null) brands.push(brand);
    } else if (name !== HOUSE && !LETTER_KINDS.some(kind => name === templateName(kind)))
      faults.add(name, '', ...UNREAD);
  }
  const written = new Map<LetterKind, LetterTemplate>();
  for (const kind of LETTER_KINDS) {
    const template = read(templateName(kind), templateFile);
    if (template !== null) written.set(kind, template);
    if (template !== null && template.kind !== kind) faults.add(templateName(kind), 'kind', ...OTHER_KIND);
  }
  const [neutral, ...others] = brands.filter(({ insurers }) => insurers.length === 0);
  if (neutral === undefined || others.length > 0) faults.add(BRANDS, '', ...ONE_NEUTRAL);
  if (house === null || neutral === undefined) return null;

  const engines = { zh: textEngine('zh', house.names), en: textEngine('en', house.names) };
  const check: BlockCheck = {
    engines,
    names: house.names,
    partial: name => {
      const file = `${PARTIALS}${name}.json`;
      const blocks = partials.get(name) ?? (faults.has(file) ? [] : undefined);
      return blocks === undefined ? null : { file, blocks };
    },
    faults,
  };
  checkPhrase(check, HOUSE, 'foot', house.foot, scopeOf(FOOT));
  checkPhrase(check, HOUSE, 'attachment', house.attachment, scopeOf(z.strictObject({})));
  for (const [kind, { title, blocks }] of written) {
    const scope = scopeOf(FORMS[kind]);
    checkPhrase(check, templateName(kind), 'title', title, scope);
    checkBlocks(check, templateName(kind), 'blocks', blocks, scope);
  }
  if (faults.all.length > 0) return null;

  const content = canonicalJson(Object.fromEntries(files));
  const parsed = { zh: new Map<string, Template[]>(), en: new Map<string, Template[]>() };
  return {
    hash: createHash('sha256').update(content).digest('hex'),
    content,
    house,
    byKind: new Map(
      [...written].map(([kind, { title, blocks }]) => [kind, { title, blocks: ready(blocks, partials) }]),
    ),
    brandOf: insurerZh => brands.find(({ insurers }) => insurers.includes(insurerZh)) ?? neutral,
    render: (written, language, scope) => {
      if (!written.includes('{')) return written;
      let template = parsed[language].get(written);
      if (template === undefined) {
        template = engines[language].parse(written);
        parsed[language].set(written, template);
      }
      return engines[language].render(template, scope);
    },
  };
}

export function templateName(kind: LetterKind): string {
  return `letters/${kind.replaceAll('_', '-')}.json`;
}

/** Beside its form a letter knows the brand of its insurer and the version of its template. */
const AROUND = z.strictObject({
  brand: z.strictObject({ phone: text.nullable(), address: said.nullable(), hours: said.nullable() }),
  template: text,
});
const FOOT = z.strictObject({ page: count, pages: count, template: text });

function scopeOf(schema: z.ZodType): Scope {
  const members = [AROUND, schema].flatMap(one => {
    const type: ValueType = valueTypeOf(one);
    return type.is === 'object' ? [...type.members] : [];
  });
  return { values: new Map(members), asked: new Set() };
}

function ready(
  blocks: readonly TemplateBlock[],
  partials: ReadonlyMap<string, readonly TemplateBlock[]>,
): readonly ReadyBlock[] {
  return blocks.map((block): ReadyBlock => {
    if (block.type === 'partial') {
      const { name, type: _, ...printed } = block;
      return { type: 'group', ...printed, blocks: ready(partials.get(name) ?? [], partials) };
    }
    return block.type === 'group' ? { ...block, blocks: ready(block.blocks, partials) } : block;
  });
}

const UNREAD = [
  { zh: '没有信函使用此文件', en: 'is a file that no letter uses' },
  {
    zh: '模板为 letters/<种类>.json、letters/house.json、letters/partials/ 和 brands/',
    en: 'Templates are letters/<kind>.json, letters/house.json, letters/partials/ and brands/',
  },
] as const;
const NO_FOLDER = [
  { zh: '不是可以读取的模板文件夹', en: 'is no folder of templates that can be read' },
  { zh: '请给出含有 letters/ 和 brands/ 的文件夹', en: 'Give the folder that holds letters/ and brands/' },
] as const;
const OTHER_KIND = [
  { zh: '与文件名不符', en: 'is not the kind of the file' },
  { zh: '请与文件名一致', en: 'Write the kind that the file is named for' },
] as const;
const ONE_NEUTRAL = [
  { zh: '应当有且只有一个 insurers 为空的品牌', en: 'must hold exactly one brand without insurers' },
  { zh: '它用于其他所有保险人', en: 'It stands in for all other insurers' },
] as const;
