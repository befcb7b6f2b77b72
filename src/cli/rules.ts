import type { Command } from 'commander';
import type { CheckReport } from '../rulebook/check.ts';
import { EXIT, printResult, withJson } from './kit.ts';

export function register(program: Command): void {
  const rules = program.command('rules').description('work on the rulebook / 规则');
  withJson(rules.command('check'))
    .description('check every rule, example, plan and reason / 检查规则')
    .option('--rules <dir>', 'rulebook to check; otherwise the one in rules/')
    .action(async (options: { json?: true; rules?: string }) => {
      const [{ checkRulebook }, { rulesDir }, { describeFault }] = await Promise.all([
        import('../rulebook/check.ts'),
        import('../platform/paths.ts'),
        import('../rulebook/fault.ts'),
      ]);
      const report = await checkRulebook(options.rules ?? rulesDir);
      printResult(options.json, report, () => inWords(report, describeFault));
      if (report.faults.length > 0) process.exitCode = EXIT.foundWrong;
    });
}

function inWords(
  { hash, counts, faults }: CheckReport,
  describeFault: (fault: CheckReport['faults'][number]) => string,
): string {
  const head =
    hash === null || counts === null
      ? 'The rulebook cannot be loaded.'
      : `Rulebook ${hash.slice(0, 12)}: ${counts.rules} rules in ${counts.stages} stages over ${counts.facts} facts, ` +
        `${counts.plans} plans, ${counts.reasons} reasons; ` +
        `${counts.examples} examples run under both evaluators.`;
  if (faults.length === 0) return `${head}\nNothing wrong was found.`;
  return [
    head,
    `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:`,
    ...faults.map(describeFault),
  ].join('\n');
}
