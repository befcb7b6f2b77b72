import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ZenEngine } from '@gorules/zen-engine';
import { Engine, Rule as EngineRule, type RuleProperties } from 'json-rules-engine';
import { readCaseFile } from '../../src/cli/adjudicate/case-file.ts';
import { readCase } from '../../src/cli/adjudicate/case-form.ts';
import { plansOfRulebook } from '../../src/cli/adjudicate/case-plans.ts';
import { decideCase } from '../../src/cli/adjudicate/decide-case.ts';
import type { Form } from '../../src/cli/adjudicate/form.ts';
import { eventDay } from '../../src/engine/claim.ts';
import { toEpochDay } from '../../src/engine/dates.ts';
import { type DecisionInput, decide } from '../../src/engine/decide.ts';
import { type Reading, readingOf } from '../../src/engine/read-fact.ts';
import type { FactValue, FiredIds, Rule, RuleVerdict, StageRequest } from '../../src/engine/rules.ts';
import { runSync } from '../../src/engine/run.ts';
import { askedRules } from '../../src/engine/stage-rules.ts';
import { projectRoot, rulesDir } from '../../src/platform/paths.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { drawInput, landmarksOf } from '../model/draw-input.ts';
import { seeded } from '../model/generate.ts';
import { claimByHand, type FactsByHand, invoiceByHand, RULES_BY_HAND } from './evaluate-by-hand.ts';
import { ZenTable } from './evaluate-by-zen.ts';
import { generateYear } from './past-year.ts';
import type { Row } from './table.ts';

/** Inputs drawn around every threshold, on which all must agree before anything is measured. */
const DRAWN = 20_000;
/** The slow ones take every sixteenth claim. */
const SAMPLE = 16;
const ROUNDS = 5;
/** A measurement goes over its claims until so much time has gone. */
const LEAST_MS = 300;

/**
 * What is asked about one claim, on flat facts. The compiled evaluator is asked stage by stage, as a decision asks it;
 * the others all rules of the claim at once, then those of each invoice, which is their best.
 */
interface FlatClaim {
  readonly stages: readonly StageRequest[];
  readonly requests: readonly StageRequest[];
  readonly input: DecisionInput;
}

interface Contender {
  readonly name: string;
  /** Evaluates each claim; gives how many rules fired. */
  run(claims: readonly FlatClaim[]): number | Promise<number>;
}

/** The evaluators over a year of the bank's claims, in one run, and the time of `rules check`. */
export async function benchEvaluate(): Promise<Row[]> {
  const book = loadRulebook(rulesDir);
  const flatten = flattening(book);
  const year = await claimsOfYear(book, flatten);
  const drawn = claimsDrawn(book, flatten);
  const zen = new ZenEngine();
  const tables = perList(rules => new ZenTable(zen, rules));
  const engines = perList(engineOf);
  await checkAll([...drawn, ...year], book, engines, tables);

  const few = year.filter((_, index) => index % SAMPLE === 0);
  const contenders: readonly (Contender & { readonly claims: readonly FlatClaim[] })[] = [
    { name: 'compiled', claims: year, run: claims => runCompiled(claims, book) },
    { name: 'by hand', claims: year, run: runByHand },
    { name: 'reference', claims: few, run: claims => runReference(claims, engines) },
    { name: 'zen', claims: few, run: claims => runZen(claims, tables) },
    { name: 'zen in loops', claims: few, run: claims => runZenInLoops(claims, tables) },
    { name: 'decide', claims: year, run: claims => runDecide(claims, book) },
  ];
  const rates = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, claims, run } of contenders) {
      const rate = await measure(claims, run);
      // The first round only warms up.
      if (round > 0) rates.get(name)!.push(rate);
    }
  }
  zen.dispose();
  const rateOf = (name: string) => rates.get(name)!.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
  const against = (what: string, limit: string, wanted: number | null): Row => {
    const ratio = rateOf('compiled') / rateOf(limit);
    return {
      what,
      figure: figureOf(rateOf('compiled')),
      limit: figureOf(rateOf(limit)),
      ratio,
      wanted: wanted === null ? '' : `>= ${wanted}`,
      holds: wanted === null || ratio >= wanted,
    };
  };
  return [
    against('compiled evaluation with trace / json-rules-engine', 'reference', 80),
    against('compiled evaluation with trace / function written by hand', 'by hand', 0.1),
    against('compiled evaluation with trace / GoRules ZEN with trace', 'zen', null),
    against('compiled evaluation with trace / GoRules ZEN in loop mode', 'zen in loops', null),
    {
      what: 'whole decisions, compiled',
      figure: figureOf(rateOf('decide')),
      limit: '',
      ratio: null,
      wanted: '',
      holds: true,
    },
    rulesCheck(),
  ];
}

