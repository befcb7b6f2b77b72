import { type Command, InvalidArgumentError } from 'commander';
import type { LetterForm } from '../letters/forms/forms.ts';
import type { ClaimLetter } from '../letters/letter-of-claim.ts';
import type { publishTemplates } from '../letters/publish-templates.ts';
import type { withdrawTemplates } from '../letters/withdraw-templates.ts';
import { actingByToken } from './acting.ts';
import { openDecisions } from './decisions.ts';
import { cliActor, EXIT, printResult, table, terminalLanguage, withDatabase, withJson } from './kit.ts';
import type { TemplatesReport } from './templates/check-in-words.ts';

export function register(program: Command): void {
  const templates = program.command('templates').description('work on the templates of letters / 信函模板');
  withJson(templates.command('check [dir]'))
    .description(
      'check every template, placeholder, reason and layout; otherwise of templates/ / 检查信函模板',
    )
    .action(async (dir: string | undefined, options: { json?: true }) => {
      const report = await checkFolder(dir);
      const { checkInWords } = await import('./templates/check-in-words.ts');
      printResult(options.json, report, () => checkInWords(report, terminalLanguage()));
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
  registerShelf(templates);
}

/** The sets in the database: list, export, draft, publish, and previews of any of them or of a folder. */
function registerShelf(templates: Command): void {
  withJson(templates.command('list'))
    .description('the sets of templates, and where each stands / 列出信函模板及其状态')
    .action(async (options: { json?: true }) => {
      const { listTemplates } = await import('../letters/list-templates.ts');
      const listed = await withDatabase(({ db }) => listTemplates(db));
      printResult(options.json, { templates: listed }, () =>
        table(
          ['templates', 'state', 'by', 'since', 'why'],
          listed.map(({ hash, state, by, at, why }) => [hash.slice(0, 12), state, by, at, why]),
        ),
      );
    });
  withJson(templates.command('export'))
    .description('write the files of a set as they were written / 将一套模板的文件写回文件夹')
    .argument('<hash>', 'hash of the set, or its beginning')
    .argument('<dir>', 'folder that is new or empty')
    .action(async (prefix: string, dir: string, options: { json?: true }) => {
      const [{ keptTemplates }, { writeFolder }] = await Promise.all([
        import('../letters/template-shelf.ts'),
        import('../rulebook/write-folder.ts'),
      ]);
      const { hash, files } = await withDatabase(({ db }) => keptTemplates(db, prefix));
      writeFolder(dir, new Map(Object.entries(files)), { replace: false });
      printResult(
        options.json,
        { hash, folder: dir },
        () => `Wrote templates ${hash.slice(0, 12)} to ${dir}.`,
      );
    });
  withJson(templates.command('draft'))
    .description(
      'draft the templates of a folder; a set with a fault is refused / 将文件夹中的模板提交为草案',
    )
    .argument('<dir>', 'folder with the templates')
    .requiredOption('--why <why>', 'why; kept with what is done')
    .action(draft);
  withJson(templates.command('publish'))
    .description("publish another person's draft / 发布他人的模板草案")
    .argument('<hash>', 'hash of the draft, or its beginning')
    .requiredOption('--why <why>', 'why; kept with what is done')
    .action(async (prefix: string, options: { why: string; json?: true }) => {
      const { publishTemplates } = await import('../letters/publish-templates.ts');
      const hash = await endDraft(publishTemplates, prefix, options.why);
      printResult(
        options.json,
        { hash, state: 'in_print' },
        () => `Letters are printed with ${hash} from now on.`,
      );
    });
  withJson(templates.command('withdraw'))
    .description('withdraw a draft; its files stay / 撤回模板草案')
    .argument('<hash>', 'hash of the draft, or its beginning')
    .requiredOption('--why <why>', 'why; kept with what is done')
    .action(async (prefix: string, options: { why: string; json?: true }) => {
      const { withdrawTemplates } = await import('../letters/withdraw-templates.ts');
      const hash = await endDraft(withdrawTemplates, prefix, options.why);
      printResult(
        options.json,
        { hash, state: 'withdrawn' },
        () => `${hash} is withdrawn. Its files stay, and may be drafted again.`,
      );
    });
  withJson(templates.command('preview'))
    .description('write a letter as it will print, from a folder / 按文件夹中的模板打印样稿')
    .argument('<dir>', 'folder with the templates')
    .requiredOption('--out <file>', 'PDF file to write; one that is there is replaced')
    .option('--kind <kind>', 'letter of this kind', 'decision')
    .option('--claim <claimNo>', "instead of a sample, the letter of this claim's newest decision")
    .option('--bilingual', 'with English beneath the Chinese')
    .action(preview);
}

/** Publishes or withdraws the draft whose hash begins so, for the person whose token is in the environment. */
async function endDraft(
  end: typeof publishTemplates | typeof withdrawTemplates,
  prefix: string,
  written: string,
): Promise<string> {
  const why = await reasonOf(written);
  return withDatabase(async connection => {
    const acting = await actingByToken(connection, 'product');
    return connection.db.transaction(tx => end(tx, { ...acting, why, hash: prefix }));
  });
}

async function draft(dir: string, options: { why: string; json?: true }): Promise<void> {
  const [{ readTemplateTexts }, { soundTemplates }, { draftTemplates }, { businessDay }] = await Promise.all([
    import('../letters/templates/read-templates.ts'),
    import('../letters/sound-templates.ts'),
    import('../letters/draft-templates.ts'),
    import('../platform/clock.ts'),
  ]);
  const files = readTemplateTexts(dir);
  const why = await reasonOf(options.why);
  const hash = await withDatabase(async connection => {
    const acting = await actingByToken(connection, 'product');
    const { rulebooks } = await openDecisions(connection);
    const found = await soundTemplates(files, rulebooks.inForce(businessDay(acting.now)).book, 'here');
    await connection.db.transaction(tx => draftTemplates(tx, { ...acting, why, hash: found, files }));
    return found;
  });
  printResult(
    options.json,
    { hash, state: 'draft' },
    () => `${hash} is a draft. Next: templates preview, then let another person publish it.`,
  );
}

interface Previewing {
  readonly out: string;
  readonly kind: string;
  readonly claim?: string;
  readonly bilingual?: true;
  readonly json?: true;
}

async function preview(dir: string, { out, kind, claim, bilingual, json }: Previewing): Promise<void> {
  const [
    { loadTemplates },
    { previewLetter },
    { SAMPLES },
    { CLAIM_LETTERS },
    { loadConfig },
    { writeFile },
  ] = await Promise.all([
    import('../letters/templates/read-templates.ts'),
    import('../letters/preview-letter.ts'),
    import('../letters/forms/samples/samples.ts'),
    import('../letters/letter-of-claim.ts'),
    import('../platform/config.ts'),
    import('node:fs/promises'),
  ]);
  const sample = Object.hasOwn(SAMPLES, kind) ? SAMPLES[kind as keyof typeof SAMPLES] : undefined;
  const ofClaim = CLAIM_LETTERS.find(own => own === kind);
  if (claim === undefined ? sample === undefined : ofClaim === undefined)
    throw new InvalidArgumentError(
      `There is no ${claim === undefined ? 'sample' : 'letter of a claim'} of kind "${kind}". ` +
        `Kinds: ${(claim === undefined ? Object.keys(SAMPLES) : CLAIM_LETTERS).join(', ')}.`,
    );
  const templates = loadTemplates(dir);
  const form =
    claim === undefined ? sample! : await viewed({ claimNo: claim, kind: ofClaim! }, templates.hash);
  const { publicUrl } = loadConfig(process.env);
  const bytes = await previewLetter(form, bilingual ? 'zh-en' : 'zh', templates, publicUrl);
  await writeFile(out, bytes);
  printResult(json, { file: out, bytes: bytes.length, templates: templates.hash }, () => `Wrote ${out}.`);
}

/** What a claim's letter says; the audit notes who saw it. */
async function viewed(
  asked: { readonly claimNo: string; readonly kind: ClaimLetter },
  templateHash: string,
): Promise<LetterForm> {
  const [{ formOfClaim }, { writeAudit }] = await Promise.all([
    import('../letters/preview-letter.ts'),
    import('../platform/audit.ts'),
  ]);
  return withDatabase(async connection => {
    const { rulebooks } = await openDecisions(connection);
    const form = await formOfClaim(connection.db, rulebooks, asked, new Date());
    const detail = { preview: templateHash };
    const entry = {
      at: new Date(),
      actor: cliActor(),
      action: 'viewed',
      subject: `claim:${asked.claimNo}`,
      detail,
    };
    await connection.db.transaction(tx => writeAudit(tx, [entry]));
    return form;
  });
}

async function reasonOf(written: string): Promise<string> {
  const [{ parseInput }, { templatesWhyBody }] = await Promise.all([
    import('../platform/parse.ts'),
    import('../letters/template-schema.ts'),
  ]);
  return parseInput(templatesWhyBody, { why: written }, 'body').why;
}

async function checkFolder(dir: string | undefined): Promise<TemplatesReport> {
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
    const [{ checkTemplates }, { loadRulebook }, { letterFonts }] = await Promise.all([
      import('../letters/check-templates.ts'),
      import('../rulebook/load.ts'),
      import('../letters/fonts.ts'),
    ]);
    const reasons = [...loadRulebook(rulesDir).reasons.values()];
    const { faults, ...counts } = checkTemplates(templates, reasons, letterFonts());
    return { hash: templates.hash, ...counts, faults: [...checkTemplateSchemas(folder), ...faults] };
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return { hash: null, letters: 0, reasons: 0, faults: error.faults };
  }
}
