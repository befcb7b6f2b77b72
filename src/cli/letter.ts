import type { Command } from 'commander';
import { openDecisions } from './decisions.ts';
import { cliActor, printResult, withDatabase, withJson } from './kit.ts';

export function register(program: Command): void {
  withJson(program.command('letter'))
    .description("write the letter of a claim's newest decision as PDF / 出具理赔决定通知书")
    .argument('<claimNo>', 'claim number, CL and nine digits')
    .requiredOption('--out <file>', 'PDF file to write; one that is there is replaced')
    .action(async (claimNo: string, options: { out: string; json?: true }) => {
      const [{ writeFile }, { openLetterPress }, { writeLetter }, { writeAudit }] = await Promise.all([
        import('node:fs/promises'),
        import('../letters/press.ts'),
        import('../letters/write-letter.ts'),
        import('../platform/audit.ts'),
      ]);
      const { bytes } = await withDatabase(async connection => {
        const { rulebooks } = await openDecisions(connection);
        const letter = await writeLetter(connection.db, { rulebooks, press: openLetterPress() }, claimNo);
        await connection.db.transaction(tx =>
          writeAudit(tx, [
            {
              at: new Date(),
              actor: cliActor(),
              action: 'data viewed',
              subject: `claim:${claimNo}`,
              detail: { letter: letter.fileName },
            },
          ]),
        );
        return letter;
      });
      await writeFile(options.out, bytes);
      printResult(
        options.json,
        { claim_no: claimNo, file: options.out, bytes: bytes.length },
        () => `Wrote ${options.out}.`,
      );
    });
}
