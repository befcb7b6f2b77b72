import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClaimSubmission, claimSubmission } from '../../src/claims/schema.ts';
import { adjudicateCase, adjudicateFile } from '../../src/cli/adjudicate/adjudicate-file.ts';
import { plansInline } from '../../src/cli/adjudicate/case-plans.ts';
import type { PresentedCase } from '../../src/cli/adjudicate/present-case.ts';
import { CONTRACT_CSV, readHeader } from '../../src/contracts/csv-columns.ts';
import { ContractCsvReader } from '../../src/contracts/read-contract-rows.ts';
import type { ContractRow } from '../../src/contracts/schema.ts';
import { contractAt, type DemoSettings, frameAt } from '../../src/demo/demo-contract.ts';
import { generateDemo } from '../../src/demo/generate-demo.ts';
import { daysBetween, plainDate } from '../../src/engine/dates.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';

const AS_OF = plainDate('2026-01-01');
/** A tenth of the bank's claims, on few contracts: enough for the averages, quick to decide. */
const SAMPLE: DemoSettings = { contracts: 21_000, claims: 6_400, seed: 7, asOf: AS_OF };
const rulebook = loadRulebook(rulesDir);

let folder: string;
let contracts: ContractRow[];
let claims: (ClaimSubmission & { submitted_on: string })[];
let cases: PresentedCase[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordcover-demo-'));
  await generateDemo(SAMPLE, rulebook, folder);
  contracts = readContracts(textOf(folder, 'contracts.csv'));
  claims = linesOf(textOf(folder, 'claims.ndjson')).map(line => {
    const { reference: _, submitted_on, ...rest } = JSON.parse(line);
    return { ...claimSubmission.parse(rest), submitted_on };
  });
  cases = [];
  for await (const one of adjudicateFile(join(folder, 'cases.ndjson'), rulebook, false)) cases.push(one);
});

afterAll(() => rmSync(folder, { recursive: true }));

const textOf = (dir: string, name: string) => readFileSync(join(dir, name), 'utf8');
const linesOf = (text: string) => text.trimEnd().split('\n');

/** Reads each row as an import on the day of the data would; throws on the first that it would refuse. */
function readContracts(text: string): ContractRow[] {
  const [head, ...rows] = linesOf(text).map(line => line.split(','));
  const reader = new ContractCsvReader(readHeader(CONTRACT_CSV, head ?? []), AS_OF);
  return rows.map(fields => {
    const reading = reader.read(fields);
    if ('row' in reading) return reading.row;
    throw new Error(`${fields[0]}: ${JSON.stringify(reading.faults)}`);
  });
}

const medicalClaims = () => claims.flatMap(({ claim }) => (claim.kind === 'medical' ? [claim] : []));
const share = <T>(items: readonly T[], holds: (item: T) => boolean) =>
  items.filter(holds).length / items.length;

/** Ids of the critical-illness claims among lines of cases.ndjson. */
function criticalIds(lines: readonly string[]): Set<string> {
  const claimsOf = (line: string): { id: string; kind: string }[] => JSON.parse(line).claims ?? [];
  return new Set(
    lines.flatMap(claimsOf).flatMap(({ id, kind }) => (kind === 'critical_illness' ? [id] : [])),
  );
}

/** In yuan, over the claims that `counts` names. */
function meanPaid(decided: readonly PresentedCase[], counts: (claimId: string) => boolean): number {
  const paid = decided
    .flatMap(one => ('error' in one ? [] : one.claims))
    .flatMap(({ id, payable }) => (counts(id) ? [Number(payable)] : []));
  return paid.reduce((sum, yuan) => sum + yuan, 0) / paid.length;
}

