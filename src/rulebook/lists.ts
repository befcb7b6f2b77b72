import type { z } from 'zod';
import { FACTS_BY_STAGE } from '../engine/facts.ts';
import { type DocumentType, type Facts, type FactValue, type Reason, STAGES } from '../engine/rules.ts';
import { refuseRepeated } from './check-terms.ts';
import { type Fact, type FactCatalogue, outOfBounds, readFactValue } from './conditions.ts';
import { ENGINE_REASONS } from './engine-reasons.ts';
import type { FaultList, Said } from './fault.ts';
import type { RuleFiles } from './json.ts';
import { parseFile } from './parse-file.ts';
import { quoted } from './quote.ts';
import type {
  BaseCaseName,
  BaseCases,
  DocumentEntry,
  FactEntry,
  ReasonEntry,
  SignalEntry,
  StageEntry,
} from './schema.ts';
import { readWhatIf } from './what-if.ts';
import type { Words } from './words.ts';

/** The files at the top of a rulebook, each a list that rules refer to. */

/** A reason with its words: `zh` the short name, `family` for the letter, `file` for the claim file. */
export interface ReasonWords extends Reason {
  readonly zh: string;
  /** A person may refuse for this reason; no rule does. */
  readonly byPerson: boolean;
  readonly family: Words;
  readonly file: Words;
}

/** A document with its words (理赔材料). */
export interface DocumentWords extends DocumentType {
  readonly title: Words;
  /** Whether a family can still get it when it is asked for later. */
  readonly familyCanSupply: boolean;
  /** How a family gets it. */
  readonly where: Words;
}

/** A signal with its words: for handlers, never for a family. */
export interface SignalWords {
  readonly code: string;
  readonly title: Words;
  /** What a handler looks at. */
  readonly look: Words;
}

export function readFile<Schema extends z.ZodType>(
  files: RuleFiles,
  name: string,
  schema: Schema,
  faults: FaultList,
): z.infer<Schema> | null {
  return parseFile(name, files.get(name), schema, faults);
}

/** As `readFile`, of a file that an older book does not have: then `none`. */
export function readOptional<Schema extends z.ZodType>(
  files: RuleFiles,
  name: string,
  schema: Schema,
  none: z.infer<Schema>,
  faults: FaultList,
): z.infer<Schema> | null {
  return files.has(name) || faults.has(name) ? readFile(files, name, schema, faults) : none;
}

/** Adds a fault for each key that stands twice in a list. */
function refuseTwins(file: string, what: string, keys: readonly string[], faults: FaultList): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key))
      faults.add(
        file,
        key,
        { zh: `"${key}"（${what}）写了两次`, en: `${what} "${key}" stands twice` },
        { zh: '请保留一处', en: 'Keep one' },
      );
    seen.add(key);
  }
}

/** Stages in the order of the engine, each with its scope; those that came later may be missing in an older book. */
export function checkStages(stages: readonly StageEntry[], faults: FaultList): void {
  const file = 'stages.json';
  refuseTwins(
    file,
    'stage',
    stages.map(({ id }) => id),
    faults,
  );
  const known = new Map<string, (typeof STAGES)[number]>(STAGES.map(stage => [stage.id, stage]));
  for (const { id, scope, effects } of stages) {
    refuseRepeated(file, `${id}.effects`, effects, faults);
    const stage = known.get(id);
    if (stage === undefined)
      faults.add(
        file,
        id,
        { zh: '系统没有这个阶段', en: 'the engine runs no such stage' },
        { zh: `请用 ${[...known.keys()].join('、')}`, en: `Use ${[...known.keys()].join(', ')}` },
      );
    else if (stage.scope !== scope)
      faults.add(
        file,
        `${id}.scope`,
        { zh: `写的是 "${scope}"`, en: `is "${scope}"` },
        { zh: `请写 "${stage.scope}"，系统按此运行`, en: `Write "${stage.scope}": so the engine runs it` },
      );
  }
  const there = new Set(stages.map(({ id }) => id));
  const order = STAGES.map(({ id }) => id).filter(id => there.has(id));
  const written = stages.map(({ id }) => id).filter(id => known.has(id));
  if (written.some((id, place) => id !== order[place]))
    faults.add(
      file,
      'stages',
      { zh: '顺序与运行顺序不同', en: 'stand in another order than they run' },
      { zh: `请写作 ${order.join('、')}`, en: `Write ${order.join(', ')}` },
    );
  for (const { id, since } of STAGES)
    if (since === 'first' && !there.has(id))
      faults.add(
        file,
        'stages',
        { zh: `缺少阶段 "${id}"`, en: `stage "${id}" is missing` },
        { zh: '请放回；阶段可以没有规则', en: 'Put it back; a stage may be without rules' },
      );
}

