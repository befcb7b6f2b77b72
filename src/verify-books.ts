import { checkContracts } from './contracts/check-contracts.ts';
import { checkDecisions } from './decisions/check-decisions.ts';
import { checkRehearsals } from './insight/check-rehearsals.ts';
import { checkLetters } from './letters/check-letters.ts';
import { checkLedger } from './payouts/check-ledger.ts';
import { checkAuditChain } from './platform/audit.ts';
import type { Database } from './platform/database.ts';
import type { Fault } from './platform/fault.ts';
import { checkPublication } from './publication/check-publication.ts';

/** Checks every invariant of the books; empty when all hold. Reads only. */
export async function verifyBooks(db: Database): Promise<Fault[]> {
  const chain = await checkAuditChain(db);
  return [
    ...(await checkContracts(db)),
    ...(await checkPublication(db)),
    ...(await checkDecisions(db)),
    ...(await checkLetters(db)),
    ...(await checkLedger(db)),
    ...(await checkRehearsals(db)),
    ...chain.map(detail => ({ invariant: 'the audit chain is whole', subject: 'audit', detail })),
  ];
}
