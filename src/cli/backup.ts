import type { Command } from 'commander';
import { printResult, withDatabase, withJson } from './kit.ts';

export function register(program: Command): void {
  withJson(program.command('backup'))
    .description('write the whole database into a new directory, while work goes on / 备份数据库')
    .argument('<directory>', 'must not exist yet')
    .action(async (directory: string, options: { json?: true }) => {
      const { backupTo } = await import('../platform/backup.ts');
      const manifest = await withDatabase(({ owner }) => backupTo(owner, directory, new Date()));
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      printResult(
        options.json,
        { directory, manifest },
        () => `Wrote ${manifest.tables.length} tables with ${rows} rows to ${directory}.`,
      );
    });
}
