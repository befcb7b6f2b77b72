import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import { adjudicateFile } from '../../src/cli/adjudicate/adjudicate-file.ts';
import type { PresentedCase, PresentedClaim } from '../../src/cli/adjudicate/present-case.ts';
import { projectRoot, rulesDir } from '../../src/platform/paths.ts';
import { book } from '../support/book.ts';
import { caseForm, criticalForm, invoiceForm, stayForm } from '../support/cases.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'cases-'));
afterAll(() => rmSync(dir, { recursive: true }));

let files = 0;
function written(text: string, extension = '.json'): string {
  files += 1;
  const file = path.join(dir, `cases-${files}${extension}`);
  writeFileSync(file, text);
  return file;
}

async function decided(text: string, extension = '.json', withTrace = false): Promise<PresentedCase[]> {
  const all: PresentedCase[] = [];
  for await (const one of adjudicateFile(written(text, extension), book, withTrace)) all.push(one);
  return all;
}

async function decideCases(...cases: readonly unknown[]): Promise<PresentedCase[]> {
  return decided(JSON.stringify({ cases }));
}

async function claimsOf(...claims: readonly object[]): Promise<readonly PresentedClaim[]> {
  const [one] = await decideCases(caseForm('K', claims));
  if (!one || !('claims' in one)) throw new Error(JSON.stringify(one));
  return one.claims;
}

async function errorOf(form: unknown): Promise<string> {
  const [one] = await decideCases(form);
  if (!one || !('error' in one)) throw new Error(`decided: ${JSON.stringify(one)}`);
  return one.error;
}

function run(...args: readonly string[]) {
  const cli = ['--import', 'tsx', path.join(projectRoot, 'src/cli/main.ts')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...cli, ...args], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Bytes that are in use once the garbage is gone: when it goes of itself depends on the machine's load. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const good = caseForm('GOOD', [stayForm('G1')]);
const PAID = { id: 'GOOD', total: '700.00' };
const plans = {
  LEAN: {
    note: 'inpatient only',
    coverages: { HM: { ratio_si: '0.50', ratio_no_si: '0.40', classes: ['甲'] } },
  },
};

describe('the command', () => {
  it('prints one JSON document and exits 0', () => {
    const { status, stdout } = run('adjudicate', written(JSON.stringify({ cases: [good] })), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      cases: [
        {
          ...PAID,
          claims: [
            {
              id: 'G1',
              decision: '给付',
              payable: '700.00',
              reason_code: null,
              by_coverage: {
                HM: {
                  eligible_gross: '2000.00',
                  social_paid: '800.00',
                  other_paid: '0.00',
                  base: '1200.00',
                  deductible_used: '500.00',
                  ratio: '1.00',
                  before_limit: '700.00',
                  payable: '700.00',
                },
              },
              policy_year: '2023',
            },
          ],
        },
      ],
    });
  });

  it('exits 1 with a bad case in its place', () => {
    const bad = { ...good, id: 'BAD', plan: 7 };
    const { status, stdout } = run('adjudicate', written(JSON.stringify({ cases: [bad, good] })), '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout).cases).toMatchObject([
      { id: 'BAD', error: 'plan: 7 is of the wrong kind. Give text.' },
      PAID,
    ]);
  });

  it('exits 2 without output for a file that is absent or not JSON', () => {
    const absent = run('adjudicate', path.join(dir, 'absent.json'), '--json');
    expect(absent).toMatchObject({ status: 2, stdout: '' });
    expect(absent.stderr).toContain('cannot be read');
    const garbage = run('adjudicate', written('hello\nworld'), '--json');
    expect(garbage).toMatchObject({ status: 2, stdout: '' });
    expect(garbage.stderr).toContain('"h" at byte 0 where an object');
  });

  it('ends the document that it began, and exits 2, when the file breaks off', () => {
    const lean = { ...good, plan: 'LEAN' };
    const whole = JSON.stringify({ plans, cases: [lean, lean] });
    const { status, stdout, stderr } = run('adjudicate', written(whole.slice(0, -80)), '--json');
    expect(status).toBe(2);
    expect(JSON.parse(stdout).cases).toMatchObject([{ id: 'GOOD', total: '600.00' }]);
    expect(stderr).toContain('inside the document');
  });

  it('prints a table for people', () => {
    const { status, stdout } = run('adjudicate', written(JSON.stringify({ cases: [good] })));
    expect(status).toBe(0);
    expect(stdout).toContain('GOOD  total 700.00');
    expect(stdout).toMatch(
      /G1 +给付 +HM +2000\.00 +800\.00 +0\.00 +1200\.00 +500\.00 +1\.00 +700\.00 +700\.00/,
    );
  });

  it('decides by the rules in --rules, and exits 2 when they are refused', () => {
    const rules = path.join(dir, 'rules');
    cpSync(rulesDir, rules, { recursive: true });
    const plan = path.join(rules, 'plans/REF-A.json');
    const text = readFileSync(plan, 'utf8');
    const file = written(JSON.stringify({ cases: [good] }));
    writeFileSync(plan, text.replace('"amount": "500.00"', '"amount": "200.00"'));
    const cheaper = run('adjudicate', file, '--json', '--rules', rules);
    expect(JSON.parse(cheaper.stdout).cases).toMatchObject([{ id: 'GOOD', total: '1000.00' }]);
    writeFileSync(plan, text.replace('"amount": "500.00"', '"amount": "500"'));
    const refused = run('adjudicate', file, '--json', '--rules', rules);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain('at versions.0.coverages.HM.deductible.amount');
  });
});

