import type { Command } from 'commander';
import type { Tx } from '../platform/database.ts';
import type { Acting } from '../publication/change-shelf.ts';
import type { BookItem, BookView } from '../publication/schema.ts';
import { actingByToken } from './acting.ts';
import { openDecisions } from './decisions.ts';
import { printResult, table, wholeNumber, withDatabase, withJson } from './kit.ts';

interface Because {
  readonly why: string;
  readonly json?: true;
}

/** The rulebooks in the database on their way into force: what `rules` does besides files. */
export function register(program: Command): void {
  const rules = program.commands.find(command => command.name() === 'rules');
  if (rules === undefined) throw new Error('the group "rules" is registered before its rulebooks');
  withJson(rules.command('list'))
    .description('the rulebooks, and where each stands / 列出规则书及其状态')
    .action(async (options: { json?: true }) => {
      const { listRulebooks } = await import('../publication/show-rulebook.ts');
      const rulebooks = await withDatabase(async connection => {
        await openDecisions(connection);
        return listRulebooks(connection.db, new Date());
      });
      printResult(options.json, { rulebooks }, () => listed(rulebooks));
    });
  withJson(rules.command('show'))
    .description('a rulebook with all that happened to it / 一本规则书及其经过')
    .argument('<hash>', 'hash of the rulebook, or its beginning')
    .action(async (hash: string, options: { json?: true }) => {
      const { showRulebook } = await import('../publication/show-rulebook.ts');
      const shown = await withDatabase(async connection => {
        const { rulebooks } = await openDecisions(connection);
        return showRulebook(connection.db, rulebooks, hash, new Date());
      });
      printResult(options.json, shown, () => described(shown));
    });
  withJson(rules.command('export'))
    .description('write the files of a rulebook as they were written / 将规则书的文件写回文件夹')
    .argument('<hash>', 'hash of the rulebook, or its beginning')
    .argument('<dir>', 'folder that is new or empty')
    .option('--replace', 'put them in the place of the rules that are in the folder; notes (.md) stay')
    .action(exportBook);
  withJson(rules.command('diff'))
    .description('in what two rulebooks differ, in words / 用文字说明两本规则书的不同')
    .argument('<a>', 'a folder, a hash or its beginning, or "published": the newest published one')
    .argument('<b>', 'the same')
    .option('--english', 'in English; Chinese otherwise')
    .action(diff);
  withJson(rules.command('changelog'))
    .description('what each published rulebook changed / 规则书变更记录')
    .option('--english', 'in English; Chinese otherwise')
    .option('--limit <n>', 'the last publications', wholeNumber(1, 50), 10)
    .option('--write <file>', 'write it to a file, as Markdown; one that is there is replaced')
    .action(changelog);
  changing(rules.command('draft'))
    .description('draft the rulebook of a folder; one with a fault is refused / 将文件夹中的规则书提交为草案')
    .argument('<dir>', 'folder with the rules, such as rules')
    .action(async (dir: string, options: Because) => {
      const [{ readTexts }, { soundRulebook }, { draftRulebook }] = await Promise.all([
        import('../rulebook/load.ts'),
        import('../publication/sound-rulebook.ts'),
        import('../publication/draft-rulebook.ts'),
      ]);
      const book = await soundRulebook(readTexts(dir), 'here');
      const hash = await change(options, (tx, acting) => draftRulebook(tx, { ...acting, book }));
      done(
        options,
        hash,
        'draft',
        `Next: simulate --candidate ${hash.slice(0, 12)}, then let another person approve it.`,
      );
    });
  changing(rules.command('approve'))
    .description('approve a rehearsed draft of somebody else / 批准他人已演练的草案')
    .argument('<hash>', 'hash of the draft, or its beginning')
    .requiredOption('--rehearsal <id>', 'the rehearsal that you have read')
    .action(async (hash: string, options: Because & { rehearsal: string }) => {
      const { approveRulebook } = await import('../publication/approve-rulebook.ts');
      const approved = await change(options, (tx, acting) =>
        approveRulebook(tx, { ...acting, hash, rehearsalId: options.rehearsal }),
      );
      done(options, approved, 'approved', 'Next: rules publish, with the day on which it takes effect.');
    });
  changing(rules.command('publish'))
    .description('publish an approved rulebook from a business day on / 发布已批准的规则书并指定生效日')
    .argument('<hash>', 'hash of the rulebook, or its beginning')
    .requiredOption('--effective <date>', 'first day on which it decides: today or later, like 2027-01-01')
    .action(async (hash: string, options: Because & { effective: string }) => {
      const [{ publishRulebook }, { publishBody }, { parseInput }] = await Promise.all([
        import('../publication/publish-rulebook.ts'),
        import('../publication/schema.ts'),
        import('../platform/parse.ts'),
      ]);
      const { effective, why } = options;
      const body = parseInput(publishBody, { effective_on: effective, why }, 'body');
      const published = await change(options, (tx, acting) =>
        publishRulebook(tx, { ...acting, hash, effectiveOn: body.effective_on }),
      );
      done(options, published, 'published', `It decides from ${body.effective_on} on.`);
    });
  changing(rules.command('withdraw'))
    .description('withdraw a draft, or a publication not in force yet / 撤回草案或尚未生效的发布')
    .argument('<hash>', 'hash of the rulebook, or its beginning')
    .action(async (hash: string, options: Because) => {
      const { withdrawRulebook } = await import('../publication/withdraw-rulebook.ts');
      const withdrawn = await change(options, (tx, acting) => withdrawRulebook(tx, { ...acting, hash }));
      done(options, withdrawn, 'withdrawn', 'Its content stays, and may be drafted again.');
    });
}

