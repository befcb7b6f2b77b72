import type { Command } from 'commander';
import type { Fault } from '../rulebook/fault.ts';
import { EXIT, printResult, terminalLanguage, withJson } from './kit.ts';

export function register(program: Command): void {
  const templates = program.command('templates').description('work on the templates of letters / 信函模板');
  withJson(templates.command('check [dir]'))
    .description(
      'check every template, placeholder, reason and layout; otherwise of templates/ / 检查信函模板',
    )
    .action(async (dir: string | undefined, options: { json?: true }) => {
      const report = await checkFolder(dir);
      const { describeFault } = await import('../rulebook/fault.ts');
      printResult(options.json, report, () =>
        [
          report.hash === null
            ? 'The templates cannot be read.'
            : `Templates ${report.hash.slice(0, 12)}: ${report.letters} letters written and laid out in two languages, ` +
              `with every one of ${report.reasons} reasons, and with the longest names and amounts.`,
          report.faults.length === 0
            ? 'Nothing wrong was found.'
            : `${report.faults.length} ${report.faults.length === 1 ? 'fault' : 'faults'}:`,
          ...report.faults.map(fault => describeFault(fault, terminalLanguage())),
        ].join('\n'),
      );
      if (report.faults.length > 0) process.exitCode = EXIT.foundWrong;
    });
  withJson(templates.command('schema [dir]'))
    .description('write the JSON Schemas that editors complete templates by / 生成模板文件的 JSON Schema')
    .action(async (dir: string | undefined, options: { json?: true }) => {
      const [{ writeTemplateSchemas }, { templatesDir }] = await Promise.all([
        import('../letters/templates/schema-files.ts'),
        import('../platform/paths.ts'),
      ]);
      const written = writeTemplateSchemas(dir ?? templatesDir);
      printResult(options.json, { written }, () => `${written.length} schemas written.`);
    });
}

interface Report {
  /** Null when the templates cannot be read. */
  readonly hash: string | null;
  readonly letters: number;
  readonly reasons: number;
  readonly faults: readonly Fault[];
}

async function checkFolder(dir: string | undefined): Promise<Report> {
  const [{ loadTemplates }, { TemplateFault }, { checkTemplateSchemas }, { templatesDir, rulesDir }] =
    await Promise.all([
      import('../letters/templates/read-templates.ts'),
      import('../letters/templates/fault.ts'),
      import('../letters/templates/schema-files.ts'),
      import('../platform/paths.ts'),
    ]);
  const folder = dir ?? templatesDir;
  try {
    const templates = loadTemplates(folder);
    const [{ checkTemplates }, { loadRulebook }, { loadFonts }] = await Promise.all([
      import('../letters/check-templates.ts'),
      import('../rulebook/load.ts'),
      import('../letters/fonts.ts'),
    ]);
    const { faults, ...counts } = checkTemplates(templates, loadRulebook(rulesDir), loadFonts());
    return { hash: templates.hash, ...counts, faults: [...checkTemplateSchemas(folder), ...faults] };
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return { hash: null, letters: 0, reasons: 0, faults: error.faults };
  }
}