describe('the file', () => {
  const lean = { ...good, plan: 'LEAN' };

  it('may bring plans before or after the cases', async () => {
    const before = await decided(JSON.stringify({ plans, cases: [lean] }));
    expect(before).toMatchObject([{ total: '600.00' }]);
    expect(await decided(JSON.stringify({ cases: [lean], plans }, null, 2))).toEqual(before);
    expect(await decided(JSON.stringify({ note: [{ cases: 1 }], cases: [lean], plans }))).toEqual(before);
  });

  it('may be NDJSON, with the name or without', async () => {
    const lines = [{ plans }, lean, lean].map(line => JSON.stringify(line)).join('\n');
    for (const extension of ['.ndjson', '.json'])
      expect(await decided(`${lines}\n`, extension)).toMatchObject([
        { total: '600.00' },
        { total: '600.00' },
      ]);
  });

  it('may be NDJSON without plans, for those of the rulebook', async () => {
    expect(await decided(`${JSON.stringify(good)}\n${JSON.stringify(good)}`)).toMatchObject([PAID, PAID]);
  });

  it('may begin with a byte order mark and hold blank lines and Windows line ends', async () => {
    const text = `\ufeff${JSON.stringify({ plans })}\r\n\r\n${JSON.stringify(lean)}\r\n`;
    expect(await decided(text)).toMatchObject([{ total: '600.00' }]);
    expect(await decided(`\ufeff${JSON.stringify({ cases: [good] })}`)).toMatchObject([PAID]);
  });

  it('reports a broken line by its number and decides the others', async () => {
    const text = `${JSON.stringify({ plans })}\n{"id":\n[1]\n${JSON.stringify(lean)}`;
    const cases = await decided(text, '.ndjson');
    expect(cases).toMatchObject([{ id: null }, { id: null }, { total: '600.00' }]);
    expect(cases[0]).toMatchObject({ error: expect.stringContaining('line 2: is not JSON') });
    expect(cases[1]).toMatchObject({ error: 'line 3: is not an object. Give one case in braces.' });
  });

  it('reports an element of the list that is not a case', async () => {
    expect(await decided('{"cases":[1,{},tru]}')).toMatchObject([
      { id: null, error: 'case 1: is not an object. Give one case in braces.' },
      { id: null, error: 'contract: is missing. Give an object.' },
      { id: null, error: expect.stringContaining('case 3: is not JSON') },
    ]);
  });

  it('may hold no case', async () => {
    expect(await decided('{"cases":[]}')).toEqual([]);
    expect(await decided(JSON.stringify({ plans }), '.ndjson')).toEqual([]);
  });

  it.each([
    ['[]', 'where an object'],
    ['{"cases":{}}', 'where the list of cases'],
    ['{"plans":[],"cases":[]}', '"plans" is not an object'],
    ['{"plans":{,"cases":[]}', 'inside the document'],
    ['{"plans":{1},"cases":[]}', '"plans" is not JSON'],
    ['{"cases":[] "plans":{}}', 'a comma or the end of the document'],
    ['{"cases":[{} {}]}', 'a comma or the end of the cases'],
    ['{"cases":[{},]}', 'where a value'],
    ['{"cases":[]}}', 'nothing after the document'],
    ['{\n"plans": {}\n}', 'has no list "cases"'],
    ['{"cases":[],}', 'a name in quotes'],
    ['', 'ends after 0 bytes'],
  ])('is refused when it reads %s', async (text, problem) => {
    await expect(decided(text)).rejects.toThrow(problem);
  });

  it('reads text that looks like structure, cut anywhere', async () => {
    const tricky = { ...good, id: '}]",{"\\', note: '\\"[{' };
    const many = Array.from({ length: 3_000 }, () => tricky);
    const cases = await decided(
      JSON.stringify({ plans: { '}"{': 1 }, odd: '"]\\', cases: many, more: [[]] }),
    );
    expect(cases).toHaveLength(3_000);
    expect(new Set(cases.map(({ id }) => id))).toEqual(new Set(['}]",{"\\']));
  });

  it('is read in memory bounded by the case, not the file', async () => {
    const one = JSON.stringify({ ...good, note: 'x'.repeat(100_000) });
    // Piece by piece: a text of the whole file would stand in memory when the measuring begins.
    const file = written(`{"cases":[${one}`);
    for (let n = 1; n < 600; n += 1) appendFileSync(file, `,${one}`);
    appendFileSync(file, ']}');
    let most = 0;
    let count = 0;
    const before = heldBytes();
    for await (const _ of adjudicateFile(file, book, false)) {
      count += 1;
      if (count % 100 === 0) most = Math.max(most, heldBytes() - before);
    }
    expect(count).toBe(600);
    // Of 60 MB; what is held beside the case is the reader's blocks.
    expect(most).toBeLessThan(15_000_000);
  });
});

