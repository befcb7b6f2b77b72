import { claimForm } from '../claims/schema.ts';
import { rememberInvoice } from '../claims/store.ts';
import type { OpeningPorts } from '../contracts/import-opening.ts';
import { parseInput } from '../platform/parse.ts';
import { type DecisionDeps, fileClaim } from './file-claim.ts';
import { postUsage } from './store.ts';

/** What claims and decisions do for an opening position; an open case always waits for a person. */
export function openingPorts(deps: DecisionDeps): OpeningPorts {
  return {
    postUsage: (tx, child, at, amounts) =>
      postUsage(
        tx,
        child,
        null,
        at,
        amounts.map(item =>
          item.amount < 0
            ? { action: 'release', amounts: [{ ...item, amount: -item.amount }] }
            : { action: 'consume', amounts: [item] },
        ),
      ),
    rememberInvoice,
    fileOpenCase: async (tx, { contractNo, childNo, reference, receivedOn, claim, actor, now }) => {
      const filed = await fileClaim(tx, deps, {
        actor: { login: actor, roles: [] },
        now,
        submittedAt: new Date(`${receivedOn}T00:00:00+08:00`),
        submission: {
          contract_no: contractNo,
          child_no: childNo,
          claim: parseInput(claimForm, claim, 'body'),
        },
        origin: 'opening',
        externalReference: reference,
      });
      return filed.claimNo;
    },
  };
}
