import type { Command } from 'commander';
import { EXIT, printResult, withDatabase, withJson } from './kit.ts';

export function register(program: Command): void {
  withJson(program.command('verify'))
    .description('check every invariant of the books / 核对全部账务不变量')
    .action(async (options: { json?: true }) => {
      const [{ verifyBooks }, { countDisagreements, warnOfDisagreements }] = await Promise.all([
        import('../verify-books.ts'),
        import('../decisions/disagreements.ts'),
      ]);
      const { faults, disagreements } = await withDatabase(async ({ db }) => ({
        faults: await verifyBooks(db),
        disagreements: await countDisagreements(db),
      }));
      printResult(
        options.json,
        { whole: faults.length === 0, faults, evaluators_disagree: disagreements },
        () =>
          [
            ...(faults.length === 0
              ? [
                  'The books are whole: contracts, decisions, usage, invoices, letters, payouts, ledger and audit chain.',
                ]
              : faults.map(({ invariant, subject, detail }) => `${subject}: ${invariant} (${detail})`)),
            ...warnOfDisagreements(disagreements),
          ].join('\n'),
      );
      if (faults.length > 0 || disagreements.waiting > 0) process.exitCode = EXIT.foundWrong;
    });
}
