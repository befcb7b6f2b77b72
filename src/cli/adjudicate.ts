import { once } from 'node:events';
import type { Command } from 'commander';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { PresentedCase } from './adjudicate/present-case.ts';
import { EXIT, terminalLanguage, withJson } from './kit.ts';

export function register(program: Command): void {
  withJson(program.command('adjudicate'))
    .description('decide the claims of a file of cases, without a database / 按文件理算赔案')
    .argument('<file>', 'a JSON document with plans and cases, or NDJSON')
    .option('--trace', 'with every rule outcome and amount line')
    .option('--rules <dir>', 'rulebook to decide by; otherwise the one in rules/')
    .action(async (file: string, options: { json?: true; trace?: true; rules?: string }) => {
      process.exitCode = await adjudicate(file, options);
    });
}

interface Options {
  readonly json?: true;
  readonly trace?: true;
  readonly rules?: string;
}

/** Decides and prints the file case by case; gives the exit code. */
async function adjudicate(file: string, options: Options): Promise<number> {
  const [{ adjudicateFile }, { loadRulebook }, { RulebookFault }, { NotJson }, { rulesDir }] =
    await Promise.all([
      import('./adjudicate/adjudicate-file.ts'),
      import('../rulebook/load.ts'),
      import('../rulebook/fault.ts'),
      import('./adjudicate/document-scanner.ts'),
      import('../platform/paths.ts'),
    ]);
  let book: Rulebook;
  try {
    book = loadRulebook(options.rules ?? rulesDir);
  } catch (error) {
    if (!(error instanceof RulebookFault)) throw error;
    process.stderr.write(`${error.in(terminalLanguage())}\n`);
    return EXIT.badUse;
  }
  const output = options.json ? jsonOutput() : await tableOutput(book);
  let exitCode: number = EXIT.done;
  try {
    for await (const one of adjudicateFile(file, book, options.trace === true)) {
      if ('error' in one) exitCode = EXIT.foundWrong;
      await output.add(one);
    }
  } catch (error) {
    if (isFileError(error) && error.code === 'EPIPE') return exitCode;
    const unreadable = error instanceof NotJson || isFileError(error);
    if (!unreadable) throw error;
    process.stderr.write(
      error instanceof NotJson
        ? `${file} is no file of cases: ${error.message}. Give a JSON document with "plans" and "cases", or NDJSON.\n`
        : `${file} cannot be read: ${(error as Error).message}. Check the path and its rights.\n`,
    );
    await output.breakOff();
    return EXIT.badUse;
  }
  await output.end();
  return exitCode;
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

/** Where decided cases go. `breakOff` ends what was begun, and prints nothing when nothing was. */
interface Output {
  add(one: PresentedCase): Promise<void>;
  end(): Promise<void>;
  breakOff(): Promise<void>;
}

const BUFFER_CHARACTERS = 64 * 1024;

/** Buffered writing to standard output that waits for a slow reader. */
function buffered() {
  let waiting = '';
  const flush = async () => {
    const text = waiting;
    waiting = '';
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  };
  return {
    flush,
    async write(text: string) {
      waiting += text;
      if (waiting.length >= BUFFER_CHARACTERS) await flush();
    },
  };
}

function jsonOutput(): Output {
  const { write, flush } = buffered();
  let begun = false;
  const open = () => {
    const separator = begun ? ',\n' : '{"cases":[\n';
    begun = true;
    return separator;
  };
  const end = async () => {
    await write(begun ? '\n]}\n' : '{"cases":[]}\n');
    await flush();
  };
  return {
    add: one => write(open() + JSON.stringify(one)),
    end,
    async breakOff() {
      if (begun) await end();
    },
  };
}

async function tableOutput(book: Rulebook): Promise<Output> {
  const { caseAsText } = await import('./adjudicate/case-as-text.ts');
  const { write, flush } = buffered();
  return {
    add: one => write(`${caseAsText(one, code => book.reason(code).zh)}\n\n`),
    end: flush,
    breakOff: flush,
  };
}
