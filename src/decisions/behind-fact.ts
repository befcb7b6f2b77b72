import type { Claim } from '../engine/claim.ts';
import type { Plan } from '../engine/plan.ts';
import type { Words } from '../platform/words.ts';

/** What the claim says, and what the plan asks for, behind a fact that is worked out from both. */
export interface BehindFact {
  readonly said: Words;
  readonly asked: readonly Words[];
}

const OWNERSHIPS: Readonly<Record<string, Words>> = {
  public: { zh: '公立', en: 'public' },
  private: { zh: '民营', en: 'private' },
};

/** "一级" behind a hospital level that is not accepted, and 二级, 三级 that would be; null: there is nothing more. */
export function behindFact(fact: string, claim: Claim, plan: Plan): BehindFact | null {
  if (fact === 'diagnosis_excluded') return { said: same(claim.icd10), asked: [] };
  if (claim.kind !== 'medical') return null;
  const { level, ownership, ward } = claim.hospital;
  switch (fact) {
    case 'hospital_level':
      return { said: same(level), asked: plan.hospital.levels.map(same) };
    case 'hospital_ownership':
      return { said: ownershipInWords(ownership), asked: plan.hospital.ownerships.map(ownershipInWords) };
    case 'hospital_ward':
      return { said: same(ward), asked: plan.hospital.wards.map(same) };
    default:
      return null;
  }
}

function ownershipInWords(ownership: string): Words {
  return OWNERSHIPS[ownership] ?? same(ownership);
}

function same(text: string): Words {
  return { zh: text, en: text };
}