describe('the contracts of the demo data', () => {
  it('are as many as asked for, all of them fit for import, no number twice', () => {
    expect(contracts).toHaveLength(SAMPLE.contracts);
    expect(new Set(contracts.map(({ number }) => number)).size).toBe(SAMPLE.contracts);
    const ids = contracts.flatMap(({ children }) => children.flatMap(({ idNo }) => idNo ?? []));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('have twins in some fifteen of a thousand, newborns without a number, and units not yet in storage', () => {
    const twins = share(contracts, ({ children }) => children.length > 1);
    expect(twins).toBeGreaterThan(0.012);
    expect(twins).toBeLessThan(0.018);
    const newborns = contracts.filter(({ children }) => children[0]?.idNo === null);
    expect(newborns.length).toBeGreaterThan(0);
    for (const { children } of newborns) {
      expect(daysBetween(children[0]?.birthOn ?? AS_OF, AS_OF)).toBeLessThanOrEqual(60);
    }
    expect(contracts.some(({ storedOn }) => storedOn === null)).toBe(true);
  });

  it('give every child of a multiple birth a number of its own', () => {
    const bank = { ...SAMPLE, contracts: 840_000 };
    const triplets = Array.from({ length: 40_000 }, (_, at) => at).filter(
      index => frameAt(bank, index).childCount === 3,
    );
    expect(triplets.length).toBeGreaterThan(2);
    for (const index of triplets) {
      const ids = contractAt(bank, index).children.map(({ idNo }) => idNo);
      expect(new Set(ids).size).toBe(3);
    }
  });

  it('live where people live: most in Linyi and Qingdao, fewest in Dongying', () => {
    const count = (city: string) => contracts.filter(one => one.city === city).length;
    const counts = [...new Set(contracts.map(({ city }) => city))].sort((a, b) => count(b) - count(a));
    expect(counts.slice(0, 2).sort()).toEqual(['3702', '3713']);
    expect(counts.at(-1)).toBe('3705');
    expect(counts).toHaveLength(16);
  });

  it('name hospitals, mobiles and identity numbers that nobody has', () => {
    expect(contracts.every(({ holder }) => holder.idNo.slice(4, 6) === '00')).toBe(true);
    expect(contracts.every(({ holder }) => /^1..0000/.test(holder.mobile))).toBe(true);
    expect(medicalClaims().every(({ hospital }) => hospital.name.startsWith('示例'))).toBe(true);
  });
});

describe('the claims of the demo data', () => {
  it('are as many as asked for, handed in before the day of the data, after the event', () => {
    expect(claims).toHaveLength(SAMPLE.claims);
    for (const { claim, submitted_on } of claims) {
      expect(submitted_on < AS_OF).toBe(true);
      expect(submitted_on >= (claim.kind === 'medical' ? claim.to : claim.diagnosed)).toBe(true);
    }
  });

  it('are decided without an error, each of them', () => {
    expect(cases.filter(one => 'error' in one)).toEqual([]);
    expect(cases.flatMap(one => ('error' in one ? [] : one.claims))).toHaveLength(SAMPLE.claims);
  });

  it('pay about CNY 940 on a medical claim', () => {
    const critical = criticalIds(linesOf(textOf(folder, 'cases.ndjson')));
    const mean = meanPaid(cases, id => !critical.has(id));
    expect(mean).toBeGreaterThan(940 * 0.85);
    expect(mean).toBeLessThan(940 * 1.15);
  });

  it('have sixty critical illnesses in 64,000, which pay about CNY 283,000', async () => {
    expect(claims.filter(({ claim }) => claim.kind === 'critical_illness')).toHaveLength(6);
    const dir = mkdtempSync(join(tmpdir(), 'cordcover-demo-year-'));
    const year = await generateDemo({ ...SAMPLE, claims: 64_000 }, rulebook, dir);
    const [plans = '', ...lines] = linesOf(textOf(dir, 'cases.ndjson'));
    rmSync(dir, { recursive: true });
    expect(year.criticalIllness).toBe(60);

    const findPlan = plansInline(JSON.parse(plans).plans, rulebook);
    const withOne = lines.filter(line => line.includes('"critical_illness"'));
    const critical = criticalIds(withOne);
    expect(critical.size).toBe(60);
    const decided = withOne.map(line => adjudicateCase(JSON.parse(line), findPlan, rulebook, false));
    const mean = meanPaid(decided, id => critical.has(id));
    expect(mean).toBeGreaterThan(283_000 * 0.9);
    expect(mean).toBeLessThan(283_000 * 1.1);
  });

  it('have a few of what makes work: duplicates, unlisted hospitals, waiting periods, unsettled bills', () => {
    const reasons = cases.flatMap(one => ('error' in one ? [] : one.claims.map(claim => claim.reason_code)));
    for (const [code, most] of [
      ['DUPLICATE_INVOICE', 0.02],
      ['HOSPITAL_NOT_COVERED', 0.04],
      ['WAITING_PERIOD', 0.02],
    ] as const) {
      const found = share(reasons, reason => reason === code);
      expect(found, code).toBeGreaterThan(0.0005);
      expect(found, code).toBeLessThan(most);
    }
    const invoices = medicalClaims().flatMap(claim => claim.invoices);
    const unsettled = share(invoices, ({ settlement }) => settlement.si_pool === '0.00');
    expect(unsettled).toBeGreaterThan(0.2);
    expect(unsettled).toBeLessThan(0.6);
  });

  it('follow the seasons: winter is respiratory, summer gastric', () => {
    const inMonths = (codes: RegExp, months: readonly string[]) =>
      share(
        medicalClaims().filter(({ icd10 }) => codes.test(icd10)),
        ({ from }) => months.includes(from.slice(5, 7)),
      );
    expect(inMonths(/^J(?!35)/, ['11', '12', '01', '02'])).toBeGreaterThan(0.45);
    expect(inMonths(/^(A0|K52)/, ['06', '07', '08', '09'])).toBeGreaterThan(0.42);
  });
});

describe('the same settings', () => {
  const digests = async (settings: DemoSettings) => {
    const dir = mkdtempSync(join(tmpdir(), 'cordcover-demo-same-'));
    try {
      const { files } = await generateDemo(settings, rulebook, dir);
      return files.map(file => createHash('sha256').update(readFileSync(file)).digest('hex'));
    } finally {
      rmSync(dir, { recursive: true });
    }
  };
  const small: DemoSettings = { contracts: 500, claims: 80, seed: 3, asOf: AS_OF };

  it('give the same bytes', async () => {
    expect(await digests(small)).toEqual(await digests(small));
  });

  it('with another seed give other bytes', async () => {
    const [one, other] = [await digests(small), await digests({ ...small, seed: 4 })];
    for (const [at, digest] of one.entries()) expect(other[at]).not.toBe(digest);
  });

  it('can put more claims on the contracts than there are contracts', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'cordcover-demo-many-'));
    await generateDemo({ ...small, contracts: 40, claims: 300 }, rulebook, dir);
    expect(linesOf(textOf(dir, 'claims.ndjson'))).toHaveLength(300);
    rmSync(dir, { recursive: true });
  });

  it('refuse claims when no contract is covered', async () => {
    const coversNobody = { ...rulebook, evaluate: () => new Set<string>() };
    await expect(generateDemo(small, coversNobody, 'never-made')).rejects.toThrow('ask for more contracts');
  });
});