/** A command by which a person changes where a book stands. */
function changing(command: Command): Command {
  return withJson(command).requiredOption('--why <why>', 'why; kept with what is done');
}

/** Runs `work` in a transaction, for the person whose token is in the environment. */
async function change(
  options: Because,
  work: (tx: Tx, acting: Acting & { readonly why: string }) => Promise<string>,
): Promise<string> {
  const [{ parseInput }, { withdrawBody }] = await Promise.all([
    import('../platform/parse.ts'),
    import('../publication/schema.ts'),
  ]);
  const { why } = parseInput(withdrawBody, { why: options.why }, 'body');
  return withDatabase(async connection => {
    const acting = await actingByToken(connection, 'product');
    await openDecisions(connection);
    return connection.db.transaction(tx => work(tx, { ...acting, why }));
  });
}

function done({ json }: Because, hash: string, state: string, next: string): void {
  printResult(json, { hash, state }, () => `${hash} is ${state === 'draft' ? 'a draft' : state}. ${next}`);
}

async function exportBook(
  prefix: string,
  dir: string,
  options: { replace?: true; json?: true },
): Promise<void> {
  const [{ findBook }, { sourceFilesOf }, { writeFolder }] = await Promise.all([
    import('../publication/find-book.ts'),
    import('../publication/source-files.ts'),
    import('../rulebook/write-folder.ts'),
  ]);
  const { hash, files } = await withDatabase(async connection => {
    await openDecisions(connection);
    const found = await findBook(connection.db, prefix);
    return { hash: found, files: await sourceFilesOf(connection.db, found) };
  });
  writeFolder(dir, new Map(Object.entries(files)), { replace: options.replace === true });
  const count = Object.keys(files).length;
  printResult(options.json, { hash, dir, files: count }, () => `Wrote ${count} files of ${hash} to ${dir}.`);
}

/** Folders are read where they are; a database is asked only for books that are named by hash. */
async function diff(a: string, b: string, options: { english?: true; json?: true }): Promise<void> {
  const [{ existsSync }, { loadRulebook }, { bookNamed, compareBooks, NEWEST }] = await Promise.all([
    import('node:fs'),
    import('../rulebook/load.ts'),
    import('../publication/compare-books.ts'),
  ]);
  const isFolder = (name: string) => name !== NEWEST && (existsSync(name) || !/^[0-9a-f]{6,64}$/.test(name));
  const compared =
    isFolder(a) && isFolder(b)
      ? await compareBooks(loadRulebook(a), loadRulebook(b), null)
      : await withDatabase(async connection => {
          const { rulebooks } = await openDecisions(connection);
          const { db } = connection;
          const named = async (name: string) =>
            isFolder(name) ? loadRulebook(name) : bookNamed(db, rulebooks, name);
          return compareBooks(await named(a), await named(b), db);
        });
  printResult(options.json, compared, () => compared.text[options.english ? 'en' : 'zh']);
}

async function changelog(options: {
  english?: true;
  limit: number;
  write?: string;
  json?: true;
}): Promise<void> {
  const [{ writeFile }, { readChangelog, changelogText }] = await Promise.all([
    import('node:fs/promises'),
    import('../publication/changelog.ts'),
  ]);
  const entries = await withDatabase(async connection => {
    const { rulebooks } = await openDecisions(connection);
    return readChangelog(connection.db, rulebooks, options.limit);
  });
  const text = changelogText(entries, options.english ? 'en' : 'zh');
  if (options.write !== undefined) await writeFile(options.write, text);
  printResult(options.json, { entries }, () =>
    options.write === undefined ? text.trimEnd() : `Wrote ${options.write}: ${entries.length} publications.`,
  );
}

function listed(rulebooks: readonly BookItem[]): string {
  return table(
    ['HASH', 'STATE', 'IN FORCE', 'AUTHOR', 'WHY'],
    rulebooks.map(({ hash, state, standing, effective_on: from, author, why }) => [
      hash.slice(0, 12),
      state,
      standing === 'in_force'
        ? `since ${from}`
        : standing === 'scheduled'
          ? `from ${from}`
          : (standing ?? ''),
      author ?? 'system',
      why ?? '',
    ]),
  );
}

function described(book: BookView): string {
  const { hash, state, standing, effective_on: from, based_on: basedOn, rehearsal, events } = book;
  return [
    `${hash}: ${state}${standing === null ? '' : `, ${standing.replace('_', ' ')} (effective ${from})`}`,
    ...(basedOn === null ? [] : [`Based on ${basedOn}.`]),
    ...(rehearsal === null
      ? []
      : [
          `Rehearsed as ${rehearsal.id} against ${rehearsal.baseline.slice(0, 12)}` +
            `${rehearsal.current ? '' : ', which is not the newest published one any more: rehearse again'}:`,
          `  ${JSON.stringify(rehearsal.summary)}`,
        ]),
    '',
    table(
      ['WHEN', 'WHAT', 'WHO', 'WHY'],
      events.map(event => [
        event.at,
        event.effective_on === null ? event.kind : `${event.kind} for ${event.effective_on}`,
        event.by,
        event.why,
      ]),
    ),
  ].join('\n');
}
