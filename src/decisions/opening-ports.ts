import { claimForm } from '../claims/schema.ts';
import { rememberInvoice } from '../claims/store.ts';
import type { OpeningPorts } from '../contracts/import-opening.ts';
import { parseInput } from '../platform/parse.ts';
import { type DecisionDeps, fileClaim } from './file-claim.ts';
import { postUsage } from './store.ts';

/** What this room and claims do for the opening position. */
export function openingPorts(deps: DecisionDeps): OpeningPorts {
  return {
    postUsage: (tx, child, at, amounts) =>
      postUsage(tx, child, null, at, [
        { action: 'consume', amounts: amounts.filter(({ amount }) => amount > 0) },
        {
          action: 'release',
          amounts: amounts
            .filter(({ amount }) => amount < 0)
            .map(item => ({ ...item, amount: -item.amount })),
        },
      ]),
    rememberInvoice,
    fileOpenCase: async (tx, openCase) => {
      const claim = parseInput(claimForm, openCase.claim, 'body');
      const { claimNo } = await fileClaim(tx, deps, {
        actor: { login: openCase.actor, roles: [] },
        now: openCase.now,
        submittedAt: new Date(`${openCase.receivedOn}T00:00:00+08:00`),
        submission: { contract_no: openCase.contractNo, child_no: openCase.childNo, claim },
        origin: 'opening',
        externalReference: openCase.reference,
      });
      return claimNo;
    },
  };
}