/** The facts by id. `stages`: null when they cannot be read, and are not held against the facts. */
export function readFacts(
  entries: readonly FactEntry[],
  stages: readonly StageEntry[] | null,
  faults: FaultList,
): FactCatalogue {
  const file = 'facts.json';
  const stageIds = stages && new Set(stages.map(({ id }) => id));
  refuseTwins(
    file,
    'fact',
    entries.map(({ id }) => id),
    faults,
  );
  const catalogue = new Map<string, Fact>();
  for (const entry of entries) {
    const { id, type, domain, words = {}, min, max, stages: at, title } = entry;
    if ((type === 'enum') !== (domain !== undefined)) faults.add(file, id, ...DOMAIN_OF_ENUM);
    for (const value of Object.keys(words))
      if (domain?.includes(value) !== true) faults.add(file, `${id}.words.${value}`, ...NO_VALUE);
    refuseRepeated(file, `${id}.domain`, domain ?? [], faults);
    refuseRepeated(file, `${id}.stages`, at, faults);
    const least = readBound(id, type, min, faults);
    const most = readBound(id, type, max, faults);
    const isEmpty = least !== null && most !== null && least > most;
    if (isEmpty) faults.addToNew(file, `${id}.max`, ...BELOW_MIN);
    for (const stage of at) {
      if (stageIds?.has(stage) === false)
        faults.add(
          file,
          `${id}.stages`,
          { zh: `没有这个阶段："${stage}"`, en: `unknown stage "${stage}"` },
          { zh: '请用 stages.json 中的阶段', en: 'Use a stage of stages.json' },
        );
      else if (!FACTS_BY_STAGE.get(stage)?.includes(id))
        faults.add(
          file,
          `${id}.stages`,
          {
            zh: `系统在阶段 "${stage}" 不产生事实 "${id}"`,
            en: `the engine makes no fact "${id}" at stage "${stage}"`,
          },
          {
            zh: '请删去该阶段或该事实；新的事实要先写入 src/engine/facts.ts',
            en: 'Remove the stage, or the fact; a new fact begins in src/engine/facts.ts',
          },
        );
    }
    catalogue.set(id, {
      id,
      type,
      domain: domain ?? [],
      words: new Map(Object.entries(words)),
      min: least,
      // What compares the fact is not held against a slip here.
      max: isEmpty ? null : most,
      ...readWhatIf(entry, entries, faults),
      stages: at,
      title,
    });
  }
  return catalogue;
}

const DOMAIN_OF_ENUM: Said = [
  { zh: 'enum 类型必须有 domain，其他类型不能有', en: 'an enum has a domain, and only an enum' },
  { zh: '请写 domain，或改类型', en: 'Add the domain or change the type' },
];
const NO_VALUE: Said = [
  { zh: '不在其取值（domain）之内', en: 'is no value of its domain' },
  { zh: '请写 domain 中的值', en: 'Name values of the domain' },
];
const BELOW_MIN: Said = [
  { zh: '上限低于下限，没有可能的取值', en: 'lies below min: the fact could have no value' },
  { zh: '请改正 min 或 max', en: 'Correct min or max' },
];

