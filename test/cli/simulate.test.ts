import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ChangeView } from '../../src/insight/schema.ts';
import { rulesDir } from '../../src/platform/paths.ts';
import { draftRulebook } from '../../src/publication/draft-rulebook.ts';
import { soundRulebook } from '../../src/publication/sound-rulebook.ts';
import { loadWritten } from '../../src/rulebook/load.ts';
import { changedFiles, deductibleOfStays } from '../support/book.ts';
import { caseForm, criticalForm, invoiceForm, stayForm } from '../support/cases.ts';
import { decisionsOn } from '../support/claims.ts';
import { shell } from '../support/cli.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { fileStories, YEAR } from '../support/past-claims.ts';
import { signIn } from '../support/service.ts';

let database: ThrowawayDatabase;
const folder = mkdtempSync(path.join(tmpdir(), 'cordcover-simulate-'));
/** Our book with a deductible of 800.00 instead of 500.00 for stays under REF-A. */
const dearer = path.join(folder, 'dearer');
const cases = path.join(folder, 'cases.ndjson');

beforeAll(async () => {
  database = await throwawayDatabase();
  await fileStories(database.db, await decisionsOn(database.db));
  writeRules(dearer, '800.00');
  const lines = [
    { plans: {} },
    caseForm('K-1', [
      // 2,000.00 − 800.00 − 500.00: 700.00.
      stayForm('K-1-1', { submitted_on: '2023-04-01' }),
      // The deductible is used up: 700.00 − 400.00 = 300.00.
      stayForm('K-1-2', {
        adjudication_order: 2,
        from: '2023-05-01',
        to: '2023-05-03',
        invoices: [invoiceForm('B', '700.00', '400.00')],
      }),
    ]),
    caseForm('K-2', [criticalForm('K-2-1')], {
      contract: { no: 'SDCB-0002', effective: '2021-01-01', terminated: null, city: '3702', cohort: '2020' },
    }),
    { id: 'K-3', plan: 'REF-A' },
  ];
  writeFileSync(cases, lines.map(line => JSON.stringify(line)).join('\n'));
});
afterAll(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true });
});
const command = shell(() => database.url);
/** Runs `cordcover simulate …`. */
const simulate = (...args: readonly string[]) => command('simulate', ...args);

function writeRules(dir: string, deductible: string): void {
  const files = changedFiles({ 'plans/REF-A.json': deductibleOfStays(deductible) });
  for (const [name, content] of files) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), JSON.stringify(content));
  }
}

const IN_THE_YEAR = ['--from', YEAR.from, '--to', YEAR.to];

