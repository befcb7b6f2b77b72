import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/database.ts';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import { csv, fields, TWIN } from '../contracts/files.ts';
import { ordinaryStay } from '../support/claims.ts';

/**
 * The real service on the embedded database is killed again and again while families' claims come in, eight at a time,
 * and started again on what it left. Whoever got no answer asks again with the same Idempotency-Key.
 */

const IN_FLIGHT = 8;
const FAMILIES_A_ROUND = IN_FLIGHT / 2;

type Moment =
  /** As soon as so many claims are answered, the others wherever they are. */
  | { readonly answered: number }
  /** When eight transactions are inside their COMMIT: they would hold, and nobody hears of it. */
  | 'committing';

const ROUNDS: readonly { readonly killed: 'service' | 'service and database'; readonly when: Moment }[] = [
  { killed: 'service', when: { answered: 5 } },
  { killed: 'service', when: 'committing' },
  { killed: 'service and database', when: 'committing' },
  { killed: 'service and database', when: { answered: 11 } },
];

let dataDir: string;
let service: { process: ChildProcess; url: string };
let token: string;

beforeAll(() => {
  dataDir = fs.mkdtempSync(
    path.join(fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'cordcover-crash-'),
  );
});
afterAll(async () => {
  service?.process.kill('SIGKILL');
  await (await startEmbeddedPostgres({ dataDir, purpose: 'command' })).stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

const environment = () => ({
  ...process.env,
  DATABASE_URL: '',
  DATA_DIR: dataDir,
  PORT: '0',
  LOG_LEVEL: 'error',
});

async function startService(): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout!)) {
    const url = / ready at (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout!.resume();
    service = { process: child, url };
    return;
  }
  throw new Error(`the service ended at its start with ${child.exitCode}`);
}

const serverFile = (name: string) => fs.readFileSync(path.join(dataDir, 'postgres', name), 'utf8');

/** A session of our own beside the service. */
function look(): Database {
  const port = serverFile('postmaster.pid').split('\n')[3];
  const password = serverFile('cordcover-password');
  return openDatabase({ url: `postgres://cordcover:${password}@127.0.0.1:${port}/cordcover`, max: 1 });
}

async function kill(what: 'service' | 'service and database'): Promise<void> {
  const ended = once(service.process, 'exit');
  service.process.kill('SIGKILL');
  if (what === 'service and database')
    process.kill(Number.parseInt(serverFile('postmaster.pid'), 10), 'SIGKILL');
  await ended;
}

async function command(...args: string[]): Promise<unknown> {
  const run = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    env: environment(),
  });
  return JSON.parse(run.stdout);
}

interface Filing {
  readonly key: string;
  readonly child: string;
  readonly body: string;
}

interface Filed {
  readonly claim_no: string;
  readonly state: string;
  readonly conclusion: string;
  readonly payable: string;
}

/** Everything that was answered, by key; a claim sent twice at once has two answers. */
const answers = new Map<string, Filed[]>();

const headers = (key: string, contentType = 'application/json') => ({
  Authorization: `Bearer ${token}`,
  'Content-Type': contentType,
  'Idempotency-Key': key,
});