describe('plans inline', () => {
  const with_ = (inline: unknown, plan: string) =>
    decided(JSON.stringify({ plans: inline, cases: [{ ...good, plan }, good] }));

  it('are the only ones used', async () => {
    expect(await with_(plans, 'LEAN')).toMatchObject([
      { total: '600.00' },
      {
        id: 'GOOD',
        error: expect.stringContaining('"REF-A" is not among the plans of the file. Use one of LEAN'),
      },
    ]);
  });

  it('may extend one another, in whatever order', async () => {
    const chain = {
      C: { extends: 'B', override: { 'HM.annual_limit': '100.00' } },
      B: { extends: 'LEAN', override: { 'HM.deductible': { type: 'visit', amount: '200.00' } } },
      ...plans,
    };
    expect(await with_(chain, 'B')).toMatchObject([{ total: '500.00' }, {}]);
    expect(await with_(chain, 'C')).toMatchObject([
      { total: '100.00', claims: [{ reason_code: 'ANNUAL_LIMIT' }] },
      {},
    ]);
  });

  it.each([
    ['that do not exist', { X: { extends: 'Y' } }, 'plan "X" extends "Y", which is not among the plans'],
    ['in a circle', { X: { extends: 'Y' }, Y: { extends: 'X' } }, 'circular: X → Y → X'],
    ['of themselves', { X: { extends: 'X' } }, 'circular: X → X'],
    ['that are no objects', { X: 5 }, 'is not an object'],
    ['with a ratio missing', { X: { coverages: { HM: { classes: ['甲'], ratio_no_si: '1' } } } }, 'ratio_si'],
  ])('%s are an error of the case', async (_name, inline, problem) => {
    expect(await with_(inline, 'X')).toMatchObject([
      { id: 'GOOD', error: expect.stringContaining(problem) },
      {},
    ]);
  });

  it('may be called __proto__ or constructor, or not exist under such a name', async () => {
    for (const name of ['__proto__', 'constructor']) {
      const text = `{"plans":{"${name}":${JSON.stringify(plans.LEAN)}},"cases":[${JSON.stringify({ ...good, plan: name })}]}`;
      expect(await decided(text)).toMatchObject([{ total: '600.00' }]);
      expect(await with_(plans, name)).toMatchObject([
        { error: expect.stringContaining('is not among the plans') },
        {},
      ]);
    }
  });

  it('nested 100,000 levels deep spoil only their case', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const text = `{"plans":{"X":{"extends":"X","note":${deep}},"REF-A":${JSON.stringify(plans.LEAN)}},"cases":[${JSON.stringify({ ...good, plan: 'X' })},${JSON.stringify(good)}]}`;
    expect(await decided(text)).toMatchObject([
      { error: expect.stringContaining('levels deep') },
      { total: '600.00' },
    ]);
  });
});

