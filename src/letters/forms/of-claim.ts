import type { Claim } from '../../engine/claim.ts';
import { termAt } from '../../engine/cover.ts';
import type { DecisionSource } from './decision-source.ts';
import { familyPart, inOneLine, oneLine } from './of-family.ts';
import type { EVENTS } from './parts.ts';

export function eventOf(claim: Claim): (typeof EVENTS)[number] {
  if (claim.kind === 'medical') return `${claim.cause}_${claim.visit}`;
  return claim.tier === 'major' ? 'critical_illness_major' : 'critical_illness_mild';
}

/** What the letters of one decision say of contract, child and claim. */
export function claimPart(source: DecisionSource) {
  const { claim, plan, cover } = source.input;
  const medical = claim.kind === 'medical' ? claim : null;
  const [firstDay, lastDay] =
    claim.kind === 'medical' ? [claim.from, claim.to] : [claim.diagnosed, claim.diagnosed];
  const term = termAt(cover.effective, firstDay, plan.leapDay);
  return {
    ...familyPart(source, plan),
    claimNo: source.claimNo,
    submittedOn: source.submittedOn,
    event: eventOf(claim),
    days: { firstDay, lastDay },
    policyYear: { firstDay: term.firstDay, lastDay: term.lastDay },
    diagnosis: oneLine(claim.icd10),
    disease:
      claim.kind === 'critical_illness'
        ? { code: claim.diseaseCode, name: source.diseaseName && inOneLine(source.diseaseName) }
        : null,
    hospital: medical && { name: oneLine(medical.hospital.name), level: oneLine(medical.hospital.level) },
  };
}
