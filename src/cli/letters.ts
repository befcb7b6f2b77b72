import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type PlainDate, plainDate } from '../engine/dates.ts';
import type { LetterLanguage } from '../letters/kinds.ts';
import type { ClaimLetter } from '../letters/letter-of-claim.ts';
import type { LetterDeps } from '../letters/print-due.ts';
import type { LetterRow } from '../letters/store.ts';
import type { LetterVerdict } from '../letters/verify-letter.ts';
import type { Connection } from '../platform/connect.ts';
import type { Words } from '../platform/words.ts';
import { openDecisions } from './decisions.ts';
import { cliActor, EXIT, printResult, table, terminalLanguage, withDatabase, withJson } from './kit.ts';

export function register(program: Command): void {
  const letters = program.command('letters').description('letters: list, make, take, verify / 信函');
  registerList(letters);
  registerGet(letters);
  registerMake(letters);
  registerVerify(letters);
  registerPrint(letters);
}

function registerList(letters: Command): void {
  withJson(letters.command('list'))
    .description('letters of a claim, with what became of them / 赔案的信函')
    .argument('<claimNo>', 'claim number, CL and nine digits')
    .action(async (claimNo: string, options: { json?: true }) => {
      const [{ letters: find }, { presentLetter }] = await Promise.all([
        import('../letters/store.ts'),
        import('../letters/present-letter.ts'),
      ]);
      const rows = await withDatabase(async ({ db }) => {
        const found = await find(db, db.sql`claim.claim_no = ${claimNo}`);
        await noteViewed(db, `claim:${claimNo}`, { letters: found.length });
        return found;
      });
      printResult(options.json, { items: rows.map(presentLetter) }, () =>
        rows.length === 0
          ? `Claim ${claimNo} has no letter; \`letters make ${claimNo}\` makes one once its decision is final.`
          : table(
              ['letter', 'kind', 'language', 'of', 'superseded by'],
              rows.map(row => [row.number, row.kind, row.language, row.letterOn, row.supersededBy ?? '']),
            ),
      );
    });
}

function registerGet(letters: Command): void {
  withJson(letters.command('get'))
    .description('write the file of a letter / 取出信函文件')
    .argument('<letterNo>', 'number of the letter, CL000000042-1')
    .requiredOption('--out <file>', 'PDF file to write; one that is there is replaced')
    .action(async (letterNo: string, options: { out: string; json?: true }) => {
      const { findLetter } = await import('../letters/find-letter.ts');
      await withDatabase(async ({ db }) => writeOut(db, await findLetter(db, letterNo), options));
    });
}

interface MakeOptions {
  readonly kind: ClaimLetter;
  readonly language: LetterLanguage;
  readonly out?: string;
  readonly json?: true;
}

function registerMake(letters: Command): void {
  withJson(letters.command('make'))
    .description('make the letter of a claim, or all that are due; one that is there stays / 出具信函')
    .argument('[claimNo]', 'claim number, CL and nine digits; without it, all letters that are due')
    .addOption(
      new Option('--kind <kind>', 'which letter of the claim')
        .choices(['decision', 'payment', 'apportionment', 'acknowledgement'])
        .default('decision'),
    )
    .addOption(languageOption())
    .option('--out <file>', 'PDF file to write the letter of the claim to')
    .action(async (claimNo: string | undefined, options: MakeOptions) => {
      await withDatabase(connection =>
        claimNo === undefined
          ? withLetters(connection, availableParallelism(), deps => makeDue(connection, deps, options.json))
          : withLetters(connection, 0, deps => makeOne(connection, deps, claimNo, options)),
      );
    });
}

async function makeOne(
  { db }: Connection,
  deps: LetterDeps,
  claimNo: string,
  { kind, language, out, json }: MakeOptions,
): Promise<void> {
  const { letterOfClaim } = await import('../letters/letter-of-claim.ts');
  const asked = { claimNo, kind, language };
  const letter = await db.transaction(tx =>
    letterOfClaim(tx, deps, asked, { now: new Date(), madeBy: cliActor() }),
  );
  if (out !== undefined) return writeOut(db, letter, { out, json });
  printResult(
    json,
    { letter_no: letter.number, made_at: letter.madeAt },
    () => `Letter ${letter.number} is kept; \`letters get ${letter.number} --out FILE\` writes its file.`,
  );
}

