import type { Command } from 'commander';
import { openDecisions } from './decisions.ts';
import { printResult, withDatabase, withJson } from './kit.ts';

export function register(program: Command): void {
  withJson(program.command('explain'))
    .description('say why a claim was decided as it was / 说明赔案的决定及理由')
    .argument('<claimNo>', 'claim number, CL and nine digits')
    .option('--english', 'in English; Chinese otherwise')
    .action(async (claimNo: string, options: { json?: true; english?: true }) => {
      const { explainClaim } = await import('../decisions/explain-claim.ts');
      const words = await withDatabase(async connection =>
        explainClaim(connection.db, (await openDecisions(connection)).rulebooks, claimNo),
      );
      printResult(options.json, { claim_no: claimNo, ...words }, () =>
        (options.english ? words.en : words.zh).trimEnd(),
      );
    });
}
