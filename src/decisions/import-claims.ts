import { z } from 'zod';
import { claimSubmission } from '../claims/schema.ts';
import { claimNoOfReference } from '../claims/store.ts';
import { LineCutter } from '../contracts/read-lines.ts';
import { inspectText, readText } from '../contracts/read-text.ts';
import { realDay } from '../contracts/real-day.ts';
import type { Actor } from '../platform/actor.ts';
import { businessDay } from '../platform/clock.ts';
import { type Database, sqlState } from '../platform/database.ts';
import { fieldFaults } from '../platform/parse.ts';
import { type FieldFault, Refusal } from '../platform/refusal.ts';
import { type ClaimDesk, openClaimDesk } from './claim-desk.ts';
import type { DecisionDeps } from './file-claim.ts';

/** As long as the body of POST /claims may be. */
const LONGEST_LINE = 2 * 1024 * 1024;

/** A line of a claims file. `reference` tells the claim by, so that a repeated line changes nothing. */
const claimLine = claimSubmission.omit({ revises: true }).extend({
  reference: z.string().trim().min(1).max(60),
  submitted_on: realDay(),
});

export interface ClaimsImport {
  readonly filePath: string;
  readonly actor: Pick<Actor, 'login' | 'roles'>;
  readonly now: Date;
  /** Claims decided at once; those of one contract follow each other in the order of the file. */
  readonly inFlight: number;
  /** Called for every fault of every line that was not taken; lines come as they are decided. */
  readonly onReject: (reject: ClaimsReject) => void;
}

export interface ClaimsReject extends FieldFault {
  readonly line: number;
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
 * line and field, and the same file twice changes nothing. Throws Refusal `invalid_input` for a file that is not text.
 */
export async function importClaims(
  db: Database,
  deps: DecisionDeps,
  run: ClaimsImport,
): Promise<ClaimsImported> {
  const counts: ClaimsImported = { rows: 0, approved: 0, waiting: 0, unchanged: 0, rejected: 0 };
  const desk = openClaimDesk(db, deps);
  const lastOfContract = new Map<string, Promise<void>>();
  const working = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const reject = (line: number, faults: readonly FieldFault[]) => {
    counts.rejected += 1;
    for (const fault of faults) run.onReject({ line, ...fault });
  };
  for await (const { line, text } of claimLines(run.filePath)) {
    counts.rows += 1;
    const parsed = parseLine(text);
    if (!parsed.row) {
      reject(line, parsed.faults);
      continue;
    }
    const { row } = parsed;
    const before = lastOfContract.get(row.contract_no) ?? Promise.resolve();
    const done = before.then(async () => {
      const answer = await takeLine(db, desk, run, row);
      if (typeof answer === 'string') counts[answer] += 1;
      else reject(line, answer);
    });
    const tracked = done
      .catch(error => void failures.push(error))
      .finally(() => {
        working.delete(tracked);
        if (lastOfContract.get(row.contract_no) === done) lastOfContract.delete(row.contract_no);
      });
    lastOfContract.set(row.contract_no, done);
    working.add(tracked);
    if (working.size >= run.inFlight) await Promise.race(working);
    if (failures.length > 0) break;
  }
  await Promise.all(working);
  if (failures.length > 0) throw failures[0];
  return counts;
}

/** The lines that are not blank. */
async function* claimLines(filePath: string) {
  const { encoding } = await inspectText(filePath);
  const cutter = new LineCutter(LONGEST_LINE);
  const written = (line: { text: string | null }) => line.text === null || line.text.trim() !== '';
  for await (const block of readText(filePath, encoding)) yield* cutter.push(block).filter(written);
  yield* cutter.finish().filter(written);
}

type Row = z.output<typeof claimLine>;

function parseLine(
  text: string | null,
): { readonly row: Row } | { readonly row: null; readonly faults: readonly FieldFault[] } {
  if (text === null) return notRead('长于两百万字符', 'is longer than two million characters');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return notRead('不是 JSON 对象', 'is not a JSON object');
  }
  const parsed = claimLine.safeParse(value);
  if (parsed.success) return { row: parsed.data };
  return { row: null, faults: fieldFaults(claimLine, value, 'body') };
}

function notRead(zh: string, en: string) {
  return { row: null, faults: [{ field: '', zh, en }] };
}

async function takeLine(
  db: Database,
  desk: ClaimDesk,
  { actor, now }: ClaimsImport,
  row: Row,
): Promise<'approved' | 'waiting' | 'unchanged' | readonly FieldFault[]> {
  const { reference, submitted_on: submittedOn, ...submission } = row;
  if (submittedOn > businessDay(now)) {
    return [{ field: '/submitted_on', zh: '晚于今天', en: 'lies in the future' }];
  }
  if ((await claimNoOfReference(db, reference)) !== null) return 'unchanged';
  try {
    const filed = await desk.file({
      actor,
      now,
      submittedAt: new Date(`${submittedOn}T00:00:00+08:00`),
      submission,
      origin: 'service',
      externalReference: reference,
    });
    return filed.state;
  } catch (error) {
    if (error instanceof Refusal) {
      return error.fields.length > 0 ? error.fields : [{ field: '', ...error.detail }];
    }
    if (sqlState(error) === UNIQUE_VIOLATION) return 'unchanged';
    throw error;
  }
}

/** The same reference twice in one file, at the same moment. */
const UNIQUE_VIOLATION = '23505';
