import type { Command } from 'commander';
import type { CheckReport } from '../rulebook/check.ts';
import type { Fault } from '../rulebook/fault.ts';
import { EXIT, printResult, terminalLanguage, withJson } from './kit.ts';

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
      const describe = (fault: Fault) => describeFault(fault, terminalLanguage());
      printResult(options.json, report, () => inWords(report, describe));
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
          ...(faults.length === 0
            ? ['Every rules file names its schema.']
            : faults.map(fault => describeFault(fault, terminalLanguage()))),
        ].join('\n'),
      );
      if (faults.length > 0) process.exitCode = EXIT.foundWrong;
    });
}

function inWords(
  { hash, counts, proofs, faults }: CheckReport,
  describeFault: (fault: CheckReport['faults'][number]) => string,
): string {
  const head =
    hash === null || counts === null || proofs === null
      ? ['The rulebook cannot be loaded.']
      : [
          `Rulebook ${hash.slice(0, 12)}: ${counts.rules} rules in ${counts.stages} stages over ${counts.facts} facts, ` +
            `${counts.plans} plans, ${counts.reasons} reasons, ${counts.examples} examples.`,
          'Proved over all possible facts, not only those of examples:',
          `- ${proofs.canFire} rules can fire, and the first in their stage where only the first counts;`,
          `- ${proofs.needed} rules are needed: no other of the same effect always stands in for them;`,
          `- ${proofs.partsThatMatter} conditions and listed values matter: without any of them a rule would fire on other facts;`,
          `- ${proofs.pairs} pairs of rules do not contradict each other;`,
          `- of stage ${proofs.exactlyOne.join(', ')} exactly one rule fires.`,
          `Both evaluators agree on ${proofs.evaluatorsAgreeOn} records: examples, base cases, and every way to combine what a rule can tell apart.`,
        ];
  const end =
    faults.length === 0
      ? ['Nothing wrong was found.']
      : [`${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:`, ...faults.map(describeFault)];
  return [...head, ...end].join('\n');
}
