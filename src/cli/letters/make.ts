import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LetterLanguage } from '../../letters/kinds.ts';
import type { ClaimLetter, letterOfClaim } from '../../letters/letter-of-claim.ts';
import type { CoverLetter } from '../../letters/letter-of-cover.ts';
import type { LetterDeps } from '../../letters/print-due.ts';
import type { Connection } from '../../platform/connect.ts';
import { cliActor, EXIT, printResult, wholeNumber, withDatabase, withJson } from '../kit.ts';
import { languageOption, withLetters, writeOut } from './kit.ts';

const KINDS: readonly Kind[] = [
  'decision',
  'payment',
  'apportionment',
  'acknowledgement',
  'certificate',
  'statement',
];
type Kind = ClaimLetter | CoverLetter['kind'];

interface MakeOptions {
  readonly kind?: Kind;
  readonly contract?: string;
  readonly child?: number;
  readonly policyYear?: number;
  readonly language: LetterLanguage;
  readonly out?: string;
  readonly json?: true;
}

export function registerMake(letters: Command): void {
  withJson(letters.command('make'))
    .description(
      'make a letter of a claim or a cover, or all that are due; one that is there stays / 出具信函',
    )
    .argument('[claimNo]', 'claim number, CL and nine digits; without claim and contract, all that are due')
    .addOption(
      new Option(
        '--kind <kind>',
        'which letter: of a claim decision unless told, of a cover certificate',
      ).choices(KINDS),
    )
    .option('--contract <number>', 'a letter of the cover under this contract, instead of a claim')
    .option('--child <n>', 'child of the contract; the first unless told', wholeNumber(1, 9))
    .option(
      '--policy-year <yyyy>',
      'of a statement: year in which the policy year begins; the running one unless told',
      wholeNumber(1990, 2200),
    )
    .addOption(languageOption())
    .option('--out <file>', 'PDF file to write the letter to')
    .action(async (claimNo: string | undefined, options: MakeOptions) => {
      const wanted = wantedOf(claimNo, options);
      await withDatabase(connection =>
        wanted === null
          ? withLetters(connection, availableParallelism(), deps => makeDue(connection, deps, options.json))
          : withLetters(connection, 0, deps => makeOne(connection, deps, wanted, options)),
      );
    });
}

type Wanted =
  | { readonly of: 'claim'; readonly asked: Parameters<typeof letterOfClaim>[2] }
  | { readonly of: 'cover'; readonly asked: CoverLetter };

/** The one letter that is asked for; null: all that are due. Throws InvalidArgumentError for what names no letter. */
function wantedOf(claimNo: string | undefined, options: MakeOptions): Wanted | null {
  const { contract: number, child, policyYear, language, out } = options;
  const kind = options.kind ?? (number === undefined ? 'decision' : 'certificate');
  if (number === undefined) {
    if (child !== undefined || policyYear !== undefined)
      throw new InvalidArgumentError('--child and --policy-year go with --contract.');
    if (claimNo === undefined) {
      if (options.kind === undefined && out === undefined) return null;
      throw new InvalidArgumentError('--kind and --out go with one letter: name a claim, or --contract.');
    }
    if (kind === 'certificate' || kind === 'statement')
      throw new InvalidArgumentError(`A ${kind} is of a cover: name its contract with --contract.`);
    return { of: 'claim', asked: { claimNo, kind, language } };
  }
  if (claimNo !== undefined) throw new InvalidArgumentError('Name a claim or --contract, not both.');
  if (kind !== 'certificate' && kind !== 'statement')
    throw new InvalidArgumentError(`The letter ${kind} is of a claim: name the claim instead of --contract.`);
  if (policyYear !== undefined && kind === 'certificate')
    throw new InvalidArgumentError('--policy-year goes with --kind statement.');
  return {
    of: 'cover',
    asked: { number, childNo: child ?? 1, kind, policyYear: policyYear ?? null, language },
  };
}

async function makeOne(
  { db }: Connection,
  deps: LetterDeps,
  wanted: Wanted,
  { out, json }: MakeOptions,
): Promise<void> {
  const [{ letterOfClaim }, { letterOfCover }] = await Promise.all([
    import('../../letters/letter-of-claim.ts'),
    import('../../letters/letter-of-cover.ts'),
  ]);
  const by = { now: new Date(), madeBy: cliActor() };
  const letter = await db.transaction(tx =>
    wanted.of === 'claim'
      ? letterOfClaim(tx, deps, wanted.asked, by)
      : letterOfCover(tx, deps, wanted.asked, by),
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
    import('../../letters/make-due-letters.ts'),
    import('../../letters/store.ts'),
    import('../../platform/logger.ts'),
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