function figureOf(rate: number): string {
  return `${Math.round(rate).toLocaleString('en')} claims/s`;
}

/** Claims per second over as many passes as fill LEAST_MS. */
async function measure(claims: readonly FlatClaim[], run: Contender['run']): Promise<number> {
  const started = performance.now();
  let passes = 0;
  let elapsedMs = 0;
  while (elapsedMs < LEAST_MS) {
    await run(claims);
    passes++;
    elapsedMs = performance.now() - started;
  }
  return (1_000 * passes * claims.length) / elapsedMs;
}

function perList<Made>(make: (rules: readonly Rule[]) => Made): (rules: readonly Rule[]) => Made {
  const known = new Map<readonly Rule[], Made>();
  return rules => {
    let made = known.get(rules);
    if (made === undefined) {
      made = make(rules);
      known.set(rules, made);
    }
    return made;
  };
}

type Flatten = (input: DecisionInput) => FlatClaim;

/** Decides the claim and keeps what its rules were asked. */
function flattening({ ruleSet, evaluate }: Rulebook): Flatten {
  const stages = [...ruleSet.stages.values()].filter(({ scope }) => scope === 'claim').map(({ id }) => id);
  const lists = new Map<string, readonly Rule[]>();
  return input => {
    const invoices: StageRequest[] = [];
    const { facts } = runSync(decide(input, ruleSet), request => {
      if (request.stage === 'invoice') invoices.push(request);
      return evaluate(request);
    });
    const asked = {
      kind: input.claim.kind,
      eventDay: toEpochDay(eventDay(input.claim)),
      coverStartDay: toEpochDay(input.cover.effective),
    };
    const byStage = stages
      .map(stage => ({ stage, rules: askedRules(ruleSet, stage, asked).rules, facts }))
      .filter(({ rules }) => rules.length > 0);
    const all = byStage.flatMap(({ rules }) => rules);
    const key = all.map(({ id, effectiveFrom }) => `${id}@${effectiveFrom}`).join(' ');
    const rules = lists.get(key) ?? all;
    lists.set(key, rules);
    return {
      stages: [...byStage, ...invoices],
      requests: [{ stage: 'claim', rules, facts }, ...invoices],
      input,
    };
  };
}

