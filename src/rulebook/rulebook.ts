import { createHash } from 'node:crypto';
import { canonicalJson } from '../engine/canonical-json.ts';
import { compileRules, type SyncEvaluator } from '../engine/compile.ts';
import type { PlainDate } from '../engine/dates.ts';
import { FACTS_BY_STAGE } from '../engine/facts.ts';
import type { Plan } from '../engine/plan.ts';
import { governingVersion, type PlanVersions, versionOn } from '../engine/plan-versions.ts';
import {
  type DocumentType,
  type Facts,
  type Rule,
  type RuleSet,
  STAGES,
  type Stage,
} from '../engine/rules.ts';
import { checkGeneralTerms } from './check-terms.ts';
import type { FactCatalogue } from './conditions.ts';
import { type Constraint, readConstraints } from './constraints.ts';
import { checkDefinitions } from './definitions.ts';
import { DISEASES_FOLDER, type DiseaseBook } from './disease-book.ts';
import { readDiseases } from './diseases.ts';
import { FaultList, RulebookFault } from './fault.ts';
import { checkShape, isObject, parseJson, type RuleFiles } from './json.ts';
import {
  checkStages,
  type DocumentWords,
  type ReasonWords,
  readBases,
  readDocuments,
  readFacts,
  readFile,
  readOptional,
  readReasons,
  readSignals,
  type SignalWords,
} from './lists.ts';
import { checkMasterPolicies, findMasterPolicy, type MasterPolicy } from './master-policies.ts';
import { type Parameters, readParameters } from './parameters.ts';
import { parseForm } from './parse-form.ts';
import { readPlans, type WrittenPlan } from './plan.ts';
import { type PlanExample, readPlanExamples } from './plan-examples.ts';
import { type ReadRule, type RuleContext, readRule } from './rule.ts';
import {
  type BaseCaseName,
  baseCasesFile,
  documentsFile,
  factsFile,
  masterPoliciesFile,
  type PlanDefaults,
  parametersFile,
  planDefaultsFile,
  planHead,
  reasonsFile,
  type StageEntry,
  signalsFile,
  stagesFile,
} from './schema.ts';
import type { Words } from './words.ts';

/** A rulebook, read and checked. Its hash is that of its content: equal rules, equal hash. */
export interface Rulebook {
  readonly hash: string;
  /** Canonical JSON of all files by name, from which `rulebookFromContent` makes the same book. */
  readonly content: string;
  readonly ruleSet: RuleSet;
  /** The compiled evaluator of this book's rules. */
  readonly evaluate: SyncEvaluator;
  readonly planIds: readonly string[];
  readonly planDefaults: PlanDefaults;
  /** Titles of the stages by id. */
  readonly stageTitles: ReadonlyMap<string, Words>;
  /** Stages of which some rule must fire on every claim. */
  readonly completeStages: ReadonlySet<string>;
  /** Scenarios by plan. */
  readonly planExamples: ReadonlyMap<string, readonly PlanExample[]>;
  readonly facts: FactCatalogue;
  /** What always holds between the facts of one claim, contract or invoice. */
  readonly constraints: readonly Constraint[];
  /** An ordinary contract, claim of each kind and invoice: what examples start from. */
  readonly baseFacts: Readonly<Record<BaseCaseName, Facts>>;
  readonly reasons: ReadonlyMap<string, ReasonWords>;
  /** Documents by code, in the order of the checklist. */
  readonly documents: ReadonlyMap<string, DocumentWords>;
  readonly signals: ReadonlyMap<string, SignalWords>;
  readonly parameters: Parameters;
  /** Every rule with its file and examples, by stage and id. */
  readonly rules: readonly ReadRule[];
  readonly masterPolicies: readonly MasterPolicy[];
  /** Definitions of critical illnesses with their words; null in a book from before they were kept. */
  readonly diseases: DiseaseBook | null;
  /** The version that applies on a day. Throws RangeError for an unknown plan or a day before its first version. */
  plan(id: string, on: PlainDate): Plan;
  /** The version that begins on a day. Throws RangeError when there is none. */
  planVersion(id: string, effectiveOn: PlainDate): Plan;
  /** All versions of a plan; null for an unknown plan. */
  planVersions(id: string): PlanVersions | null;
  /** The version that decides an event of a cover, by the plan's governing date. Throws as `plan`. */
  planFor(id: string, effective: PlainDate, eventDay: PlainDate): Plan;
  /** Insurer and group policy of a cover; null when none is on record. */
  masterPolicy(
    planId: string,
    cohort: string,
    on: PlainDate,
  ): { readonly insurer: Words; readonly masterPolicyNo: string } | null;
  /** Throws RangeError for a code that is not in the list. */
  reason(code: string): ReasonWords;
  /** Throws RangeError for a code that is not in the list. */
  document(code: string): DocumentWords;
  /** Throws RangeError for a code that is not in the list. */
  signal(code: string): SignalWords;
  /** The latest version of a rule; undefined for an unknown id. */
  rule(id: string): Rule | undefined;
}

