import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { refuseClaim } from '../../src/decisions/refuse-claim.ts';
import { signDecision } from '../../src/decisions/sign-decision.ts';
import { withdrawClaim } from '../../src/decisions/withdraw-claim.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { findLetter } from '../../src/letters/find-letter.ts';
import { type ClaimLetter, letterOfClaim } from '../../src/letters/letter-of-claim.ts';
import { letterOfCover } from '../../src/letters/letter-of-cover.ts';
import { type LetterJob, makeDueLetters } from '../../src/letters/make-due-letters.ts';
import type { LetterOrder } from '../../src/letters/press.ts';
import { reissueLetter } from '../../src/letters/reissue-letter.ts';
import { countDue, failedLetters, fileOf, letters } from '../../src/letters/store.ts';
import { verifyLetter } from '../../src/letters/verify-letter.ts';
import type { Database } from '../../src/platform/database.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { refuse } from '../../src/platform/refusal.ts';
import { verifyBooks } from '../../src/verify-books.ts';
import {
  criticalIllness,
  decisionsOn,
  file,
  HANDLER,
  NOW,
  ordinaryStay,
  SECOND_HANDLER,
  stayInvoice,
} from '../support/claims.ts';
import { shell } from '../support/cli.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';
import { installTemplates, lettersOn } from '../support/letters.ts';

let home: ThrowawayDatabase;
let db: Database;
let deps: DecisionDeps;
let job: LetterJob;
/** What was printed, in order. */
let orders: LetterOrder[] = [];
const logged: Record<string, unknown>[] = [];
let now = NOW;

beforeAll(async () => {
  home = await throwawayDatabase();
  db = home.db;
  deps = await decisionsOn(db);
  await installTemplates(db);
});
beforeEach(() => {
  orders = [];
  logged.length = 0;
  now = NOW;
  const { press, ...rest } = lettersOn(deps);
  const print = (order: LetterOrder) => {
    orders.push(order);
    return press.print(order);
  };
  const logger = createLogger({ level: 'error', to: { write: line => void logged.push(JSON.parse(line)) } });
  job = { ...rest, press: { ...press, print }, clock: () => now, logger };
});
afterEach(async () => {
  while (await makeDueLetters(db, job));
  expect(await verifyBooks(db)).toEqual([]);
});
afterAll(() => home.drop());

const signing = (claimNo: string, actor: { login: string }, at = NOW) => ({
  actor,
  now: at,
  claimNo,
  version: 1,
  comment: '核对无误',
});
const lettersOf = (claimNo: string) => letters(db, db.sql`claim.claim_no = ${claimNo}`);
const ask = (claimNo: string, language: 'zh' | 'zh-en' = 'zh') =>
  db.transaction(tx =>
    letterOfClaim(tx, job, { claimNo, kind: 'decision', language }, { now, madeBy: 'handler.li' }),
  );

async function approvedStay(contractNo: string, invoice: string): Promise<string> {
  await addFamily(db, { contractNo });
  return (await file(db, deps, ordinaryStay(contractNo, invoice))).claimNo;
}

