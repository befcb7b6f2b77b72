#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { programVersion } from '../platform/version.ts';
import { register as adjudicate } from './adjudicate.ts';
import { register as backup } from './backup.ts';
import { register as demo } from './demo.ts';
import { register as evidence } from './evidence.ts';
import { register as explain } from './explain.ts';
import { register as importFiles } from './import.ts';
import { EXIT, terminalLanguage } from './kit.ts';
import { register as letters } from './letters.ts';
import { register as migrate } from './migrate.ts';
import { register as person } from './person.ts';
import { register as replay } from './replay.ts';
import { register as restore } from './restore.ts';
import { register as rulebooks } from './rulebooks.ts';
import { register as rules } from './rules.ts';
import { register as simulate } from './simulate.ts';
import { register as templates } from './templates.ts';
import { register as token } from './token.ts';
import { register as verify } from './verify.ts';

/** In the order of --help. Each file imports what is heavy inside its action, so that --help is quick. */
const COMMANDS = [
  adjudicate,
  rules,
  rulebooks,
  simulate,
  importFiles,
  evidence,
  explain,
  letters,
  templates,
  replay,
  verify,
  person,
  token,
  demo,
  migrate,
  backup,
  restore,
];

/**
 * Runs one command and gives its exit code: 0 done, 1 found something wrong or failed, 2 bad use. A command that found
 * something wrong says so by setting `process.exitCode`.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = new Command('cordcover')
    .description('Claims engine for the cover given with cord-blood storage contracts')
    .version(programVersion())
    // So that `explain --version 2` is the command's own option.
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError('(add --help for what is possible)');
  for (const register of COMMANDS) register(program);
  try {
    process.exitCode = EXIT.done;
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode);
  } catch (error) {
    return sayWhy(error);
  }
}

/** Says what went wrong on standard error; commander has spoken for itself, except where an action threw. */
async function sayWhy(error: unknown): Promise<number> {
  if (error instanceof InvalidArgumentError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.badUse;
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badUse;
  const { Refusal } = await import('../platform/refusal.ts');
  if (error instanceof Refusal) {
    const language = terminalLanguage();
    const fields = error.fields.map(fault => `  ${fault.field}: ${fault[language]}\n`).join('');
    process.stderr.write(`${error.detail[language]}\n${fields}${error.next[language]}\n`);
    return error.code === 'invalid_input' || error.code === 'malformed' ? EXIT.badUse : EXIT.foundWrong;
  }
  const { RulebookFault } = await import('../rulebook/fault.ts');
  if (error instanceof RulebookFault) {
    process.stderr.write(`${error.in(terminalLanguage())}\n`);
    return EXIT.foundWrong;
  }
  const { ConfigError } = await import('../platform/config.ts');
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.LOG_LEVEL === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return error instanceof ConfigError ? EXIT.badUse : EXIT.foundWrong;
}

const startedAs = process.argv[1];
if (startedAs !== undefined && realpathSync(startedAs) === fileURLToPath(import.meta.url)) {
  // Whoever reads may have read enough (`| head`): that is no failure of ours, and no reason to break off in the middle.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.exitCode = await runCli(process.argv.slice(2));
}
