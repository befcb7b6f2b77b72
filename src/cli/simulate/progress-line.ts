/** Where a command says how far it is: a line that changes on a terminal, a line for each tenth elsewhere. */
export interface ProgressLine {
  say(what: string, done: number, of: number): void;
  end(): void;
}

const TENTHS = 10;

export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  let last = '';
  return {
    say(what, done, of) {
      const share = of === 0 ? 1 : Math.min(1, done / of);
      const shown = stream.isTTY ? Math.floor(share * 100) : Math.floor(share * TENTHS) * TENTHS;
      const line = `${what} ${shown}%`;
      if (line === last) return;
      last = line;
      stream.write(stream.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
    },
    end() {
      if (stream.isTTY && last !== '') stream.write('\r\u001b[K');
      last = '';
    },
  };
}
