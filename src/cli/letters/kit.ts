import { Option } from 'commander';
import type { LetterDeps } from '../../letters/print-due.ts';
import type { LetterRow } from '../../letters/store.ts';
import type { Connection } from '../../platform/connect.ts';
import { openDecisions } from '../decisions.ts';
import { cliActor, printResult } from '../kit.ts';

/** Which language a letter is in. */
export function languageOption(): Option {
  return new Option('--language <language>', 'zh, or zh-en with English beneath the Chinese')
    .choices(['zh', 'zh-en'])
    .default('zh');
}

/** Runs `work` with what letters are made with. `threads` draw; 0: this one does, which is quicker for a letter or two. */
export async function withLetters<T>(
  connection: Connection,
  threads: number,
  work: (deps: LetterDeps) => Promise<T>,
): Promise<T> {
  const [{ wireLetters }, { loadConfig }] = await Promise.all([
    import('../../wire-letters.ts'),
    import('../../platform/config.ts'),
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
export async function writeOut(
  db: Connection['db'],
  letter: LetterRow,
  options: { readonly out: string; readonly json?: true | undefined },
): Promise<void> {
  const [{ writeFile }, { fileOf, noteDownload }] = await Promise.all([
    import('node:fs/promises'),
    import('../../letters/store.ts'),
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

/** Notes in the audit that whoever has the shell saw it. */
export async function noteViewed(
  db: Connection['db'],
  subject: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const { writeAudit } = await import('../../platform/audit.ts');
  await db.transaction(tx =>
    writeAudit(tx, [{ at: new Date(), actor: cliActor(), action: 'viewed', subject, detail }]),
  );
}
