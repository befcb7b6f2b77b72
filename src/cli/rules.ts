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
  withJson(rules.command('schema'))
    .description('write the JSON Schemas that editors complete rules by / 生成规则文件的 JSON Schema')
    .option('--check', 'write nothing; say whether they are those of the rulebook')
    .option('--rules <dir>', 'rulebook to write them for; otherwise the one in rules/')
    .action(async (options: { json?: true; check?: true; rules?: string }) => {
      const [{ checkSchemaFiles, writeSchemaFiles }, { rulesDir }, { describeFault }] = await Promise.all([
        import('../rulebook/schema-files.ts'),
        import('../platform/paths.ts'),
        import('../rulebook/fault.ts'),
      ]);
      const dir = options.rules ?? rulesDir;
      const written = options.check ? [] : writeSchemaFiles(dir);
      const faults = checkSchemaFiles(dir);
      printResult(options.json, { written, faults }, () =>
        [
          ...(options.check ? [] : [`${written.length} schemas written.`]),
          ...(faults.length === 0 ? ['Every rules file names its schema.'] : faults.map(describeFault)),
        ].join('\n'),
      );
      if (faults.length > 0) process.exitCode = EXIT.foundWrong;
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