describe('the letter of a decision', () => {
  it('is due with the decision, made once afterwards, signed, and kept', async () => {
    const claimNo = await approvedStay('L-approved', '5001');
    expect(await countDue(db)).toEqual({ waiting: 1, failing: 0 });
    expect(await makeDueLetters(db, job)).toBe(false);
    const [letter] = await lettersOf(claimNo);
    expect(letter).toMatchObject({
      number: `${claimNo}-1`,
      kind: 'decision',
      language: 'zh',
      issue: 1,
      letterOn: '2026-11-02',
      amountFen: 289_215,
      madeBy: 'machine',
      supersededBy: null,
    });
    expect(await verifyLetter(db, await fileOf(db, letter!))).toMatchObject({
      kind: 'genuine',
      letter: { number: `${claimNo}-1` },
      signedAt: NOW,
      selfMade: true,
    });
    expect(orders[0]?.form).toMatchObject({
      verifyUrl: `https://letters.example.cn/verify/${letter!.token}`,
    });
    expect(await countDue(db)).toEqual({ waiting: 0, failing: 0 });
    expect(await makeDueLetters(db, job)).toBe(false);
    expect(orders).toHaveLength(1);
  });

  it('is not due while a person must sign, and bears the day and codes of the signatures', async () => {
    await addFamily(db, { contractNo: 'L-waiting' });
    const { claimNo } = await file(db, deps, criticalIllness('L-waiting'));
    await db.transaction(tx => signDecision(tx, deps, signing(claimNo, HANDLER)));
    expect(await countDue(db)).toEqual({ waiting: 0, failing: 0 });
    await expect(ask(claimNo)).rejects.toMatchObject({ code: 'conflict' });
    // 23:30 UTC on the 3rd is the 4th in China.
    const later = new Date('2026-11-03T23:30:00Z');
    await db.transaction(tx => signDecision(tx, deps, signing(claimNo, SECOND_HANDLER, later)));
    await makeDueLetters(db, job);
    expect(orders[0]?.form).toMatchObject({
      kind: 'decision',
      date: '2026-11-04',
      signers: ['handler.li', 'handler.zhao'],
    });
  });

  it('is a notice of refusal when people refused, with the reason and never the comment', async () => {
    await addFamily(db, { contractNo: 'L-refused' });
    const { claimNo } = await file(db, deps, criticalIllness('L-refused'));
    const reason = 'PRE_EXISTING';
    const toFamily = '2020年的住院病历记载，孩子在保障开始之前已经确诊此病。';
    await db.transaction(tx => refuseClaim(tx, deps, { ...signing(claimNo, HANDLER), reason, toFamily }));
    expect(await countDue(db)).toEqual({ waiting: 0, failing: 0 });
    await db.transaction(tx => signDecision(tx, deps, { ...signing(claimNo, SECOND_HANDLER), version: 2 }));
    await makeDueLetters(db, job);
    expect(await lettersOf(claimNo)).toMatchObject([
      { kind: 'refusal', number: `${claimNo}-2`, amountFen: null },
    ]);
    await keepAmount(claimNo, 0);
    expect(await lettersOf(claimNo)).toMatchObject([{ kind: 'refusal', amountFen: null }]);
    const { family } = deps.rulebooks.inForce(plainDate('2026-11-02')).book.reason(reason);
    expect(orders[0]?.form).toMatchObject({ kind: 'refusal', toFamily, reasons: [{ words: family }] });
    expect(JSON.stringify(orders[0]?.form)).not.toContain('核对无误');
  });

  it('is refused for a claim that was withdrawn, and for one that does not exist', async () => {
    await addFamily(db, { contractNo: 'L-withdrawn' });
    const { claimNo } = await file(db, deps, criticalIllness('L-withdrawn'));
    await db.transaction(tx => withdrawClaim(tx, signing(claimNo, HANDLER)));
    await expect(ask(claimNo)).rejects.toMatchObject({ code: 'conflict' });
    await expect(ask('CL999999999')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is made at once for whoever asks before the job does, and then not again', async () => {
    const claimNo = await approvedStay('L-asked', '5003');
    const asked = await ask(claimNo);
    expect(asked.madeBy).toBe('handler.li');
    expect((await ask(claimNo)).id).toBe(asked.id);
    await makeDueLetters(db, job);
    expect(await lettersOf(claimNo)).toHaveLength(1);
    expect(orders).toHaveLength(1);
  });

  it('is kept in both languages, each under its own number', async () => {
    const claimNo = await approvedStay('L-bilingual', '5004');
    await makeDueLetters(db, job);
    expect(await ask(claimNo, 'zh-en')).toMatchObject({ number: `${claimNo}-1E`, language: 'zh-en' });
    expect(await lettersOf(claimNo)).toHaveLength(2);
  });

  it('is the same to the byte before signing when it is drawn again for the same due row', async () => {
    const claimNo = await approvedStay('L-same', '5005');
    const crash = new Error('the process ends here');
    await expect(
      db.transaction(async tx => {
        await makeDueLetters({ ...db, transaction: work => work(tx) }, job);
        throw crash;
      }),
    ).rejects.toBe(crash);
    expect(await lettersOf(claimNo)).toEqual([]);
    now = new Date('2026-11-09T02:00:00Z');
    await makeDueLetters(db, job);
    const [first, second] = await Promise.all(orders.map(order => lettersOn(deps).press.print(order)));
    expect(second!.drawnSha256).toBe(first!.drawnSha256);
    expect((await lettersOf(claimNo))[0]?.drawnSha256).toBe(first!.drawnSha256);
  });

  it('is made once by several workers together, none of which waits for another', async () => {
    const claims: string[] = [];
    for (let index = 0; index < 45; index++)
      claims.push(await approvedStay(`L-many-${index}`, `51${10 + index}`));
    const work = async () => {
      while (await makeDueLetters(db, job));
    };
    await Promise.all([work(), work(), work()]);
    expect(orders).toHaveLength(45);
    const made = await letters(db, db.sql`claim.claim_no = ANY(${claims})`);
    expect(new Set(made.map(({ claimNo }) => claimNo)).size).toBe(45);
    expect(made).toHaveLength(45);
  });
});

describe('letters that are made when they are asked for', () => {
  const askFor = (claimNo: string, kind: ClaimLetter) =>
    db.transaction(tx =>
      letterOfClaim(tx, job, { claimNo, kind, language: 'zh' }, { now, madeBy: 'handler.li' }),
    );
  const askOfCover = (number: string, kind: 'certificate' | 'statement', policyYear: number | null = null) =>
    db.transaction(tx =>
      letterOfCover(
        tx,
        job,
        { number, childNo: 1, kind, policyYear, language: 'zh' },
        { now, madeBy: 'intake.wang' },
      ),
    );

  it('tell of a payment and of its share on each invoice, to the fen', async () => {
    const claimNo = await approvedStay('L-kinds', '5701');
    expect(await askFor(claimNo, 'payment')).toMatchObject({
      number: `${claimNo}-1-PAY`,
      kind: 'payment',
      amountFen: 289_215,
    });
    expect(await askFor(claimNo, 'apportionment')).toMatchObject({
      kind: 'apportionment',
      amountFen: 289_215,
    });
    expect((await askFor(claimNo, 'payment')).madeBy).toBe('handler.li');
    expect(orders).toHaveLength(2);
  });

  it('acknowledge a claim that still waits, and speak of no payment that there is not', async () => {
    await addFamily(db, { contractNo: 'L-ack' });
    const { claimNo } = await file(db, deps, criticalIllness('L-ack'));
    expect(await askFor(claimNo, 'acknowledgement')).toMatchObject({
      kind: 'acknowledgement',
      amountFen: null,
    });
    await expect(askFor(claimNo, 'payment')).rejects.toMatchObject({ code: 'conflict' });
    const below = await addFamily(db, { contractNo: 'L-below' }).then(() =>
      file(
        db,
        deps,
        ordinaryStay('L-below', '5702', { invoices: [stayInvoice('5702', '500.00', '400.00')] }),
      ),
    );
    await expect(askFor(below.claimNo, 'payment')).rejects.toMatchObject({
      code: 'conflict',
      detail: { en: expect.stringContaining('pays nothing') },
    });
  });

  it('certify a cover, and state a policy year with what was used of it', async () => {
    const claimNo = await approvedStay('L-cover', '5703');
    expect(await askOfCover('L-cover', 'certificate')).toMatchObject({
      number: 'L-cover-1-CERT',
      claimId: null,
    });
    await askOfCover('L-cover', 'statement', 2023);
    const { form } = orders.at(-1)!;
    expect(form).toMatchObject({
      kind: 'statement',
      // The group policy of that year, not of today's.
      masterPolicyNo: expect.stringMatching(/-2023-/),
      paidFen: 289_215,
      claims: [{ claimNo, result: 'paid', billedFen: 864_235, paidFen: 289_215 }],
    });
    await expect(askOfCover('L-cover', 'statement', 2020)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(askOfCover('L-nobody', 'certificate')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a letter that cannot be made', () => {
  it('says why, raises an alarm, is tried again ever later, and holds up no other', async () => {
    const bad = await approvedStay('L-bad', '5201');
    const good = await approvedStay('L-good', '5202');
    const why = {
      zh: '“姓名”一处有字体中没有的字。',
      en: 'The name holds a character that its font cannot draw.',
    };
    const failing: LetterJob = {
      ...job,
      press: {
        ...job.press,
        print: order =>
          order.form.letterNo === `${bad}-1`
            ? Promise.reject(refuse('conflict', why, { zh: '请核对。', en: 'Check it.' }))
            : job.press.print(order),
      },
    };
    await makeDueLetters(db, failing);
    expect(await lettersOf(good)).toHaveLength(1);
    expect(await countDue(db)).toEqual({ waiting: 1, failing: 1 });
    expect(logged).toMatchObject([{ msg: expect.stringContaining('could not be made'), failures: 1 }]);
    // Not before a minute has passed, then two.
    await makeDueLetters(db, failing);
    now = new Date(NOW.getTime() + 60_000);
    await makeDueLetters(db, failing);
    expect(await failedLetters(db, 10)).toMatchObject([
      {
        claimNo: bad,
        contractNumber: 'L-bad',
        attempts: 2,
        nextAt: '2026-11-02T02:03:00Z',
        failure: { zh: `${why.zh}请核对。`, en: `${why.en} Check it.` },
      },
    ]);
    now = new Date(NOW.getTime() + 180_000);
    await makeDueLetters(db, job);
    expect(await countDue(db)).toEqual({ waiting: 0, failing: 0 });
    expect(await lettersOf(bad)).toHaveLength(1);
  });
});

describe('a letter that is issued again', () => {
  it('leaves the one before as it was, superseded, and can be followed once only', async () => {
    const claimNo = await approvedStay('L-again', '5301');
    await makeDueLetters(db, job);
    const [first] = await lettersOf(claimNo);
    const file = await fileOf(db, first!);
    now = new Date('2026-11-20T02:00:00Z');
    const again = { letterNo: first!.number.toLowerCase(), reason: '姓名更正', actor: 'handler.li', now };
    const second = await db.transaction(tx => reissueLetter(tx, job, again));
    expect(second).toMatchObject({ number: `${claimNo}-1.2`, issue: 2, supersedes: first!.id });
    expect(second.token).not.toBe(first!.token);
    expect(await findLetter(db, first!.number)).toMatchObject({
      supersededBy: second.number,
      supersededOn: '2026-11-20',
    });
    expect((await fileOf(db, first!)).equals(file)).toBe(true);
    await expect(db.transaction(tx => reissueLetter(tx, job, again))).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await ask(claimNo)).number).toBe(second.number);
  });

  it('is refused by the database as soon as somebody rewrites one', async () => {
    const claimNo = await approvedStay('L-guard', '5302');
    await makeDueLetters(db, job);
    const [letter] = await lettersOf(claimNo);
    await expect(db.sql`UPDATE letter SET number = 'x' WHERE id = ${letter!.id}`).rejects.toThrow(
      /append-only/,
    );
    await expect(db.sql`DELETE FROM letter_file`).rejects.toThrow(/append-only/);
  });
});

/** What letters of a claim would have kept as their amount before. */
async function keepAmount(claimNo: string, amountFen: number): Promise<void> {
  await db.transaction(async ({ sql }) => {
    await sql`ALTER TABLE letter DISABLE TRIGGER append_only`;
    await sql`
      UPDATE letter SET amount_fen = ${amountFen} FROM claim
      WHERE claim.contract_id = letter.contract_id AND claim.id = letter.claim_id AND claim.claim_no = ${claimNo}`;
    await sql`ALTER TABLE letter ENABLE TRIGGER append_only`;
  });
}

it('a letter is superseded when its claim is revised, by the claim that revises it', async () => {
  const claimNo = await approvedStay('L-revised', '5401');
  const revision = await file(
    db,
    deps,
    { ...ordinaryStay('L-revised', '5401'), revises: claimNo },
    { login: 'handler.li', roles: ['handler'] },
  );
  await makeDueLetters(db, job);
  expect((await lettersOf(claimNo))[0]?.supersededBy).toBe(
    revision.state === 'waiting' ? null : revision.claimNo,
  );
  if (revision.state === 'waiting') {
    await db.transaction(tx => signDecision(tx, deps, signing(revision.claimNo, SECOND_HANDLER)));
  }
  expect((await lettersOf(claimNo))[0]).toMatchObject({
    supersededBy: revision.claimNo,
    supersededOn: '2026-11-02',
  });
  // The page of its code compares what stands in large figures: the whole amount, not the nothing that is paid on top.
  await makeDueLetters(db, job);
  expect((await lettersOf(revision.claimNo))[0]?.amountFen).toBe(289_215);
  // The first letters kept the nothing, and show the same figure.
  await keepAmount(revision.claimNo, 0);
  expect((await lettersOf(revision.claimNo))[0]?.amountFen).toBe(289_215);
  // A statement of the year lists the stay once, as it was decided in the end.
  const asked = {
    number: 'L-revised',
    childNo: 1,
    kind: 'statement',
    policyYear: 2023,
    language: 'zh',
  } as const;
  await db.transaction(tx => letterOfCover(tx, job, asked, { now, madeBy: 'intake.wang' }));
  expect(orders.at(-1)?.form).toMatchObject({
    claims: [{ claimNo: revision.claimNo, paidFen: 289_215 }],
    billedFen: 864_235,
    paidFen: 289_215,
  });
});

it('verify sees a file and templates that are not what they were, and a decision whose letter is nowhere', async () => {
  const other = await throwawayDatabase();
  try {
    const decisions = await decisionsOn(other.db);
    await installTemplates(other.db);
    await addFamily(other.db, { contractNo: 'L-lost' });
    await addFamily(other.db, { contractNo: 'L-spoilt' });
    const lost = await file(other.db, decisions, ordinaryStay('L-lost', '5501'));
    const otherJob = { ...job, rulebooks: decisions.rulebooks };
    await other.db.sql`DELETE FROM letter_due`;
    await file(other.db, decisions, ordinaryStay('L-spoilt', '5502'));
    await makeDueLetters(other.db, otherJob);
    await other.db.sql`ALTER TABLE letter_file DISABLE TRIGGER append_only`;
    await other.db.sql`UPDATE letter_file SET bytes = set_byte(bytes, 100, 0)`;
    await other.db.sql`ALTER TABLE letter_templates DISABLE TRIGGER append_only`;
    await other.db
      .sql`UPDATE letter_templates SET files = replace(files::text, '理赔决定通知书', '通知书')::json`;
    const faults = await verifyBooks(other.db);
    expect(faults.map(({ invariant, detail }) => [invariant, detail])).toEqual([
      ['each final decision has its letter in Chinese, or one is due', `claim ${lost.claimNo}, decision`],
      ['a letter has its file, and the file is as it was made', 'the hash of the file differs'],
      [
        'the files of a set of templates are those its hash names',
        expect.stringMatching(/^they give the hash /),
      ],
    ]);
  } finally {
    await other.drop();
  }
});

it('verify asks for the templates of letters from the day on which the first were kept', async () => {
  const other = await throwawayDatabase();
  try {
    const decisions = await decisionsOn(other.db);
    const otherJob = { ...job, rulebooks: decisions.rulebooks };
    const make = async (contractNo: string, invoiceNo: string, madeAt: string) => {
      await addFamily(other.db, { contractNo });
      await file(other.db, decisions, ordinaryStay(contractNo, invoiceNo));
      await makeDueLetters(other.db, { ...otherJob, clock: () => new Date(madeAt) });
    };
    await make('L-before', '5511', '2026-11-01T02:00:00Z');
    await installTemplates(other.db);
    await make('L-after', '5512', '2026-11-03T02:00:00Z');
    const forget = async (contractNo: string) => {
      await other.db.sql`ALTER TABLE letter DISABLE TRIGGER append_only`;
      await other.db.sql`
        UPDATE letter SET template_hash = ${'0'.repeat(64)} FROM contract
        WHERE contract.id = contract_id AND contract.number = ${contractNo}`;
    };
    await forget('L-before');
    expect(await verifyBooks(other.db)).toEqual([]);
    await forget('L-after');
    expect(await verifyBooks(other.db)).toMatchObject([
      { invariant: 'a letter was printed with templates that are kept' },
    ]);
  } finally {
    await other.drop();
  }
});

describe('the command line', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'letters-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  beforeEach(() => void vi.stubEnv('DATA_DIR', folder));
  const command = shell(() => home.url);
  const cli = (...args: readonly string[]) => command('letters', ...args);

  it('makes, lists, takes and verifies a letter, and leaves a trace of each', async () => {
    const claimNo = await approvedStay('L-command', '5601');
    const out = path.join(folder, 'letter.pdf');
    expect((await cli('make', claimNo, '--language', 'zh-en', '--out', out)).code).toBe(0);
    expect(await cli('make')).toMatchObject({ code: 0, out: 'All letters that were due are made.\n' });
    const listed = await cli('list', claimNo, '--json');
    expect(JSON.parse(listed.out).items.map((one: { letter_no: string }) => one.letter_no)).toEqual([
      `${claimNo}-1E`,
      `${claimNo}-1`,
    ]);
    const again = path.join(folder, 'again.pdf');
    await cli('get', `${claimNo}-1E`, '--out', again);
    const bytes = await readFile(out);
    expect((await readFile(again)).equals(bytes)).toBe(true);
    expect(await cli('verify', out)).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^Genuine and current: letter CL\d+-1E.*\nIt is signed with a self-made certificate/,
      ),
    });
    expect(await cli('verify', path.join(folder, 'none.pdf'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('none.pdf cannot be read (ENOENT). Check the path'),
    });
    const touched = Buffer.from(bytes);
    touched[bytes.length >> 1]! ^= 1;
    await writeFile(out, touched);
    const verdict = await cli('verify', out, '--json');
    expect(verdict.code).toBe(1);
    expect(JSON.parse(verdict.out)).toMatchObject({
      genuine: false,
      verdict: 'changed',
      says: { zh: expect.stringContaining('不是原件'), en: expect.stringContaining('Not genuine') },
    });
    const deliveries = await db.sql`
      SELECT way FROM letter_delivery JOIN letter ON letter.id = letter_id
      WHERE by LIKE 'cli:%' AND starts_with(number, ${claimNo})`;
    expect(deliveries).toHaveLength(2);
    const trace = await db.sql`
      SELECT FROM audit_entry WHERE subject = ${`letter:${claimNo}-1E`} AND actor LIKE 'cli:%'`;
    expect(trace).toHaveLength(2);
  });

  it('makes the certificate of a cover and the statement of a policy year, as the service does', async () => {
    await addFamily(db, { contractNo: 'L-desk' });
    const certificate = await cli('make', '--contract', 'L-desk', '--json');
    expect(certificate.code).toBe(0);
    const cover = { number: 'L-desk', childNo: 1, policyYear: null, language: 'zh' } as const;
    const served = await db.transaction(tx =>
      letterOfCover(tx, job, { ...cover, kind: 'certificate' }, { now: new Date(), madeBy: 'handler.li' }),
    );
    expect(JSON.parse(certificate.out)).toMatchObject({ letter_no: served.number });
    expect(served.madeBy).toMatch(/^cli:/);
    const out = path.join(folder, 'statement.pdf');
    const asked = ['--contract', 'L-desk', '--child', '1', '--kind', 'statement', '--policy-year', '2021'];
    expect((await cli('make', ...asked, '--out', out)).code).toBe(0);
    expect((await readFile(out)).subarray(0, 5).toString()).toBe('%PDF-');
    const { items } = JSON.parse((await cli('list', '--contract', 'L-desk', '--json')).out);
    expect(items.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['certificate', 'statement']);
  });

  it('refuses what names no one letter, and a cover or year that is not there', async () => {
    await addFamily(db, { contractNo: 'L-year' });
    for (const [args, code, reason] of [
      [['make', 'CL000000001', '--contract', 'L-1'], 2, 'Name a claim or --contract, not both.'],
      [['make', '--contract', 'L-1', '--kind', 'payment'], 2, 'The letter payment is of a claim'],
      [['make', 'CL000000001', '--kind', 'statement'], 2, 'A statement is of a cover'],
      [['make', '--contract', 'L-1', '--policy-year', '2021'], 2, 'goes with --kind statement'],
      [['make', '--policy-year', '2021'], 2, 'go with --contract'],
      [['make', '--kind', 'payment'], 2, 'go with one letter'],
      [['list'], 2, 'Name a claim or --contract, one of them.'],
      [['list', 'CL999999999'], 1, 'CL999999999'],
      [['list', '--contract', 'L-nowhere'], 1, 'no contract or insured child L-nowhere'],
      [['make', '--contract', 'L-nowhere'], 1, 'L-nowhere'],
      [['make', '--contract', 'L-year', '--kind', 'statement', '--policy-year', '1999'], 2, 'from 20'],
    ] as const) {
      expect([args, await cli(...args)]).toEqual([
        args,
        { code, out: '', err: expect.stringContaining(reason), json: null },
      ]);
    }
  });
});
