import { type Command, InvalidArgumentError } from 'commander';
import type { Language } from '../platform/words.ts';
import type { CheckReport } from '../rulebook/check.ts';
import type { Fault } from '../rulebook/fault.ts';
import type { MutationReport } from '../rulebook/mutate/mutate-rulebook.ts';
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
  withJson(rules.command('mutate'))
    .description(
      'change rules, plans and diseases one thing at a time; list what no example notices / 变异测试',
    )
    .option('--rules <dir>', 'rulebook to change in memory; otherwise the one in rules/')
    .option('--rule <id>', 'one rule, plan or disease ("2020 3.1.1.24") only')
    .action(async (options: { json?: true; rules?: string; rule?: string }) => {
      const [{ mutableIds, mutateRulebook }, { loadRulebook }, { rulesDir }] = await Promise.all([
        import('../rulebook/mutate/mutate-rulebook.ts'),
        import('../rulebook/load.ts'),
        import('../platform/paths.ts'),
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
          ...(proofs.exactlyOne.length === 0
            ? []
            : [`- of stage ${proofs.exactlyOne.join(', ')} exactly one rule fires;`]),
          ...(proofs.always.length === 0
            ? []
            : [`- of stage ${proofs.always.join(', ')} some rule always fires.`]),
          ...(proofs.diseases === null
            ? []
            : [
                `Proved over all answers: ${proofs.diseases.canBeMet} definitions of diseases can be met, ` +
                  `${proofs.diseases.partsThatMatter} criteria, exclusions and conditions in them matter, ` +
                  `${proofs.diseases.pairsApart} mild diseases and their serious forms are never met at once.`,
              ]),
          `Both evaluators agree on ${proofs.evaluatorsAgreeOn} records: examples, base cases, and every way to combine what a rule can tell apart.`,
        ];
  const end =
    faults.length === 0
      ? ['Nothing wrong was found.']
      : [`${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:`, ...faults.map(describeFault)];
  return [...head, ...end].join('\n');
}

function mutationsInWords(
  { hash, mutants, killed, equivalent, survivors }: MutationReport,
  language: Language,
): string {
  const book = hash.slice(0, 12);
  const left = survivors.length;
  const said =
    language === 'zh'
      ? {
          head: `规则书 ${book}：逐一改动 ${mutants} 处，${killed} 处被例子发现，${equivalent} 处经证明在任何可能的情形下都不改变结果。`,
          end: left === 0 ? '没有改动未被发现。' : `${left} 处未被发现。请按条款判定所缺的情形并写成例子：`,
        }
      : {
          head:
            `Rulebook ${book}, changed in ${mutants} ${mutants === 1 ? 'way' : 'ways'}, one at a time: ` +
            `${killed} noticed by an example, ${equivalent} proved to change nothing on any possible facts.`,
          end:
            left === 0
              ? 'No change goes unnoticed.'
              : `${left} ${left === 1 ? 'goes' : 'go'} unnoticed. Decide each missing case by its clause, and write it down:`,
        };
  return [
    said.head,
    said.end,
    ...survivors.map(({ file, place, change, missing }) =>
      language === 'zh'
        ? `${file} 的 ${place}：${change.zh}。\n  缺少：${missing.zh}。`
        : `${file} at ${place}: ${change.en}.\n  Missing: ${missing.en}.`,
    ),
  ].join('\n');
}
