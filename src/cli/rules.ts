import { type Command, InvalidArgumentError } from 'commander';
import { EXIT, printResult, terminalLanguage, withJson } from './kit.ts';

export function register(program: Command): void {
  const rules = program.command('rules').description('work on the rulebook / 规则');
  withJson(rules.command('check'))
    .description('check every rule, example, plan and reason / 检查规则')
    .option('--rules <dir>', 'rulebook to check; otherwise the one in rules/')
    .action(async (options: { json?: true; rules?: string }) => {
      const [{ checkRulebook }, { rulesDir }, { checkInWords }] = await Promise.all([
        import('../rulebook/check.ts'),
        import('../platform/paths.ts'),
        import('./rules/check-in-words.ts'),
      ]);
      const report = await checkRulebook(options.rules ?? rulesDir);
      printResult(options.json, report, () => checkInWords(report, terminalLanguage()));
      if (report.faults.length > 0) process.exitCode = EXIT.foundWrong;
    });
  withJson(rules.command('mutate'))
    .description(
      'change rules, plans and diseases one thing at a time; list what no example notices / 变异测试',
    )
    .option('--rules <dir>', 'rulebook to change in memory; otherwise the one in rules/')
    .option('--rule <id>', 'one rule, plan or disease ("2020 3.1.1.24") only')
    .action(async (options: { json?: true; rules?: string; rule?: string }) => {
      const [{ mutableIds, mutateRulebook }, { loadRulebook }, { rulesDir }, { mutationsInWords }] =
        await Promise.all([
          import('../rulebook/mutate/mutate-rulebook.ts'),
          import('../rulebook/load.ts'),
          import('../platform/paths.ts'),
          import('./rules/mutations-in-words.ts'),
        ]);
      const book = loadRulebook(options.rules ?? rulesDir);
      if (options.rule !== undefined && !mutableIds(book).includes(options.rule))
        throw new InvalidArgumentError(
          `There is no rule, plan or disease "${options.rule}" in this rulebook. A disease is named with its version: "2020 3.1.1.24".`,
        );
      const report = mutateRulebook(book, options.rule ?? null);
      printResult(options.json, report, () => mutationsInWords(report, terminalLanguage()));
      if (report.survivors.length > 0) process.exitCode = EXIT.foundWrong;
    });
  withJson(rules.command('schema'))
    .description('write the JSON Schemas that editors complete rules by / 生成规则文件的 JSON Schema')
    .option('--check', 'write nothing; say whether they are those of the rulebook')
    .option('--rules <dir>', 'rulebook to write them for; otherwise the one in rules/')
    .action(async (options: { json?: true; check?: true; rules?: string }) => {
      const [{ checkSchemaFiles, writeSchemaFiles }, { rulesDir }, { faultsInWords }] = await Promise.all([
        import('../rulebook/schema-files.ts'),
        import('../platform/paths.ts'),
        import('./faults-in-words.ts'),
      ]);
      const dir = options.rules ?? rulesDir;
      const written = options.check ? [] : writeSchemaFiles(dir);
      const faults = checkSchemaFiles(dir);
      const zh = terminalLanguage() === 'zh';
      const none = zh ? '每个规则文件都写明了 schema。' : 'Every rules file names its schema.';
      printResult(options.json, { written, faults }, () =>
        [
          ...(options.check
            ? []
            : [zh ? `已写出 ${written.length} 份 schema。` : `${written.length} schemas written.`]),
          ...faultsInWords(faults, terminalLanguage(), none),
        ].join('\n'),
      );
      if (faults.length > 0) process.exitCode = EXIT.foundWrong;
    });
}