async function makeDue({ db }: Connection, deps: LetterDeps, json: true | undefined): Promise<void> {
  const [{ makeDueLetters }, { countDue }, { createLogger }] = await Promise.all([
    import('../letters/make-due-letters.ts'),
    import('../letters/store.ts'),
    import('../platform/logger.ts'),
  ]);
  const job = { ...deps, clock: () => new Date(), logger: createLogger({ level: 'error', to: 2 }) };
  const before = await countDue(db);
  while (await makeDueLetters(db, job));
  const left = await countDue(db);
  printResult(
    json,
    { made: before.waiting - left.waiting, waiting: left.waiting, failing: left.failing },
    () =>
      left.waiting === 0
        ? 'All letters that were due are made.'
        : `${left.waiting} letters are still due, ${left.failing} of them failed; GET /letters/failures says why.`,
  );
  if (left.failing > 0) process.exitCode = EXIT.foundWrong;
}

function registerVerify(letters: Command): void {
  withJson(letters.command('verify'))
    .description('say whether a file is a genuine letter of ours, and still current / 核验信函真伪')
    .argument('<file>', 'PDF file')
    .action(async (file: string, options: { json?: true }) => {
      const [{ readFile }, { verifyLetter }] = await Promise.all([
        import('node:fs/promises'),
        import('../letters/verify-letter.ts'),
      ]);
      const bytes = await readFile(file);
      const verdict = await withDatabase(({ db }) => verifyLetter(db, bytes));
      printResult(options.json, presentVerdict(verdict), () => verdictInWords(verdict)[terminalLanguage()]);
      if (verdict.kind !== 'genuine') process.exitCode = EXIT.foundWrong;
    });
}

function registerPrint(letters: Command): void {
  withJson(letters.command('print'))
    .description(
      "print a month's letters into one file with a list, bookmarks and an index / 按月合并打印信函",
    )
    .addOption(new Option('--month <YYYY-MM>', 'month of the letters').conflicts('batch'))
    .addOption(languageOption())
    .option('--batch <number>', 'print a batch again as it was, PB and nine digits')
    .requiredOption('--out <file>', 'PDF file to write; the index is written beside it, as .csv')
    .action(async (options: PrintOptions) => {
      const { printBatch, repeatBatch } = await import('../letters/print/print-batch.ts');
      const files = { pdf: options.out, index: `${options.out.replace(/\.pdf$/i, '')}.csv` };
      const days = options.month === undefined ? null : daysOfMonth(options.month);
      if (days === null && options.batch === undefined) {
        throw new InvalidArgumentError('Name a month, --month 2026-06, or a batch, --batch PB000000001.');
      }
      const batch = await withDatabase(async connection => {
        const { db } = connection;
        if (days === null) return repeatBatch(db, options.batch!, files);
        const { makeDueLetters } = await import('../letters/make-due-letters.ts');
        const { createLogger } = await import('../platform/logger.ts');
        const logger = createLogger({ level: 'error', to: 2 });
        await withLetters(connection, availableParallelism(), async deps => {
          while (await makeDueLetters(db, { ...deps, clock: () => new Date(), logger }));
        });
        const by = { actor: cliActor(), now: new Date() };
        return printBatch(db, { ...days, language: options.language }, files, by);
      });
      printResult(
        options.json,
        {
          batch_no: batch.number,
          letters: batch.letters,
          pages: batch.pages,
          file: files.pdf,
          sha256: batch.fileSha256,
          index: files.index,
        },
        () =>
          `Batch ${batch.number}: ${batch.letters} letters on ${batch.pages} pages in ${files.pdf}, index in ${files.index}.`,
      );
    });
}

interface PrintOptions {
  readonly month?: string;
  readonly batch?: string;
  readonly language: LetterLanguage;
  readonly out: string;
  readonly json?: true;
}

function daysOfMonth(month: string): { from: PlainDate; to: PlainDate } {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    throw new InvalidArgumentError('--month is a month like 2026-06.');
  }
  const [year, number] = month.split('-').map(Number) as [number, number];
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
  return { from: plainDate(`${month}-01`), to: plainDate(last) };
}

function presentVerdict(verdict: LetterVerdict) {
  const says = verdictInWords(verdict);
  if (verdict.kind !== 'genuine') return { genuine: false, verdict: verdict.kind, says };
  const { letter, signedAt, selfMade } = verdict;
  return {
    genuine: true,
    verdict: letter.supersededBy === null ? 'current' : 'superseded',
    letter_no: letter.number,
    claim_no: letter.claimNo,
    signed_at: signedAt.toISOString(),
    self_made_certificate: selfMade,
    superseded_by: letter.supersededBy,
    superseded_on: letter.supersededOn,
    says,
  };
}

