import type { Command } from 'commander';
import type { Explanation } from '../decisions/explanation-schema.ts';
import { openDecisions } from './decisions.ts';
import { printResult, wholeNumber, withDatabase, withJson } from './kit.ts';

export function register(program: Command): void {
  withJson(program.command('explain'))
    .description('say why a claim was decided as it was / 说明赔案的决定及理由')
    .argument('<claimNo>', 'claim number, CL and nine digits')
    .option('--version <n>', 'version of the decision; the newest otherwise', wholeNumber(1, 1_000))
    .option('--family', 'what may be told to the family, instead of what stands in the file')
    .option('--english', 'in English; Chinese otherwise')
    .action(async (claimNo: string, options: Options) => {
      const { explainClaim } = await import('../decisions/explain-claim.ts');
      const explanation = await withDatabase(async connection => {
        const { rulebooks } = await openDecisions(connection);
        return explainClaim(connection.db, rulebooks, new Date(), claimNo, options.version ?? null);
      });
      printResult(options.json, explanation, () => textOf(explanation, options));
    });
}

interface Options {
  readonly json?: true;
  readonly english?: true;
  readonly family?: true;
  readonly version?: number;
}

function textOf(explanation: Explanation, { english, family }: Options): string {
  const language = english ? 'en' : 'zh';
  const { [language]: text } = family && explanation.family ? explanation.family : explanation;
  return text.trimEnd();
}