describe('a case', () => {
  it('keeps usage per child and invoice numbers across children', async () => {
    const same = [invoiceForm('0000000001', '2000.00', '800.00')];
    const [twins] = await decideCases(
      caseForm(
        'T',
        [
          stayForm('A1', { insured: '__proto__', invoices: same }),
          stayForm('B1', { insured: 'constructor', adjudication_order: 2 }),
          stayForm('B2', { insured: 'constructor', adjudication_order: 3 }),
          stayForm('B3', { insured: 'constructor', adjudication_order: 4, invoices: same }),
        ],
        {
          insured: [
            { id: '__proto__', birth: '2020-06-01' },
            { id: 'constructor', birth: '2020-06-01' },
          ],
        },
      ),
    );
    expect(twins).toMatchObject({
      total: '2600.00',
      claims: [
        { payable: '700.00' },
        { payable: '700.00' },
        { payable: '1200.00' },
        {
          payable: '0.00',
          decision: '拒付',
          reason_code: 'DUPLICATE_INVOICE',
          refused_invoices: ['37060223-0000000001'],
          by_coverage: { HM: { base: '0.00', payable: '0.00', ratio: '0.60' } },
        },
      ],
    });
  });

  it('takes the state before it from prior_state', async () => {
    const prior = '{"P1":{"2023":{"HM":{"deductible_used":"450.00","paid":"659900.00"}},"__proto__":null}}';
    const form = JSON.stringify(caseForm('P', [stayForm('P1')]));
    const text = (state: string) => `{"cases":[${form.slice(0, -1)},"prior_state":${state}}]}`;
    expect(await decided(text(prior.replace(',"__proto__":null', '')))).toMatchObject([
      {
        total: '100.00',
        claims: [{ reason_code: 'ANNUAL_LIMIT', by_coverage: { HM: { deductible_used: '50.00' } } }],
      },
    ]);
    expect(await decided(text(prior))).toMatchObject([
      { id: 'P', error: expect.stringContaining('prior_state.P1.__proto__: is not a policy year') },
    ]);
  });

  it('sets earlier critical-illness payments against the sum', async () => {
    const [one] = await decideCases(
      caseForm('C', [criticalForm('C1')], { prior_state: { P1: { '2022': { CI: { paid: '90000.00' } } } } }),
    );
    expect(one).toMatchObject({
      total: '210000.00',
      claims: [{ ci_cover_ends: true, by_coverage: { CI: { payable: '210000.00' } } }],
    });
  });

  it('is decided in adjudication order, in file order where that is equal', async () => {
    const claims = await claimsOf(
      stayForm('L', { adjudication_order: 9 }),
      stayForm('M', { adjudication_order: 2 }),
      stayForm('N', { adjudication_order: 2 }),
    );
    expect(claims.map(({ id, payable }) => [id, payable])).toEqual([
      ['M', '700.00'],
      ['N', '1200.00'],
      ['L', '1200.00'],
    ]);
  });

  it('revises a decision, and the revision again', async () => {
    const same = (amount: string) => [invoiceForm('0000000001', amount, '800.00')];
    const claims = await claimsOf(
      stayForm('R', { invoices: same('2000.00') }),
      stayForm('R2', { invoices: same('3000.00'), revises: 'R', adjudication_order: 2 }),
      stayForm('R3', { invoices: same('1500.00'), revises: 'R2', adjudication_order: 3 }),
      stayForm('S', { adjudication_order: 4 }),
    );
    expect(claims).toMatchObject([
      { payable: '700.00' },
      {
        payable: '1000.00',
        replaces: 'R',
        new_total: '1700.00',
        difference: '1000.00',
        reason_code: 'APPEAL_ADJUSTED',
      },
      { payable: '-1500.00', replaces: 'R2', new_total: '200.00', decision: '给付' },
      { payable: '1200.00' },
    ]);
  });

  it('gives a refused claim no figures', async () => {
    const [refused] = await claimsOf(stayForm('W', { first_consult: '2021-01-30' }));
    expect(refused).toEqual({
      id: 'W',
      decision: '拒付',
      payable: '0.00',
      reason_code: 'WAITING_PERIOD',
      by_coverage: {},
      policy_year: '2023',
    });
  });

  it('ignores what it does not read', async () => {
    const [claim] = await claimsOf(
      stayForm('E', { expected: { payable: '9.99' }, documents_complete: null, x: { y: 1 } }),
    );
    expect(claim?.payable).toBe('700.00');
  });

  const broken = (changes: object) => caseForm('B', [stayForm('B1', changes as never)]);
  const { icd10: _icd10, ...withoutCode } = stayForm('B1');

  it('may leave out what the calculation does not read', async () => {
    expect(await claimsOf(withoutCode)).toMatchObject([{ payable: '700.00' }]);
  });

  it.each<[string, unknown, string]>([
    ['a missing field', broken({ from: undefined }), 'claim B1.from: is missing. Give a calendar date'],
    ['30 February', broken({ from: '2023-02-30' }), 'claim B1.from: "2023-02-30" is of the wrong kind'],
    [
      'an illness never consulted',
      broken({ first_consult: null }),
      'claim B1.first_consult: null is of the wrong kind',
    ],
    ['no accident_date at all', broken({ accident_date: undefined }), 'claim B1.accident_date: is missing'],
    ['an unknown kind', broken({ kind: 'dental' }), 'Give "medical" or "critical_illness"'],
    ['a flag in quotes', broken({ emergency: 'false' }), 'Give true or false'],
    ['an order in quotes', broken({ adjudication_order: '1' }), 'Give a number'],
    ['a code that is a number', broken({ icd10: 7 }), 'claim B1.icd10: 7 is of the wrong kind'],
    [
      'an invoice without lines',
      broken({ invoices: [invoiceForm('1', '5.00', '0.00', { lines: undefined })] }),
      'invoices[0].lines: is missing',
    ],
    [
      'an amount of one decimal',
      broken({ invoices: [invoiceForm('1', '5.00', '0.00', { total: '5.0' })] }),
      'invoices[0].total: "5.0" is of the wrong kind',
    ],
    [
      'an amount that is a number',
      broken({ invoices: [invoiceForm('1', '5.00', '0.00', { total: 5 })] }),
      'Give an amount in yuan',
    ],
    [
      'sums that differ',
      broken({ invoices: [invoiceForm('0000000009', '5.00', '0.00', { total: '5.01' })] }),
      'invoice 37060223-0000000009: total 5.01, sum of lines 5.00 and sum of settlement 5.00 are not equal',
    ],
    [
      'an unknown child',
      broken({ insured: 'toString' }),
      '"toString" is not among the insured of the case. Use one of P1',
    ],
    ['an unknown plan', { ...broken({}), plan: 'REF-Z' }, '"REF-Z" is not among the plans of the rulebook'],
    ['an unknown revises target', broken({ revises: 'B0' }), 'no claim "B0" is decided before it'],
    ['a revision of itself', broken({ revises: 'B1' }), 'no claim "B1" is decided before it'],
    [
      'a revision of critical illness',
      caseForm('B', [criticalForm('C1'), stayForm('B1', { revises: 'C1' })]),
      'critical illness is not revised',
    ],
    [
      'a critical illness that revises',
      caseForm('B', [stayForm('B1'), criticalForm('C1', { revises: 'B1' })]),
      'critical illness is not revised',
    ],
    [
      'a decision revised twice',
      caseForm('B', [stayForm('B1'), stayForm('B2', { revises: 'B1' }), stayForm('B3', { revises: 'B1' })]),
      'Name "B2"',
    ],
    [
      'a missing end of the contract',
      { ...broken({}), contract: { effective: '2021-01-01' } },
      'contract.terminated: is missing',
    ],
    ['a birth that is no date', { ...broken({}), insured: [{ id: 'P1', birth: '' }] }, 'insured[0].birth'],
  ])('is an error with %s', async (_name, form, problem) => {
    expect(await errorOf(form)).toContain(problem);
  });

  it('is an error with a value 50,000 levels deep', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const text = JSON.stringify({ cases: [broken({ visit: 'DEEP' })] }).replace('"DEEP"', deep);
    expect(await decided(text)).toMatchObject([
      { id: 'B', error: expect.stringContaining('claim B1.visit: a list is of the wrong kind') },
    ]);
  });

  it('is an error when its amounts are too large to add up', async () => {
    const huge = Array.from({ length: 12 }, (_, n) => invoiceForm(`${n}`, '9999999999999.99', '0.00'));
    expect(await errorOf(broken({ invoices: huge }))).toContain('too large to add up');
  });
});

