import type { Command } from 'commander';
import { EXIT, printResult, withDatabase, withJson } from './kit.ts';

export function register(program: Command): void {
  withJson(program.command('restore'))
    .description('read a backup into a database without rows, all or nothing, and verify it / 恢复备份并核对')
    .argument('<directory>', 'as backup wrote it')
    .action(async (directory: string, options: { json?: true }) => {
      const [{ restoreFrom }, { verifyBooks }] = await Promise.all([
        import('../platform/restore.ts'),
        import('../verify-books.ts'),
      ]);
      const { manifest, faults } = await withDatabase(async ({ owner, db }) => ({
        manifest: await restoreFrom(owner, directory),
        faults: await verifyBooks(db),
      }));
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      printResult(options.json, { directory, manifest, whole: faults.length === 0, faults }, () =>
        [
          `Restored ${manifest.tables.length} tables with ${rows} rows from ${directory}.`,
          faults.length === 0
            ? 'The books are whole.'
            : 'The backup was taken of books that are not whole, see also: cordcover verify',
          ...faults.map(({ invariant, subject, detail }) => `${subject}: ${invariant} (${detail})`),
        ].join('\n'),
      );
      if (faults.length > 0) process.exitCode = EXIT.foundWrong;
    });
}