/** Hash of a book's canonical content. */
export function contentHash(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

export function contentOf(files: RuleFiles): string {
  return canonicalJson(Object.fromEntries(files));
}

/** The rulebook whose canonical content this is. Throws RulebookFault when it is none. */
export function rulebookFromContent(content: string): Rulebook {
  const parsed = parseJson('(content)', content);
  if (!isObject(parsed))
    throw new RulebookFault([
      {
        file: '(content)',
        place: '',
        line: null,
        problem: { zh: '不是规则书', en: 'is no rulebook' },
        remedy: { zh: '请保存已载入的规则书的内容', en: 'Store the content of a loaded book' },
      },
    ]);
  return readRulebook(new Map(Object.entries(parsed)), new FaultList('kept'));
}

/**
 * Reads and checks every file. Throws RulebookFault with all that is wrong, in `faults` already or found here. What a
 * rule names in a list that cannot be read is not held against it. The schema that a file names for editors is no term
 * of the book: it is not part of the content, so that moving a schema changes no hash.
 */
export function readRulebook(named: RuleFiles, faults: FaultList = new FaultList()): Rulebook {
  const files = new Map(
    [...withoutSchemaNames(named)].filter(([file, content]) =>
      checkShape(file, content, faults, { reservedKeys: true }),
    ),
  );
  const stages = readFile(files, 'stages.json', stagesFile, faults)?.stages ?? null;
  if (stages !== null) checkStages(stages, faults);
  const written = readFile(files, 'facts.json', factsFile, faults);
  const catalogue = written && readFacts(written.facts, stages, faults);
  const constraints = catalogue && readConstraints(written.constraints, catalogue, faults);
  const bases = readFile(files, 'base-cases.json', baseCasesFile, faults);
  const baseFacts = bases && catalogue && readBases(bases.cases, catalogue, faults);
  const reasonEntries = readFile(files, 'reason-codes.json', reasonsFile, faults);
  const reasons = reasonEntries && readReasons(reasonEntries.reasons, faults);
  const documentEntries = readOptional(files, 'documents.json', documentsFile, { documents: [] }, faults);
  const documents = documentEntries && readDocuments(documentEntries.documents, faults);
  const documentCodes = documents && new Set(documents.keys());
  const signalEntries = readOptional(files, 'signals.json', signalsFile, { signals: [] }, faults);
  const signals = signalEntries && readSignals(signalEntries.signals, faults);
  const parameterEntries = readOptional(files, 'parameters.json', parametersFile, { parameters: [] }, faults);
  const parameters = parameterEntries && readParameters(parameterEntries.parameters, faults);
  const diseases = readDiseases(files, documentCodes, faults);
  const defaults = readFile(files, 'plan-defaults.json', planDefaultsFile, faults);
  if (defaults) checkGeneralTerms('plan-defaults.json', '', defaults, faults);
  const writtenByHand = writtenPlans(files, faults);
  const plans = defaults && readPlans(writtenByHand, defaults, true, faults);
  if (plans) checkDefinitions(plans, defaults, diseases, faults);
  const namedPlans = plansNamed([...files.keys(), ...faults.files]);
  const insurance = readFile(files, 'master-policies.json', masterPoliciesFile, faults);
  const masterPolicies = insurance && checkMasterPolicies(insurance, namedPlans, faults);
  const context = {
    catalogue,
    baseFacts,
    reasonCodes: reasons && new Set(reasons.keys()),
    planIds: namedPlans,
    documentCodes,
    signalCodes: signals && new Set(signals.keys()),
    parameters,
  };
  const rules = readRules(files, stages, context, faults);
  const planExamples = new Map(
    bases && catalogue && baseFacts
      ? writtenByHand.map(({ id, file, examples }) => [
          id,
          readPlanExamples(
            file,
            examples,
            { catalogue, contract: baseFacts.contract, claims: bases.claims },
            faults,
          ),
        ])
      : [],
  );
  faults.throwIfAny();
  if (!(stages && catalogue && constraints && baseFacts && reasons && documents && signals))
    throw new Error('a file that could not be read must have left a fault');
  if (!(plans && masterPolicies && parameters))
    throw new Error('a file that could not be read must have left a fault');

  const planIds = [...plans.keys()].sort();
  const content = contentOf(files);
  const ruleSet = ruleSetOf(contentHash(content), stages, rules, reasons, documents, diseases, catalogue);
  checkUniqueStages(ruleSet, rules, faults);
  faults.throwIfAny();

  const latest = new Map(rules.map(({ rule }) => [rule.id, rule]));
  const versionsOf = (id: string): PlanVersions => {
    const versions = plans.get(id);
    if (!versions) throw new RangeError(`plan "${id}" is not in this rulebook; it has ${planIds.join(', ')}`);
    return versions;
  };
  return {
    hash: ruleSet.hash,
    content,
    ruleSet,
    evaluate: compileRules(rules.map(({ rule }) => rule)),
    planIds,
    planDefaults: defaults,
    stageTitles: new Map(stages.map(({ id, title }) => [id, title])),
    completeStages: new Set(stages.flatMap(({ id, complete }) => (complete ? [id] : []))),
    planExamples,
    facts: catalogue,
    constraints,
    baseFacts,
    reasons,
    documents,
    signals,
    parameters,
    rules,
    masterPolicies,
    diseases,
    plan: (id, on) => {
      const version = versionOn(versionsOf(id), on);
      if (!version) throw new RangeError(`plan "${id}" has no version on ${on}; add one under rules/plans`);
      return version;
    },
    planVersion: (id, effectiveOn) => {
      const version = versionsOf(id).find(plan => plan.effectiveOn === effectiveOn);
      if (!version) throw new RangeError(`plan "${id}" has no version that begins on ${effectiveOn}`);
      return version;
    },
    planVersions: id => plans.get(id) ?? null,
    planFor: (id, effective, eventDay) => governingVersion(versionsOf(id), effective, eventDay),
    masterPolicy: (planId, cohort, on) => findMasterPolicy(masterPolicies, planId, cohort, on),
    reason: code => listed(reasons, code, 'reason', 'reason-codes.json'),
    document: code => listed(documents, code, 'document', 'documents.json'),
    signal: code => listed(signals, code, 'signal', 'signals.json'),
    rule: id => latest.get(id),
  };
}

function listed<Entry>(entries: ReadonlyMap<string, Entry>, code: string, what: string, file: string): Entry {
  const entry = entries.get(code);
  if (entry === undefined) throw new RangeError(`${what} "${code}" is not in rules/${file}`);
  return entry;
}

/** The files as the book holds them, without the `$schema` at the top of each. */
export function withoutSchemaNames(files: RuleFiles): RuleFiles {
  return new Map(
    [...files].map(([name, file]) => {
      if (!isObject(file) || !Object.hasOwn(file, '$schema')) return [name, file];
      const { $schema, ...content } = file;
      return [name, content];
    }),
  );
}

const PLANS_FOLDER = 'plans/';

/** Ids of the plans by the names of their files, of those that cannot be read as well. */
function plansNamed(files: readonly string[]): Set<string> {
  return new Set(
    files
      .filter(file => file.startsWith(PLANS_FOLDER) && file.endsWith('.json'))
      .map(file => file.slice(PLANS_FOLDER.length, -'.json'.length)),
  );
}

/** A plan of the rulebook, with its examples as written. */
interface PlanFile extends WrittenPlan {
  readonly examples: readonly unknown[];
}

function writtenPlans(files: RuleFiles, faults: FaultList): PlanFile[] {
  const plans: PlanFile[] = [];
  for (const [file, content] of files) {
    if (!file.startsWith(PLANS_FOLDER)) continue;
    const head = parseForm(file, '', content, planHead, faults);
    if (head === null) continue;
    const { id, title, versions, override } = head;
    if (file !== `${PLANS_FOLDER}${id}.json`)
      faults.add(
        file,
        'id',
        { zh: `方案 "${id}" 写在了别的文件里`, en: `plan "${id}" stands in another file` },
        { zh: `文件名请用 ${id}.json`, en: `Name the file ${id}.json` },
      );
    if ((versions === undefined) === (head.extends === undefined))
      faults.add(
        file,
        '',
        {
          zh: 'versions 与 extends 应当有且只有一个',
          en: 'has not exactly one of versions and extends',
        },
        { zh: '请保留其中一个', en: 'Keep one of them' },
      );
    if (versions !== undefined && override !== undefined)
      faults.add(
        file,
        'override',
        { zh: '方案自带 versions，不能再用 override', en: 'changes a plan that has its own versions' },
        { zh: '请直接修改 versions', en: 'Change the versions' },
      );
    plans.push({
      id,
      file,
      title,
      versions: (versions as WrittenPlan['versions'] | undefined) ?? null,
      extends: head.extends ?? null,
      override: (override ?? {}) as WrittenPlan['override'],
      examples: head.examples,
    });
  }
  return plans;
}

function readRules(
  files: RuleFiles,
  stages: readonly StageEntry[] | null,
  context: RuleContext,
  faults: FaultList,
): ReadRule[] {
  const byFolder = new Map((stages ?? []).map(stage => [stage.id, stage]));
  const rules: ReadRule[] = [];
  for (const [file, content] of files) {
    const slash = file.indexOf('/');
    if (slash < 0) {
      if (!TOP_FILES.has(file))
        faults.add(
          file,
          '',
          { zh: '不是规则书的文件', en: 'is no file of a rulebook' },
          {
            zh: `请移走；这里只放 ${[...TOP_FILES].join('、')}`,
            en: `Move it; here stand ${[...TOP_FILES].join(', ')}`,
          },
        );
      continue;
    }
    if (file.startsWith(PLANS_FOLDER) || file.startsWith(DISEASES_FOLDER) || stages === null) continue;
    const stage = byFolder.get(file.slice(0, slash));
    if (stage === undefined) {
      faults.add(
        file,
        '',
        { zh: `没有这个阶段："${file.slice(0, slash)}"`, en: `unknown stage "${file.slice(0, slash)}"` },
        {
          zh: `请放入某个阶段的文件夹：${[...byFolder.keys()].join('、')}`,
          en: `Put the rule into the folder of a stage: ${[...byFolder.keys()].join(', ')}`,
        },
      );
      continue;
    }
    rules.push(...readRule(file, stage, content, context, faults));
  }
  rules.sort((a, b) => compare(a.rule.id, b.rule.id) || a.rule.effectiveFrom - b.rule.effectiveFrom);
  for (const [index, { file, rule }] of rules.entries()) {
    const previous = rules[index - 1];
    if (previous === undefined || previous.rule.id !== rule.id) continue;
    if (previous.rule.stage !== rule.stage)
      faults.add(
        file,
        'id',
        { zh: `同一 id 也用于 ${previous.file}`, en: `stands in two stages, also in ${previous.file}` },
        { zh: '请给其中一条另取 id', en: 'Give one of them another id' },
      );
    if (previous.rule.by !== rule.by)
      faults.add(
        file,
        'conditions',
        {
          zh: `同一规则 "${rule.id}" 的另一版本（${previous.file}）按${DAYS[previous.rule.by].zh}取值，这一版本按${DAYS[rule.by].zh}`,
          en: `another version of "${rule.id}", in ${previous.file}, is governed by the ${DAYS[previous.rule.by].en}, this one by the ${DAYS[rule.by].en}`,
        },
        {
          zh: '请让各版本的参数按同一日期取值，或给其中一个换 id',
          en: 'Name parameters governed by the same day in all versions, or give one another id',
        },
      );
    if (previous.rule.effectiveTo >= rule.effectiveFrom)
      faults.add(
        file,
        'effective',
        {
          zh: `与 ${previous.file} 中 "${rule.id}" 的另一个版本时间重叠`,
          en: `overlaps another version of "${rule.id}" in ${previous.file}`,
        },
        {
          zh: '请让较早的版本在较晚版本生效的前一天终止',
          en: 'End the earlier version on the day before the later one begins',
        },
      );
  }
  return rules;
}

const DAYS: Readonly<Record<Rule['by'], Words>> = {
  event: { zh: '出险日', en: 'event' },
  cover_start: { zh: '保障起始日', en: 'cover start' },
};

const TOP_FILES: ReadonlySet<string> = new Set([
  'stages.json',
  'facts.json',
  'base-cases.json',
  'reason-codes.json',
  'plan-defaults.json',
  'master-policies.json',
  'documents.json',
  'signals.json',
  'parameters.json',
]);

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ruleSetOf(
  hash: string,
  stages: readonly StageEntry[],
  rules: readonly ReadRule[],
  reasons: ReadonlyMap<string, ReasonWords>,
  documents: ReadonlyMap<string, DocumentType>,
  diseases: DiseaseBook | null,
  catalogue: FactCatalogue,
): RuleSet {
  const byId = new Map<string, Stage>();
  const rulesByStage = new Map<string, readonly Rule[]>();
  for (const { id, scope, hit_policy } of stages) {
    byId.set(id, { id, scope, hitPolicy: hit_policy });
    rulesByStage.set(
      id,
      rules.filter(({ rule }) => rule.stage === id).map(({ rule }) => rule),
    );
  }
  const made = new Set(
    STAGES.flatMap(({ id, scope }) => (scope === 'claim' ? (FACTS_BY_STAGE.get(id) ?? []) : [])),
  );
  const unlistedFacts = [...made].filter(id => !catalogue.has(id));
  return { hash, stages: byId, rulesByStage, reasons, documents, diseases, unlistedFacts };
}

/** In a `unique` stage no example may fire two rules that are in force on one day. */
function checkUniqueStages(ruleSet: RuleSet, rules: readonly ReadRule[], faults: FaultList): void {
  for (const { id: stage, hitPolicy } of ruleSet.stages.values()) {
    if (hitPolicy !== 'unique') continue;
    const all = ruleSet.rulesByStage.get(stage) ?? [];
    const evaluate = compileRules(all);
    for (const { file, rule, examples } of rules.filter(read => read.rule.stage === stage)) {
      const together = all.filter(
        other =>
          other.effectiveFrom <= rule.effectiveTo &&
          rule.effectiveFrom <= other.effectiveTo &&
          (other.kind === null || rule.kind === null || other.kind === rule.kind),
      );
      for (const { name, facts } of examples) {
        const fired = [...evaluate({ stage, rules: together, facts })];
        if (fired.length > 1)
          faults.add(
            file,
            'examples',
            {
              zh: `在 "${name}" 上 ${fired.join('、')} 同时生效，而阶段 "${stage}" 只允许一条`,
              en: `on "${name}" ${fired.join(' and ')} fire together, but stage "${stage}" allows one`,
            },
            { zh: '请收窄其中一条的条件', en: 'Narrow the conditions of one of them' },
          );
      }
    }
  }
}
