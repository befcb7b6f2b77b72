import type { Claim, CriticalIllnessClaim } from '../engine/claim.ts';
import { refuse } from '../platform/refusal.ts';

/** A claim for a critical illness, about which evidence is recorded. Refuses: conflict (it is medical). */
export function criticalIllnessOf(claim: Claim, claimNo: string): CriticalIllnessClaim {
  if (claim.kind === 'critical_illness') return claim;
  throw refuse(
    'conflict',
    {
      zh: `${claimNo} 是医疗赔案，没有疾病定义的证据。`,
      en: `Claim ${claimNo} is medical: no definition of a disease asks for evidence.`,
    },
    {
      zh: '票据或就诊信息有误的，请撤回后重新提交。',
      en: 'To correct invoices or the visit, withdraw the claim and file it again.',
    },
  );
}
