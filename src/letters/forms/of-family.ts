import { maskDocumentNo } from '../../engine/mask.ts';
import type { Plan } from '../../engine/plan.ts';
import type { Words } from '../../platform/words.ts';

/** Whom a letter concerns, and under which policy: what a decision and a cover have in common. */
export interface FamilySource {
  readonly contractNumber: string;
  readonly holderName: string;
  readonly child: {
    readonly name: string;
    readonly idNo: string | null;
    readonly birthCertificateNo: string | null;
  };
  readonly insurer: Words;
  readonly masterPolicyNo: string;
  /** Public page of this letter; null: none is kept. */
  readonly verifyUrl: string | null;
}

/** A text as one line: what people typed with breaks and tabs is printed with single spaces. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

export function inOneLine({ zh, en }: Words): Words {
  return { zh: oneLine(zh), en: oneLine(en) };
}

/** What every letter to a family says of contract, child and policy. */
export function familyPart(source: FamilySource, plan: Plan) {
  return {
    insurer: inOneLine(source.insurer),
    verifyUrl: source.verifyUrl,
    holderName: oneLine(source.holderName),
    contractNumber: source.contractNumber,
    childName: oneLine(source.child.name),
    document: maskedDocument(source.child),
    plan: { zh: plan.nameZh, en: plan.nameEn },
    masterPolicyNo: source.masterPolicyNo,
  };
}

/** The child's document with its middle hidden. */
function maskedDocument({ idNo, birthCertificateNo }: FamilySource['child']) {
  if (idNo !== null) return { kind: 'resident_id', masked: maskDocumentNo(idNo) } as const;
  if (birthCertificateNo !== null)
    return { kind: 'birth_certificate', masked: maskDocumentNo(birthCertificateNo) } as const;
  return { kind: 'none', masked: '' } as const;
}
