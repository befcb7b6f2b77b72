import type { Database } from '../platform/database.ts';
import { withRetries } from '../platform/retry.ts';
import { type DecisionDeps, type FiledClaim, type Filing, fileClaim, fileClaims } from './file-claim.ts';

/** Files claims that are handed in at the same time together: one transaction, one commit for all of them. */
export interface ClaimDesk {
  /** Settles when the claim is committed. Rejects as `fileClaim` refuses, whatever becomes of the others. */
  file(filing: Filing): Promise<FiledClaim>;
}

interface Waiting {
  readonly filing: Filing;
  readonly resolve: (filed: FiledClaim) => void;
  readonly reject: (error: unknown) => void;
}

/** Claims in one transaction at most; so many children's covers are locked at once. */
const MOST_TOGETHER = 16;
/** Transactions at once: while one waits for the database, the other decides. */
const TRANSACTIONS = 2;

/**
 * A desk on `db`. What waits is shared out among the transactions that are free, a child at most once in each: all in
 * one would leave the database idle while it is decided, and the process idle while it is stored. When anything goes
 * wrong with a group, each of its claims is filed by itself, so that one bad claim spoils no other.
 */
export function openClaimDesk(db: Database, deps: DecisionDeps): ClaimDesk {
  let queue: Waiting[] = [];
  let free = TRANSACTIONS;

  function takeGroup(): Waiting[] {
    const share = Math.min(MOST_TOGETHER, Math.ceil(queue.length / free));
    const group: Waiting[] = [];
    const children = new Set<string>();
    const rest: Waiting[] = [];
    for (const waiting of queue) {
      const { contract_no: contractNo, child_no: childNo } = waiting.filing.submission;
      const child = `${contractNo}/${childNo}`;
      if (group.length < share && !children.has(child)) {
        children.add(child);
        group.push(waiting);
      } else rest.push(waiting);
    }
    queue = rest;
    return group;
  }

  /** Begins after this turn of the event loop, so that what is handed in together is shared out together. */
  function begin(): void {
    setImmediate(async () => {
      if (free === 0 || queue.length === 0) return;
      const group = takeGroup();
      free -= 1;
      await fileGroup(db, deps, group);
      free += 1;
      begin();
    });
  }

  return {
    file: filing =>
      new Promise((resolve, reject) => {
        queue.push({ filing, resolve, reject });
        begin();
      }),
  };
}

async function fileGroup(db: Database, deps: DecisionDeps, group: readonly Waiting[]): Promise<void> {
  if (group.length > 1) {
    try {
      const filed = await db.transaction(tx =>
        fileClaims(
          tx,
          deps,
          group.map(({ filing }) => filing),
        ),
      );
      for (const [index, { resolve }] of group.entries()) resolve(filed[index]!);
      return;
    } catch {
      // Rolled back as a whole; below, each claim meets its own fate.
    }
  }
  for (const { filing, resolve, reject } of group) {
    await withRetries(() => db.transaction(tx => fileClaim(tx, deps, filing))).then(resolve, reject);
  }
}