describe('a rehearsal over the claims of the database', () => {
  it('compares a folder with the published book, and prints one document', async () => {
    const { code, err, json } = await simulate('--candidate', dearer, ...IN_THE_YEAR, '--json');
    expect(code).toBe(0);
    expect(json.total).toMatchObject({ claims: 9, changed: 5, before: '3420.00', difference: '-1200.00' });
    expect(json.source).toEqual({ kind: 'books', ...YEAR });
    expect(err).toContain('candidate 100%');
  });

  it('says it in words, with contracts masked', async () => {
    const { out } = await simulate('--candidate', dearer, ...IN_THE_YEAR, '--english');
    expect(out).toContain('9 claims of 8 children, of 9 covers; 5 are decided otherwise.');
    expect(out).toContain(
      'Inpatient medical: deductible: 500.00 yuan a policy year → 800.00 yuan a policy year',
    );
    expect(out).toMatch(/## Who loses most \(4 children lose\)\n.*\nR\*\*/);
    expect(out).not.toContain('R-4');
  });

  it('is kept for the person whose token is there, and lets the draft be approved', async () => {
    const now = new Date();
    const book = await soundRulebook(loadWritten(dearer).files, 'here');
    const hash = await database.db.transaction(tx =>
      draftRulebook(tx, {
        actor: { login: 'product.lin' },
        auditedAs: 'product.lin',
        now,
        book,
        why: '提高免赔额',
      }),
    );
    const nobody = await simulate('--candidate', hash.slice(0, 12), ...IN_THE_YEAR);
    expect(nobody.err).toContain('Not kept');
    vi.stubEnv('CORDCOVER_TOKEN', await signIn(database.db, 'product.lin', ['product'], now));
    const { err, json } = await simulate('--candidate', hash.slice(0, 12), ...IN_THE_YEAR, '--json');
    expect(err).toContain(`Kept as rehearsal ${json.rehearsal}.`);
    const [event] = await database.db.sql`
      SELECT kind, person, rehearsal_id AS id FROM rulebook_event WHERE hash = ${hash} ORDER BY seq DESC LIMIT 1`;
    expect(event).toEqual({ kind: 'rehearsed', person: 'product.lin', id: json.rehearsal });
  });

  it('says the same from a kept snapshot, without the database', async () => {
    const file = path.join(folder, 'year.snapshot');
    const { json: fromBooks } = await simulate(
      ...['--candidate', dearer, ...IN_THE_YEAR, '--json', '--save-snapshot', file],
    );
    vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/nowhere');
    const { code, json } = await simulate('--candidate', dearer, '--claims', file, '--json');
    expect(code).toBe(0);
    expect({ ...json, baseline: null }).toEqual({ ...fromBooks, baseline: null });
  });
});

describe('a rehearsal over a file of cases', () => {
  it('decides them by both books, passes over the plans of the file, and leaves out what cannot be read', async () => {
    const { code, err, json } = await simulate('--candidate', dearer, '--claims', cases, '--json');
    expect(code).toBe(1);
    expect(err).toContain('The plans in the file are passed over');
    expect(err).toContain('left out: contract: is missing. Give an object.');
    expect(json.source).toEqual({ kind: 'file', name: cases });
    expect(json.changes.map((one: ChangeView) => [one.claim_no, one.before, one.after])).toEqual([
      [
        'K-1-1',
        expect.objectContaining({ payable: '700.00' }),
        expect.objectContaining({ payable: '400.00' }),
      ],
    ]);
    expect(json.by_city.map(({ key, claims }: { key: string; claims: number }) => [key, claims])).toEqual([
      ['', 2],
      ['3702', 1],
    ]);
    expect(json.by_cohort.map(({ key }: { key: string }) => key)).toEqual(['2020', '2021']);
    expect([json.covers, json.settled]).toEqual([null, null]);
  });
});

describe('a sweep', () => {
  it('costs at each value what a rehearsal of its own says', async () => {
    const swept = await simulate(
      ...['--candidate', dearer, ...IN_THE_YEAR, '--json', '--sweep', 'REF-A:HM.deductible=400..800:200'],
    );
    const rows = swept.json.sweep.rows as { value: string; total: string; difference: string }[];
    expect(rows.map(({ value }) => value)).toEqual(['400', '600', '800']);
    for (const { value, total, difference } of rows) {
      const own = path.join(folder, `at-${value}`);
      writeRules(own, `${value}.00`);
      const { json } = await simulate('--candidate', own, ...IN_THE_YEAR, '--json');
      expect([total, difference]).toEqual([json.total.after, json.total.difference]);
    }
  });

  it('goes over the values of a parameter, whatever the examples of its rules say', async () => {
    const { code, json } = await simulate(
      ...[
        '--candidate',
        dearer,
        ...IN_THE_YEAR,
        '--json',
        '--sweep',
        'param:authority_l1_limit=500..2500:1000',
      ],
    );
    expect(code).toBe(0);
    expect(json.sweep.rows.map(({ value }: { value: string }) => value)).toEqual(['500', '1500', '2500']);
  });

  it('is refused where it names nothing, has another form, or makes a book that is none', async () => {
    for (const [sweep, reason] of [
      ['HM.nonsense=0..10:5', 'names no term or parameter'],
      ['param:nothing=0..10:5', 'names no term or parameter'],
      ['HM.deductible', 'has another form'],
      ['HM.deductible=0..1000000:1', 'has 1000001 values'],
      ['HM.ratio_si=0.5..0.5:0', 'has an empty range'],
      ['HM.waiting_days=0.5..0.5:1', 'makes no valid rulebook at 0.5'],
      ['REF-Z:HM.deductible=0..10:5', 'names no term or parameter'],
    ] as const) {
      const { code, out, err } = await simulate(
        ...['--candidate', dearer, '--claims', cases, '--sweep', sweep],
      );
      expect([sweep, code, out]).toEqual([sweep, 2, '']);
      expect(err).toContain(reason);
    }
  });
});

describe('the page for the insurer', () => {
  it('holds the terms, the figures and both hashes, and needs nothing else', async () => {
    const file = path.join(folder, 'renewal.html');
    await simulate('--candidate', dearer, ...IN_THE_YEAR, '--renewal', file);
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('500.00 元/保险年度');
    expect(page).toContain('两本规则书的差异');
    expect(page).toContain('-1,200.00');
    expect(page.match(/<code>[0-9a-f]{64}<\/code>/g)).toHaveLength(2);
    expect(page).not.toMatch(/(?:src|href)=|<script|R-4/);
    // A folder of the house means nothing to the insurer.
    expect(page).not.toContain(dearer);
    const [, months] = page.match(/<h2>按出险月份<\/h2>([\s\S]*?)<\/section>/)!;
    const rows = [...months!.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) => row!.match(/[^<>]+(?=<\/td>)/g));
    expect(rows.at(-1)).toEqual(['合计', '9', '5', '3,420.00', '2,220.00', '-1,200.00', '-35.1%']);
  });
});