describe('the trace', () => {
  it('gives each rule outcome with the facts it compared and each amount line with its clause', async () => {
    const twice = [
      invoiceForm('0000000001', '2000.00', '800.00'),
      invoiceForm('0000000001', '2000.00', '800.00'),
    ];
    const text = JSON.stringify({ cases: [caseForm('T', [stayForm('T1', { invoices: twice })])] });
    const [one] = await decided(text, '.json', true);
    if (!one || !('claims' in one)) throw new Error(JSON.stringify(one));
    const trace = one.claims[0]?.trace ?? [];
    const byId = (id: string) => trace.filter(line => line.id === id);
    expect(byId('gate-not-in-force')).toEqual([
      {
        stage: 'gate',
        id: 'gate-not-in-force',
        clause: 'REF 条款 第四条',
        outcome: 'passed',
        facts: { cover_first_day: '2021-01-01', cover_last_day: '2038-05-31', event_day: '2023-03-01' },
        in: null,
        out: null,
      },
    ]);
    expect(byId('gate-ci-ended')).toMatchObject([{ outcome: 'not_applicable', facts: null }]);
    expect(byId('invoice-duplicate').map(({ outcome, facts }) => [outcome, facts])).toEqual([
      ['passed', { invoice: '37060223-0000000001', invoice_duplicate: false }],
      ['fired', { invoice: '37060223-0000000001', invoice_duplicate: true }],
    ]);
    expect(byId('authority-31-level-1')).toMatchObject([
      { outcome: 'fired', facts: { at_stake: '700.00', conclusion: '部分给付', is_revision: false } },
    ]);
    expect(byId('HM.deductible')).toEqual([
      {
        stage: 'amounts',
        id: 'HM.deductible',
        clause: 'REF-A 第七条（二）2',
        outcome: 'changed',
        facts: null,
        in: '1200.00',
        out: '700.00',
      },
    ]);
    expect(trace.filter(({ stage }) => stage === 'amounts')).toHaveLength(10);
    expect(trace.filter(({ stage }) => stage === 'invoice')).toHaveLength(4);
  });

  it('is left out unless asked for', async () => {
    const [one] = await decided(JSON.stringify({ cases: [good] }));
    expect(JSON.stringify(one)).not.toContain('trace');
  });
});

