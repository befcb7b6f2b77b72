import { type DecisionDeps, fileClaim } from '../../src/decisions/file-claim.ts';
import { refuseClaim } from '../../src/decisions/refuse-claim.ts';
import { signDecision } from '../../src/decisions/sign-decision.ts';
import { withdrawClaim } from '../../src/decisions/withdraw-claim.ts';
import { plainDate } from '../../src/engine/dates.ts';
import type { Database } from '../../src/platform/database.ts';
import { criticalIllness, HANDLER, INTAKE, ordinaryStay, SECOND_HANDLER, stayInvoice } from './claims.ts';
import { addFamily } from './family.ts';

/** The year that the stories are about. */
export const YEAR = { from: plainDate('2026-01-01'), to: plainDate('2026-12-31') };

/** Claim numbers of the stories. */
export type PastClaims = Record<
  | 'belowAfter'
  | 'secondStay'
  | 'visit'
  | 'beforeTheYear'
  | 'afterTheBoundary'
  | 'revisedBefore'
  | 'revision'
  | 'illnessBefore'
  | 'illnessAgain'
  | 'refusedByPerson'
  | 'firstOfTwo'
  | 'secondOfTwo'
  | 'afterTheYear',
  string
>;

/**
 * Fictional families whose claims are decided around the turn of a year, under REF-A: a deductible of 500.00 a policy
 * year, which is the calendar year. What each is paid stands beside it.
 */
export async function fileStories(db: Database, deps: DecisionDeps): Promise<PastClaims> {
  const families = ['R-1', 'R-2', 'R-3', 'R-4', 'R-5', 'R-6', 'R-7', 'R-8', 'R-9'];
  for (const contractNo of families) await addFamily(db, { contractNo });
  const { file, sign, refuse, withdraw } = workingOn(db, deps);
  const stay = (contractNo: string, day: string, covered: string, changes: object = {}) =>
    ordinaryStay(contractNo, `${contractNo} ${day}`, {
      first_consult: day,
      from: day,
      to: day,
      invoices: [stayInvoice(`${contractNo} ${day}`, covered, '800.00')],
      ...changes,
    });

  // 600.00 left after the pool, less the deductible: 100.00.
  const beforeTheYear = await file('2025-12-20', stay('R-3', '2025-12-01', '1400.00'));
  // 4,150.00 − 800.00 − 500.00: 2,850.00.
  const revisedBefore = await file('2025-12-15', stay('R-4', '2025-11-03', '4150.00'));
  // A critical illness, signed in the year: 300,000.00, and the cover ends.
  const illnessBefore = await file('2025-12-28', criticalIllness('R-5', { diagnosed: '2025-12-10' }));
  await sign('2026-01-06', illnessBefore, 2);
  // Another one, which a person refuses in the year: 0.00.
  const refusedByPerson = await file('2025-12-29', criticalIllness('R-6', { diagnosed: '2025-12-11' }));
  await refuse('2026-01-08', refusedByPerson);

  // The deductible of 2025 is used up: 1,000.00.
  const afterTheBoundary = await file('2026-01-15', stay('R-3', '2025-12-26', '1800.00'));
  // 4,650.00 − 800.00 − 500.00 = 3,350.00, of which 2,850.00 were paid: 500.00.
  const revision = await file(
    '2026-02-01',
    { ...stay('R-4', '2025-11-03', '4650.00'), revises: revisedBefore },
    HANDLER,
  );
  await sign('2026-02-02', revision, 1, SECOND_HANDLER);
  // 1,400.00 − 800.00 − 500.00: 100.00.
  const belowAfter = await file('2026-02-10', stay('R-1', '2026-01-05', '1400.00'));
  // 1,800.00 − 800.00: 1,000.00.
  const secondStay = await file('2026-03-10', stay('R-1', '2026-02-20', '1800.00'));
  // Refused: the cover has ended.
  const illnessAgain = await file('2026-03-12', criticalIllness('R-5', { diagnosed: '2026-03-01' }));
  // Outpatient: (1,000.00 − 800.00 − 50.00) × 80 %: 120.00.
  const visit = await file('2026-04-02', stay('R-2', '2026-04-01', '1000.00', { visit: 'outpatient' }));
  const withdrawn = await file('2026-04-10', criticalIllness('R-7', { diagnosed: '2026-04-01' }));
  await withdraw('2026-04-11', withdrawn);
  // In a hospital of the second level: 2,000.00 − 800.00 − 500.00: 700.00.
  const second = { name: '示例县医院', level: '二级甲等', ownership: 'public', ward: '普通部' };
  const invoices = [stayInvoice('TWICE', '2000.00', '800.00')];
  const firstOfTwo = await file('2026-05-01', stay('R-8', '2026-04-20', '', { hospital: second, invoices }));
  // The same invoice again: rejected, and a person must sign.
  const secondOfTwo = await file('2026-05-02', stay('R-9', '2026-04-20', '', { invoices }));
  const afterTheYear = await file('2027-01-10', stay('R-1', '2026-12-20', '1800.00'));
  return {
    beforeTheYear,
    revisedBefore,
    illnessBefore,
    refusedByPerson,
    afterTheBoundary,
    revision,
    belowAfter,
    secondStay,
    illnessAgain,
    visit,
    firstOfTwo,
    secondOfTwo,
    afterTheYear,
  };
}

/** Noon of a business day in Shanghai. */
function noon(day: string): Date {
  return new Date(`${day}T12:00:00+08:00`);
}

function workingOn(db: Database, deps: DecisionDeps) {
  return {
    file: async (
      day: string,
      submission: Parameters<typeof fileClaim>[2]['submission'],
      actor: { login: string; roles: readonly ('intake' | 'handler')[] } = INTAKE,
    ) => {
      const now = noon(day);
      const filed = await db.transaction(tx =>
        fileClaim(tx, deps, {
          actor,
          now,
          submittedAt: now,
          submission,
          origin: 'service',
          externalReference: null,
        }),
      );
      return filed.claimNo;
    },
    sign: async (day: string, claimNo: string, times: number, by: { login: string } = HANDLER) => {
      for (const login of [by.login, 'handler.sun'].slice(0, times))
        await db.transaction(tx =>
          signDecision(tx, deps, {
            actor: { login },
            now: noon(day),
            claimNo,
            version: 1,
            comment: '核对无误',
          }),
        );
    },
    refuse: (day: string, claimNo: string) =>
      db.transaction(tx =>
        refuseClaim(tx, deps, {
          actor: { login: HANDLER.login },
          now: noon(day),
          claimNo,
          reason: 'NON_DISCLOSURE',
          comment: '投保前已确诊',
          toFamily: '经查，投保前已确诊该疾病，未如实告知。',
        }),
      ),
    withdraw: (day: string, claimNo: string) =>
      db.transaction(tx =>
        withdrawClaim(tx, {
          actor: { login: HANDLER.login },
          now: noon(day),
          claimNo,
          comment: '家属撤回',
        }),
      ),
  };
}
