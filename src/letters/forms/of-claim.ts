import type { Claim } from '../../engine/claim.ts';
import { termAt } from '../../engine/cover.ts';
import { maskDocumentNo } from '../../engine/mask.ts';
import type { Words } from '../../platform/words.ts';
import type { DecisionSource } from './decision-source.ts';
import type { EVENTS } from './parts.ts';

/** A text as one line: what people typed with breaks and tabs is printed with single spaces. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

export function inOneLine({ zh, en }: Words): Words {
  return { zh: oneLine(zh), en: oneLine(en) };
}

/** The child's document with its middle hidden. */
export function maskedDocument({
  idNo,
  birthCertificateNo,
}: Pick<DecisionSource['child'], 'idNo' | 'birthCertificateNo'>) {
  if (idNo !== null) return { kind: 'resident_id', masked: maskDocumentNo(idNo) } as const;
  if (birthCertificateNo !== null)
    return { kind: 'birth_certificate', masked: maskDocumentNo(birthCertificateNo) } as const;
  return { kind: 'none', masked: '' } as const;
}

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
    insurer: inOneLine(source.insurer),
    verifyUrl: source.verifyUrl,
    holderName: oneLine(source.holderName),
    contractNumber: source.contractNumber,
    childName: oneLine(source.child.name),
    document: maskedDocument(source.child),
    plan: { zh: plan.nameZh, en: plan.nameEn },
    masterPolicyNo: source.masterPolicyNo,
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