async function claimsOfYear(book: Rulebook, flatten: Flatten): Promise<FlatClaim[]> {
  const directory = await mkdtemp(path.join(tmpdir(), 'cordcover-bench-'));
  const claims: FlatClaim[] = [];
  try {
    await generateYear(book, directory);
    const find = plansOfRulebook(book);
    for await (const part of readCaseFile(path.join(directory, 'cases.ndjson'))) {
      if (part.kind !== 'case') continue;
      const read = readCase(part.value as Form);
      for (const { input } of decideCase(read, find, book.ruleSet, book.evaluate))
        claims.push(flatten(input));
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return claims;
}

function claimsDrawn(book: Rulebook, flatten: Flatten): FlatClaim[] {
  const landmarks = landmarksOf(book);
  return Array.from({ length: DRAWN }, (_, seed) => flatten(drawInput(seeded(seed), landmarks)));
}

/** What is kept of one request: each rule's verdict, and the facts that each fired rule compared. */
interface Trace {
  readonly verdicts: readonly RuleVerdict[];
  readonly fired: readonly Rule[];
  readonly compared: readonly FactValue[];
}

/** By the set of fired ids, of which the evaluator makes each one once: verdicts, fired rules, and which facts these compare. */
const TRACED = new WeakMap<FiredIds, Omit<Trace, 'compared'> & { readonly readings: readonly Reading[] }>();

function traced(request: StageRequest, fired: FiredIds): Trace {
  let known = TRACED.get(fired);
  if (known === undefined) {
    known = {
      verdicts: request.rules.map(({ id }) => (fired.has(id) ? 'fired' : 'passed')),
      fired: request.rules.filter(({ id }) => fired.has(id)),
      readings: request.rules.filter(({ id }) => fired.has(id)).flatMap(({ facts }) => facts.map(readingOf)),
    };
    TRACED.set(fired, known);
  }
  const compared: FactValue[] = [];
  for (const read of known.readings) compared.push(read(request.facts)!);
  return { verdicts: known.verdicts, fired: known.fired, compared };
}

function runCompiled(claims: readonly FlatClaim[], { evaluate }: Rulebook): number {
  let count = 0;
  for (const { stages } of claims) {
    const trace = stages.map(request => traced(request, evaluate(request)));
    for (const { fired } of trace) count += fired.length;
  }
  return count;
}

const firedByHand = new Int32Array(RULES_BY_HAND.length);

function byHand({ stage, facts }: StageRequest): number {
  return stage === 'claim'
    ? claimByHand(facts as unknown as FactsByHand, firedByHand)
    : invoiceByHand(facts as never, firedByHand);
}

function runByHand(claims: readonly FlatClaim[]): number {
  let count = 0;
  for (const { requests } of claims) for (const request of requests) count += byHand(request);
  return count;
}

/** One engine for each list of rules, reused run after run, without JSONPath. */
function engineOf(rules: readonly Rule[]): Engine {
  const engine = new Engine([], { allowUndefinedFacts: false, pathResolver: value => value });
  for (const { id, conditions, effect } of rules)
    engine.addRule(
      new EngineRule({
        name: id,
        conditions: structuredClone(conditions) as RuleProperties['conditions'],
        event: { type: effect.type },
      }),
    );
  return engine;
}

type Engines = (rules: readonly Rule[]) => Engine;
type Tables = (rules: readonly Rule[]) => ZenTable;

async function runReference(claims: readonly FlatClaim[], engines: Engines): Promise<number> {
  let count = 0;
  for (const { requests } of claims)
    for (const { rules, facts } of requests) count += (await engines(rules).run(facts)).results.length;
  return count;
}

async function runZen(claims: readonly FlatClaim[], tables: Tables): Promise<number> {
  let count = 0;
  for (const { requests } of claims)
    for (const { rules, facts } of requests) count += (await tables(rules).fired(facts)).size;
  return count;
}

/** Claims given to one call of the loop mode. */
const BATCH = 500;

async function runZenInLoops(claims: readonly FlatClaim[], tables: Tables): Promise<number> {
  const byList = new Map<readonly Rule[], StageRequest['facts'][]>();
  for (const { requests } of claims)
    for (const { rules, facts } of requests) byList.set(rules, [...(byList.get(rules) ?? []), facts]);
  let count = 0;
  for (const [rules, facts] of byList)
    for (let from = 0; from < facts.length; from += BATCH)
      for (const fired of await tables(rules).firedOnEach(facts.slice(from, from + BATCH)))
        count += fired.size;
  return count;
}

function runDecide(claims: readonly FlatClaim[], { ruleSet, evaluate }: Rulebook): number {
  let count = 0;
  for (const { input } of claims) count += runSync(decide(input, ruleSet), evaluate).findings.length;
  return count;
}

/** All fire the same rules: the function by hand on every claim, the slow ones on every sixteenth. Throws otherwise. */
async function checkAll(
  claims: readonly FlatClaim[],
  { evaluate, ruleSet }: Rulebook,
  engines: Engines,
  tables: Tables,
): Promise<void> {
  const ids = [...ruleSet.rulesByStage.entries()]
    .filter(([stage]) => stage !== 'attach')
    .flatMap(([, rules]) => rules.map(({ id }) => id));
  mustAgree('the function by hand (its list of rules)', new Set(ids), new Set(RULES_BY_HAND));
  for (const [index, { stages, requests }] of claims.entries()) {
    const firedByStage = new Set(
      stages.filter(({ stage }) => stage !== 'invoice').flatMap(one => [...evaluate(one)]),
    );
    for (const request of requests) {
      const fired = request.stage === 'claim' ? firedByStage : evaluate(request);
      const count = byHand(request);
      mustAgree(
        'the function by hand',
        fired,
        new Set(Array.from(firedByHand.subarray(0, count), number => RULES_BY_HAND[number]!)),
        request,
      );
      if (index % SAMPLE !== 0) continue;
      const { results } = await engines(request.rules).run(request.facts);
      mustAgree('json-rules-engine', fired, new Set(results.map(({ name }) => name)), request);
      const table = tables(request.rules);
      mustAgree('GoRules ZEN', fired, await table.fired(request.facts), request);
      mustAgree('GoRules ZEN in loop mode', fired, (await table.firedOnEach([request.facts]))[0]!, request);
    }
  }
}

function mustAgree(who: string, wanted: FiredIds, got: FiredIds, request?: StageRequest): void {
  const apart = [...wanted].filter(id => !got.has(id)).concat([...got].filter(id => !wanted.has(id)));
  if (apart.length > 0)
    throw new Error(
      `${who} and the compiled evaluator part on ${apart.join(', ')}, on ${JSON.stringify(request?.facts ?? null)}`,
    );
}

/** The command as somebody types it, its start included. */
function rulesCheck(): Row {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/cli/main.ts', 'rules', 'check'],
    { cwd: projectRoot, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`rules check says:\n${stdout}${stderr}`);
  const seconds = (performance.now() - started) / 1_000;
  return {
    what: 'rules check on the whole book',
    figure: `${seconds.toFixed(1)} s`,
    limit: '',
    ratio: null,
    wanted: '< 5 s',
    holds: seconds < 5,
  };
}
