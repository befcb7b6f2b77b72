import { userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type { Connection } from '../platform/connect.ts';
import { textWidth } from '../platform/text-width.ts';
import type { Language } from '../platform/words.ts';

/** Exit codes of every command. */
export const EXIT = { done: 0, foundWrong: 1, badUse: 2 } as const;

/** Who a command acts as in the audit: whoever has the shell. */
export function cliActor(): string {
  return `cli:${userInfo().username}`;
}

/** The language of whoever sits at the terminal, by its locale; English unless that is Chinese. */
export function terminalLanguage(): Language {
  return /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '') ? 'zh' : 'en';
}

/** Adds `--json`: one JSON document on standard output, nothing else. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON document on standard output, nothing else');
}

/** Prints a result: as one JSON document, or as a person reads it. */
export function printResult(json: boolean | undefined, value: unknown, forPeople: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${forPeople()}\n`);
}

/**
 * Runs `work` on the configured database (started when it is the embedded one), and lets go of it afterwards. On a
 * signal, too: the embedded server is a session of its own, which the signal does not reach, and would stay behind.
 */
export async function withDatabase<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const [{ loadConfig }, { connect }] = await Promise.all([
    import('../platform/config.ts'),
    import('../platform/connect.ts'),
  ]);
  const interruption = listenForSignals();
  try {
    const connection = await connect(loadConfig(process.env), { purpose: 'command' });
    const working = interruption.came() ? interruption.failure : work(connection);
    try {
      return await Promise.race([working, interruption.failure]);
    } finally {
      await connection.stop();
      // Work that was interrupted fails now that its connections are gone, and clears away its files.
      if (interruption.came()) await Promise.race([working.catch(() => {}), delay(CLEAR_AWAY_MS)]);
    }
  } finally {
    interruption.end();
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const CLEAR_AWAY_MS = 2_000;

/**
 * From here to `end` a signal only makes `failure` reject; at `end` it has the effect that it has elsewhere. Those after
 * the first change nothing: Ctrl-C under npm comes twice, from the terminal and from npm.
 */
function listenForSignals() {
  let first: NodeJS.Signals | null = null;
  let fail: (reason: Error) => void = () => {};
  const failure = new Promise<never>((_resolve, reject) => (fail = reject));
  failure.catch(() => {});
  const note = (signal: NodeJS.Signals) => {
    first ??= signal;
    fail(new Error(`Interrupted by ${signal}.`));
  };
  for (const signal of SIGNALS) process.on(signal, note);
  return {
    failure,
    came: () => first !== null,
    end: () => {
      for (const signal of SIGNALS) process.off(signal, note);
      if (first !== null) process.kill(process.pid, first);
    },
  };
}

/** Argument parser for whole numbers from `least` to `most`; commander reports what does not fit as bad use. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** A table of text with aligned columns, `figures` to the right; Chinese characters count as two wide. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  figures: ReadonlySet<number> = new Set(),
): string {
  const widths = head.map((title, column) =>
    Math.max(textWidth(title), ...rows.map(row => textWidth(row[column] ?? ''))),
  );
  return [head, ...rows]
    .map(row =>
      row
        .map((cell, column) => {
          const space = ' '.repeat(widths[column]! - textWidth(cell));
          return figures.has(column) ? space + cell : cell + space;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