function verdictInWords(verdict: LetterVerdict): Words {
  switch (verdict.kind) {
    case 'genuine': {
      const { letter, selfMade } = verdict;
      const warning: Words = selfMade
        ? {
            zh: '\n签名使用本程序自制的证书，没有第三方担保。',
            en: '\nIt is signed with a self-made certificate, for which nobody vouches.',
          }
        : { zh: '', en: '' };
      return letter.supersededBy === null
        ? {
            zh: `真实有效：信函 ${letter.number}，签名完好，内容未被改动，目前有效。${warning.zh}`,
            en: `Genuine and current: letter ${letter.number}, signed by us, not changed since.${warning.en}`,
          }
        : {
            zh: `真实，但已被取代：信函 ${letter.number} 自 ${letter.supersededOn} 起由 ${letter.supersededBy} 取代。${warning.zh}`,
            en: `Genuine, but superseded: letter ${letter.number} was replaced by ${letter.supersededBy} on ${letter.supersededOn}.${warning.en}`,
          };
    }
    case 'unknown':
      return {
        zh: `签名是我们的，但账册中没有这一份信函 ${verdict.letterNo}。请确认核验所用的数据库。`,
        en: `The signature is ours, but the books hold no such letter ${verdict.letterNo}. Check that this is the right database.`,
      };
    case 'changed':
      return {
        zh: `不是原件：签名后内容被改动过${verdict.letterNo === null ? '' : `（自称 ${verdict.letterNo}）`}。请以系统存档的原件为准。`,
        en: `Not genuine: it was changed after it had been signed${verdict.letterNo === null ? '' : ` (it says ${verdict.letterNo})`}. Go by the file that is kept here.`,
      };
    case 'foreign':
      return {
        zh: `不是我们的信函：由别人签名（${verdict.signer}）。`,
        en: `Not our letter: it is signed by somebody else (${verdict.signer}).`,
      };
    case 'unsigned':
      return {
        zh: '不是我们的信函：没有签名，或签名无法读取。打印后再扫描的文件没有签名，请扫描信函上的二维码核验。',
        en: 'Not our letter as we made it: it has no signature, or none that can be read. A scan of a printed letter has none; scan its QR code instead.',
      };
  }
}

function languageOption(): Option {
  return new Option('--language <language>', 'zh, or zh-en with English beneath the Chinese')
    .choices(['zh', 'zh-en'])
    .default('zh');
}

/** `threads` draw; 0: this one does, which is quicker for a letter or two. */
async function withLetters<T>(
  connection: Connection,
  threads: number,
  work: (deps: LetterDeps) => Promise<T>,
): Promise<T> {
  const [{ wireLetters }, { loadConfig }] = await Promise.all([
    import('../wire-letters.ts'),
    import('../platform/config.ts'),
  ]);
  const { rulebooks } = await openDecisions(connection);
  const deps = await wireLetters(connection.db, loadConfig(process.env), rulebooks, new Date(), threads);
  try {
    return await work(deps);
  } finally {
    await deps.press.close();
  }
}

/** Writes a letter's file; the books note who took it. */
async function writeOut(
  db: Connection['db'],
  letter: LetterRow,
  options: { readonly out: string; readonly json?: true | undefined },
): Promise<void> {
  const [{ writeFile }, { fileOf, noteDownload }] = await Promise.all([
    import('node:fs/promises'),
    import('../letters/store.ts'),
  ]);
  const bytes = await db.transaction(async tx => {
    await noteDownload(tx, letter, cliActor(), new Date());
    return fileOf(tx, letter);
  });
  await noteViewed(db, `letter:${letter.number}`, { file: `${letter.number}.pdf` });
  await writeFile(options.out, bytes);
  printResult(
    options.json,
    { letter_no: letter.number, file: options.out, bytes: bytes.length },
    () => `Wrote ${options.out}: letter ${letter.number}.`,
  );
}

async function noteViewed(
  db: Connection['db'],
  subject: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const { writeAudit } = await import('../platform/audit.ts');
  await db.transaction(tx =>
    writeAudit(tx, [{ at: new Date(), actor: cliActor(), action: 'viewed', subject, detail }]),
  );
}