function readBound(
  id: string,
  type: FactEntry['type'],
  written: number | string | undefined,
  faults: FaultList,
): number | null {
  if (written === undefined) return null;
  const read = readFactValue({ type, domain: [] }, written);
  if ('value' in read && typeof read.value === 'number') return read.value;
  faults.add(
    'facts.json',
    id,
    { zh: `界限 ${quoted(written)} 不适用于类型 ${type}`, en: `its bound ${quoted(written)} does not fit` },
    { zh: '请按该类型取值的写法来写', en: 'Write it like a value' },
  );
  return null;
}

export function readBases(
  cases: BaseCases,
  catalogue: FactCatalogue,
  faults: FaultList,
): Readonly<Record<BaseCaseName, Facts>> {
  return {
    contract: readBase('contract', cases.contract, catalogue, faults),
    invoice: readBase('invoice', cases.invoice, catalogue, faults),
    medical: readBase('medical', cases.medical, catalogue, faults),
    critical_illness: readBase('critical_illness', cases.critical_illness, catalogue, faults),
  };
}

const NO_FACT: Said = [
  { zh: '不是 facts.json 中的事实', en: 'is no fact of facts.json' },
  { zh: '请改正名称，或删去', en: 'Correct its name, or remove it' },
];

function readBase(
  name: BaseCaseName,
  written: Readonly<Record<string, unknown>>,
  catalogue: FactCatalogue,
  faults: FaultList,
): Facts {
  const file = 'base-cases.json';
  const values: [string, FactValue][] = [];
  for (const [id, raw] of Object.entries(written)) {
    const fact = catalogue.get(id);
    const place = `cases.${name}.${id}`;
    if (fact === undefined) {
      faults.add(file, place, ...NO_FACT);
      continue;
    }
    const read = readFactValue(fact, raw);
    if ('said' in read) {
      faults.add(file, place, ...read.said);
      continue;
    }
    values.push([id, read.value]);
    const said = outOfBounds(fact, read.value, raw);
    if (said !== null) faults.addToNew(file, place, ...said);
  }
  return Object.fromEntries(values);
}

export function readReasons(entries: readonly ReasonEntry[], faults: FaultList): Map<string, ReasonWords> {
  const file = 'reason-codes.json';
  refuseTwins(
    file,
    'reason',
    entries.map(({ code }) => code),
    faults,
  );
  refuseTwins(
    file,
    'precedence',
    entries.map(({ precedence }) => String(precedence)),
    faults,
  );
  const reasons = new Map<string, ReasonWords>(
    entries.map(({ by_person, ...reason }) => [reason.code, { ...reason, byPerson: by_person }]),
  );
  for (const reason of ENGINE_REASONS)
    if (!reasons.has(reason.code))
      reasons.set(reason.code, { ...reason, precedence: Number.MAX_SAFE_INTEGER });
  return reasons;
}

export function readDocuments(
  entries: readonly DocumentEntry[],
  faults: FaultList,
): Map<string, DocumentWords> {
  const codes = entries.map(({ code }) => code);
  refuseTwins('documents.json', 'document', codes, faults);
  for (const { code, served_by } of entries)
    refuseRepeated('documents.json', `${code}.served_by`, served_by, faults);
  for (const { code, served_by } of entries)
    for (const other of served_by)
      if (!codes.includes(other) || other === code)
        faults.add(
          'documents.json',
          code,
          { zh: `"${other}" 不是清单中的另一份材料`, en: `"${other}" is no other document` },
          { zh: '请写本清单中的代码', en: 'Name a code of this list' },
        );
  return new Map(
    entries.map(({ code, served_by, family_can_supply, ...document }) => [
      code,
      { code, servedBy: served_by, familyCanSupply: family_can_supply, ...document },
    ]),
  );
}

export function readSignals(entries: readonly SignalEntry[], faults: FaultList): Map<string, SignalWords> {
  refuseTwins(
    'signals.json',
    'signal',
    entries.map(({ code }) => code),
    faults,
  );
  return new Map(entries.map(signal => [signal.code, signal]));
}
