import type { Command } from 'commander';
import { printResult, withDatabase, withJson } from './kit.ts';

export function register(program: Command): void {
  withJson(program.command('restore'))
    .description('read a backup into a database without rows: all of it or nothing')
    .argument('<directory>', 'as backup wrote it')
    .action(async (directory: string, options: { json?: true }) => {
      const { restoreFrom } = await import('../platform/restore.ts');
      const manifest = await withDatabase(({ owner }) => restoreFrom(owner, directory));
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      printResult(
        options.json,
        { directory, manifest },
        () => `Restored ${manifest.tables.length} tables with ${rows} rows from ${directory}.`,
      );
    });
}
