import type { Command } from 'commander';
import { printResult, withDatabase, withJson } from './kit.ts';

export function register(program: Command): void {
  withJson(program.command('migrate'))
    .description('bring the schema up to date (every start and command does so, too) / 升级数据库结构')
    .action(async (options: { json?: true }) => {
      const { databaseState } = await import('../platform/migrate.ts');
      const state = await withDatabase(({ owner }) => databaseState(owner.sql));
      printResult(
        options.json,
        state,
        () => `The schema is up to date: ${state.count} migrations (${state.hash}).`,
      );
    });
}