describe('bad use', () => {
  it('is refused with words, and nothing is printed or written', async () => {
    const saved = path.join(folder, 'not-written');
    for (const [args, reason] of [
      [[], "required option '--candidate <book>'"],
      [['--candidate', path.join(folder, 'nowhere')], 'or the hash of a stored rulebook'],
      [['--candidate', dearer, '--sweep', 'HM.nonsense=0..10:5'], 'names no term or parameter'],
      [
        ['--candidate', dearer, '--claims', path.join(folder, 'nowhere')],
        'cannot be read; give a file of cases',
      ],
      [['--candidate', dearer, '--claims', cases, '--from', '2026-01-01'], 'a file is taken whole'],
      [['--candidate', dearer, '--from', '2026-02-30'], 'It must be a real date'],
      [['--candidate', dearer, '--from', '2026-12-31', '--to', '2026-01-01'], 'The period would begin'],
    ] as const) {
      const { code, out, err } = await simulate(...args, '--save-snapshot', saved);
      expect([args, code, out]).toEqual([args, 2, '']);
      expect(err).toContain(reason);
    }
    expect(existsSync(saved)).toBe(false);
  });

  it('is no book with a fault: that is something wrong, told in the language of the reader', async () => {
    const faulty = path.join(folder, 'faulty');
    cpSync(rulesDir, faulty, { recursive: true });
    const rule = path.join(faulty, 'signal/signal-high-outpatient-bill.json');
    writeFileSync(rule, readFileSync(rule, 'utf8').replace('"fact": "billed"', '"fact": "biled"'));
    vi.stubEnv('LC_ALL', 'zh_CN.UTF-8');
    const { code, out, err } = await simulate('--candidate', faulty, '--claims', cases);
    vi.stubEnv('LC_ALL', 'C.UTF-8');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('没有这个事实："biled"。是否指 "billed"？');
  });

  it('of a hash that no book has is refused', async () => {
    const { code, err } = await simulate('--candidate', 'abcdef012345', ...IN_THE_YEAR);
    expect(code).toBe(1);
    expect(err).toContain('There is no rulebook whose hash begins with abcdef012345.');
  });
});
