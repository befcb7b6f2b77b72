import { formatYuan } from '../engine/money.ts';
import type { StandingRow } from './store.ts';

/** A stored letter as answers show it: `letterView`. */
export function presentLetter(row: StandingRow) {
  return {
    letter_no: row.number,
    kind: row.kind,
    language: row.language,
    issue: row.issue,
    contract_no: row.contractNumber,
    child_no: row.childNo,
    claim_no: row.claimNo,
    letter_on: row.letterOn,
    amount: row.amountFen === null ? null : formatYuan(row.amountFen),
    standing: standingOf(row),
    superseded_by: row.supersededBy,
    superseded_on: row.supersededOn,
    made_at: row.madeAt,
    made_by: row.madeBy,
    reissue_reason: row.reissueReason,
    template_hash: row.templateHash,
    sha256: row.fileSha256,
  };
}

/** How a letter stands: one that another follows is superseded, whatever became of the cover. */
export function standingOf({
  supersededBy,
  outdated,
}: Pick<StandingRow, 'supersededBy' | 'outdated'>): 'current' | 'superseded' | 'outdated' {
  if (supersededBy !== null) return 'superseded';
  return outdated ? 'outdated' : 'current';
}