/** Null: nobody answered, or only that it went wrong. */
async function send({ key, body }: Filing): Promise<{ filed: Filed; replayed: boolean } | null> {
  try {
    const response = await fetch(`${service.url}/api/v1/claims`, {
      method: 'POST',
      headers: headers(key),
      body,
    });
    const answer = (await response.json()) as Filed;
    if (response.status >= 500) return null;
    expect([response.status, answer]).toEqual([201, expect.anything()]);
    answers.set(key, [...(answers.get(key) ?? []), answer]);
    return { filed: answer, replayed: response.headers.get('Idempotency-Replayed') === 'true' };
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Sends in order, eight at a time. */
async function sendAll(filings: readonly Filing[], onAnswer: (filing: Filing, replayed: boolean) => void) {
  const queue = filings.values();
  const sender = async () => {
    for (const filing of queue) {
      const answered = await send(filing);
      if (answered) onAnswer(filing, answered.replayed);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
}

const contractNo = (round: number, family: number) => `K-${round}-${family}`;

/** Each child: two stays, and the first one's invoice handed in again; some requests sent twice under their key. */
function filingsOf(round: number): Filing[] {
  const children = Array.from({ length: IN_FLIGHT }, (_, at) => ({
    contract: contractNo(round, at >> 1),
    childNo: (at & 1) + 1,
    invoice: 1000 * (round + 1) + 10 * at,
  }));
  const filing = (kind: string, { contract, childNo }: (typeof children)[0], invoice: number): Filing => ({
    key: `${contract}-${childNo}-${kind}`,
    child: `${contract} ${childNo}`,
    body: JSON.stringify({ ...ordinaryStay(contract, String(invoice)), child_no: childNo }),
  });
  const first = children.map(child => filing('first', child, child.invoice));
  const second = children.map(child => filing('second', child, child.invoice + 1));
  const again = children.map(child => filing('again', child, child.invoice));
  return [...first, ...second, ...again, ...[first, second, again].flatMap(kind => kind.slice(0, 2))];
}

const HELD = 4_711;

/** From here on, a claim's COMMIT waits while HELD is taken. */
async function letCommitsBeHeld(): Promise<void> {
  const db = look();
  await db.sql.unsafe(`
    CREATE FUNCTION hold_commit() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_advisory_xact_lock_shared(${HELD}); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER hold_commit AFTER INSERT ON claim DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION hold_commit()`);
  await db.close();
}

/** Kills while the first eight claims of `filings` are in their COMMIT. */
async function killWhileCommitting(killed: 'service' | 'service and database', filings: readonly Filing[]) {
  const db = look();
  await db.sql`SELECT pg_advisory_lock(${HELD})`;
  const sending = sendAll(filings, () => {});
  for (let held = 0; held < IN_FLIGHT; ) {
    const [row] = await db.sql<{ held: number }[]>`
      SELECT count(*) AS held FROM pg_locks WHERE locktype = 'advisory' AND objid = ${HELD} AND NOT granted`;
    held = row!.held;
  }
  await kill(killed);
  // Closing gives the lock back, where there is still a server to give it to: what was sent for COMMIT is committed.
  await db.close();
  await sending;
}

async function killWhenAnswered(
  killed: 'service' | 'service and database',
  enough: number,
  filings: readonly Filing[],
) {
  let answered = 0;
  let killing: Promise<void> | undefined;
  await sendAll(filings, () => {
    if (++answered === enough) killing = kill(killed);
  });
  expect(answered).toBeGreaterThanOrEqual(enough);
  expect(answered).toBeLessThan(filings.length);
  await killing;
}

/** Five starts of the whole program: some 20 s on two idle cores, and many times that when others want them, too. */
const TIMEOUT_MS = 5 * 60_000;

test('a kill -9 between and during commits loses nothing acknowledged and pays nothing twice', {
  timeout: TIMEOUT_MS,
}, async () => {
  await startService();
  const signIns = JSON.parse(fs.readFileSync(path.join(dataDir, 'demo-sign-ins.json'), 'utf8'));
  token = signIns.find((person: { login: string }) => person.login === 'intake.wang').token;
  const families = ROUNDS.flatMap((_, round) =>
    Array.from({ length: FAMILIES_A_ROUND }, (_, family) => fields(contractNo(round, family), TWIN)),
  );
  const imported = await fetch(`${service.url}/api/v1/contracts/imports`, {
    method: 'POST',
    headers: headers('families', 'text/csv'),
    body: csv(families),
  });
  expect(await imported.json()).toMatchObject({ counts: { added: families.length, rejected: 0 } });
  await letCommitsBeHeld();

  for (const [round, { killed, when }] of ROUNDS.entries()) {
    const filings = filingsOf(round);
    if (when === 'committing') await killWhileCommitting(killed, filings);
    else await killWhenAnswered(killed, when.answered, filings);
    const acknowledged = new Set(filings.map(({ key }) => key).filter(key => answers.has(key)));
    await startService();
    const replayed = new Map<string, boolean>();
    await sendAll([...new Map(filings.map(filing => [filing.key, filing])).values()], ({ key }, again) =>
      replayed.set(key, again),
    );
    expect([...acknowledged].filter(key => replayed.get(key) !== true)).toEqual([]);
    if (when === 'committing') {
      expect(acknowledged.size).toBe(0);
      const held = filings.slice(0, IN_FLIGHT).map(({ key }) => replayed.get(key));
      expect(held).toEqual(Array(IN_FLIGHT).fill(killed === 'service'));
    }
  }

  const keys = new Set(ROUNDS.flatMap((_, round) => filingsOf(round).map(({ key }) => key)));
  expect([...answers.keys()].sort()).toEqual([...keys].sort());
  const filed = new Map([...answers].map(([key, [first]]) => [key, first!]));
  for (const [key, given] of answers) expect([key, given]).toEqual([key, given.map(() => filed.get(key))]);
  await shownAsAnswered([...filed.values()]);
  await eachOnce([...filed.values()]);
  paidByTheLimits(filed);
  const db = look();
  const [faults, replay] = await Promise.all([verifyBooks(db), command('replay', '--all', '--json')]);
  await db.close();
  expect(faults).toEqual([]);
  expect(replay).toMatchObject({ different: [] });
  expect((replay as { decisions: number }).decisions).toBeGreaterThanOrEqual(filed.size);
});

async function shownAsAnswered(filed: readonly Filed[]): Promise<void> {
  for (const { claim_no, state, conclusion, payable } of filed) {
    const response = await fetch(`${service.url}/api/v1/claims/${claim_no}`, { headers: headers('unused') });
    const claim = (await response.json()) as { decisions: object[] };
    expect(claim).toMatchObject({ claim_no, state, decisions: [{ version: 1, conclusion, payable }] });
    expect(claim.decisions).toHaveLength(1);
  }
}

/** One claim for each key, and what is owed for it, once; straight from the tables. */
async function eachOnce(filed: readonly Filed[]): Promise<void> {
  const db = look();
  const rows = await db.sql<{ claim_no: string; decisions: number; owed: number[] }[]>`
    SELECT claim_no,
           (SELECT count(*) FROM decision WHERE claim_id = claim.id) AS decisions,
           ARRAY(SELECT amount_fen::float8 FROM payout WHERE claim_id = claim.id) AS owed
    FROM claim JOIN contract ON contract.id = claim.contract_id
    WHERE contract.number LIKE 'K-%' ORDER BY claim_no`;
  await db.close();
  const expected = filed.map(({ claim_no, state, payable }) => ({
    claim_no,
    decisions: 1,
    owed: state === 'approved' ? [Math.round(Number(payable) * 100)] : [],
  }));
  expect([...rows]).toEqual(expected.sort((a, b) => (a.claim_no < b.claim_no ? -1 : 1)));
}

/** In whatever order: a child's deductible is borne once, and the invoice that came twice is paid once. */
function paidByTheLimits(filed: ReadonlyMap<string, Filed>): void {
  const paid = new Map<string, string[]>();
  for (const [round] of ROUNDS.entries()) {
    for (const { key, child } of filingsOf(round).slice(0, 3 * IN_FLIGHT)) {
      paid.set(child, [...(paid.get(child) ?? []), filed.get(key)!.payable].sort());
    }
  }
  for (const [child, amounts] of paid)
    expect([child, amounts]).toEqual([child, ['0.00', '2892.15', '3392.15']]);
}
