import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { claimSubmission, realDate } from '../claims/schema.ts';
import { claimNoOfReference } from '../claims/store.ts';
import type { Actor } from '../platform/actor.ts';
import { businessDay } from '../platform/clock.ts';
import { type Database, sqlState } from '../platform/database.ts';
import { fieldFaults } from '../platform/parse.ts';
import { Refusal } from '../platform/refusal.ts';
import { withRetries } from '../platform/retry.ts';
import { type DecisionDeps, fileClaim } from './file-claim.ts';

/** A line of a claims file. `reference` tells the claim by, so that a repeated line changes nothing. */
const claimLine = claimSubmission.omit({ revises: true }).extend({
  reference: z.string().trim().min(1).max(60),
  submitted_on: realDate,
});

export interface ClaimsImport {
  readonly filePath: string;
  readonly actor: Pick<Actor, 'login' | 'roles'>;
  readonly now: Date;
  /** Claims decided at once; those of one contract follow each other in the order of the file. */
  readonly inFlight: number;
  /** Called for every fault of every line that was not taken. */
  readonly onReject: (line: number, field: string, reason: string) => void;
}

export interface ClaimsImported {
  rows: number;
  approved: number;
  waiting: number;
  /** Lines whose reference was filed before. */
  unchanged: number;
  rejected: number;
}

/**
 * Files every claim of an NDJSON file, each in a transaction of its own: good lines are kept, bad ones reported by
 * line and field, and the same file twice changes nothing.
 */
export async function importClaims(
  db: Database,
  deps: DecisionDeps,
  run: ClaimsImport,
): Promise<ClaimsImported> {
  const counts: ClaimsImported = { rows: 0, approved: 0, waiting: 0, unchanged: 0, rejected: 0 };
  const lastOfContract = new Map<string, Promise<void>>();
  const working = new Set<Promise<void>>();
  const lines = createInterface({
    input: createReadStream(run.filePath, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    counts.rows += 1;
    const line = number;
    const parsed = parseLine(text);
    if (!parsed.row) {
      counts.rejected += 1;
      for (const { field, reason } of parsed.faults) run.onReject(line, field, reason);
      continue;
    }
    const { row } = parsed;
    const before = lastOfContract.get(row.contract_no) ?? Promise.resolve();
    const done = before.then(async () => {
      const answer = await takeLine(db, deps, run, row);
      if (typeof answer === 'string') counts[answer] += 1;
      else {
        counts.rejected += 1;
        for (const { field, reason } of answer) run.onReject(line, field, reason);
      }
    });
    const tracked = done.finally(() => {
      working.delete(tracked);
      if (lastOfContract.get(row.contract_no) === done) lastOfContract.delete(row.contract_no);
    });
    lastOfContract.set(row.contract_no, done);
    working.add(tracked);
    if (working.size >= run.inFlight) await Promise.race(working);
  }
  await Promise.all(working);
  return counts;
}

type Row = z.output<typeof claimLine>;
type LineFault = { readonly field: string; readonly reason: string };

function parseLine(
  text: string,
): { readonly row: Row } | { readonly row: null; readonly faults: LineFault[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { row: null, faults: [{ field: '', reason: 'is not a JSON object / 不是 JSON 对象' }] };
  }
  const parsed = claimLine.safeParse(value);
  if (parsed.success) return { row: parsed.data };
  const faults = fieldFaults(claimLine, value, 'body').map(({ field, zh, en }) => ({
    field,
    reason: `${en} / ${zh}`,
  }));
  return { row: null, faults };
}

async function takeLine(
  db: Database,
  deps: DecisionDeps,
  { actor, now }: ClaimsImport,
  row: Row,
): Promise<'approved' | 'waiting' | 'unchanged' | LineFault[]> {
  const { reference, submitted_on: submittedOn, ...submission } = row;
  if (submittedOn > businessDay(now)) {
    return [{ field: '/submitted_on', reason: 'lies in the future / 晚于今天' }];
  }
  try {
    return await withRetries(() =>
      db.transaction(async tx => {
        if ((await claimNoOfReference(tx, reference)) !== null) return 'unchanged';
        const filed = await fileClaim(tx, deps, {
          actor,
          now,
          submittedAt: new Date(`${submittedOn}T00:00:00+08:00`),
          submission,
          origin: 'service',
          externalReference: reference,
        });
        return filed.state;
      }),
    );
  } catch (error) {
    if (error instanceof Refusal) return [{ field: '', reason: `${error.detail.en} / ${error.detail.zh}` }];
    if (sqlState(error) === UNIQUE_VIOLATION) return 'unchanged';
    throw error;
  }
}

/** The same reference twice in one file, at the same moment. */
const UNIQUE_VIOLATION = '23505';