describe('a reader that has read enough', () => {
  it('ends the command without a complaint', () => {
    const cases = Array.from({ length: 200 }, (_, index) => caseForm(`R${index}`, [stayForm('G1')]));
    const cli = `"${process.execPath}" --import tsx src/cli/main.ts adjudicate "${written(JSON.stringify({ cases }))}" --trace`;
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-c', `${cli} | head -n 1; exit \${PIPESTATUS[0]}`],
      {
        cwd: projectRoot,
        encoding: 'utf8',
      },
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'R0  total 700.00\n', stderr: '' });
  });
});

describe('a case of long ago', () => {
  /** Moves every date by 1,600 years: four whole cycles of the calendar, so no day is lost or gained. */
  const longAgo = (text: string) =>
    text.replace(
      /"(\d{4})(-\d{2}-\d{2})"/g,
      (_, year, day) => `"${`${year - 1_600}`.padStart(4, '0')}${day}"`,
    );

  it('is decided by the same rules: none of them begins on a day', async () => {
    const twice = stayForm('T1', { adjudication_order: 2, from: '2023-06-01', to: '2023-06-03' });
    const waiting = stayForm('W1', { first_consult: '2021-01-10', from: '2021-01-10', to: '2021-01-12' });
    const cases = [
      good,
      caseForm('TWICE', [stayForm('T1'), { ...twice, id: 'T2' }]),
      caseForm('WAITING', [waiting]),
      caseForm('CRITICAL', [criticalForm('C1')]),
    ];
    const now = await decideCases(...cases);
    const then = await decided(longAgo(JSON.stringify({ cases })));
    const withoutYear = (all: readonly PresentedCase[]) =>
      JSON.stringify(all).replace(/"policy_year":"\d+"/g, '');
    expect(withoutYear(then)).toBe(withoutYear(now));
    expect(
      now.flatMap(one => ('claims' in one ? one.claims.map(claim => claim.decision) : one.error)),
    ).toEqual(['给付', '给付', '拒付', '拒付', '给付']);
  });
});
