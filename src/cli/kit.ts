import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import type { Connection } from '../platform/connect.ts';

/** Exit codes of every command. */
export const EXIT = { done: 0, foundWrong: 1, badUse: 2 } as const;

/** Who a command acts as in the audit: whoever has the shell. */
export function cliActor(): string {
  return `cli:${userInfo().username}`;
}

/** Adds `--json`: one JSON document on standard output, nothing else. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON document on standard output, nothing else');
}

/** Prints a result: as one JSON document, or as a person reads it. */
export function printResult(json: boolean | undefined, value: unknown, forPeople: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${forPeople()}\n`);
}

/** Runs `work` on the configured database (started when it is the embedded one), and lets go of it afterwards. */
export async function withDatabase<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const [{ loadConfig }, { connect }] = await Promise.all([
    import('../platform/config.ts'),
    import('../platform/connect.ts'),
  ]);
  const connection = await connect(loadConfig(process.env), { purpose: 'command' });
  try {
    return await work(connection);
  } finally {
    await connection.stop();
  }
}

/** Argument parser for whole numbers from `least` to `most`; commander reports what does not fit as bad use. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** A table of text with aligned columns; Chinese characters count as two wide. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(width(title), ...rows.map(row => width(row[column] ?? ''))),
  );
  return [head, ...rows]
    .map(row =>
      row
        .map((cell, column) => cell + ' '.repeat(widths[column]! - width(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Columns a terminal gives the text: East Asian wide and full-width characters take two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1),
    0,
  );
}
