import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyIn } from '../platform/copy.ts';
import type { Tx } from '../platform/database.ts';
import type { FieldFault } from '../platform/refusal.ts';
import { copyText } from './stage-rows.ts';

/** Rejects of a run, kept in a file until the run is stored: they outlive a roll-back, and there may be many. */
export class RejectSpool {
  readonly #directory: string;
  readonly #file: WriteStream;
  #seq = 0;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#file = createWriteStream(path.join(directory, 'rejects'));
  }

  static async open(): Promise<RejectSpool> {
    return new RejectSpool(await mkdtemp(path.join(tmpdir(), 'cordcover-import-')));
  }

  async add(runId: string, line: number, faults: readonly FieldFault[]): Promise<void> {
    const rows = faults.map(
      ({ field, zh, en }) =>
        `${runId}\t${++this.#seq}\t${line}\t${copyText(field)}\t${copyText(zh)}\t${copyText(en)}\n`,
    );
    await new Promise<void>((resolve, reject) =>
      this.#file.write(rows.join(''), error => (error ? reject(error) : resolve())),
    );
  }

  async copyInto(tx: Tx): Promise<void> {
    await new Promise<void>(resolve => this.#file.end(resolve));
    const rejects = createReadStream(path.join(this.#directory, 'rejects'));
    await copyIn(tx.sql, 'COPY import_reject (run_id, seq, line, field, zh, en) FROM STDIN', rejects);
  }

  async remove(): Promise<void> {
    this.#file.destroy();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
