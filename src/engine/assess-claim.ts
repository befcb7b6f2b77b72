import { assessDisease } from './assess-disease.ts';
import type { Claim, CriticalIllnessClaim } from './claim.ts';
import { type Cover, termAt } from './cover.ts';
import { type EpochDay, fromEpochDay, type PlainDate } from './dates.ts';
import type { Assessment, Dictionary, Disease, Diseases } from './disease.ts';
import type { CriticalIllnessCoverage, Plan } from './plan.ts';

/** Version of the definitions that governs an event: by the term in force then or the first cover day, as the plan says. */
export function definitionVersion(
  { definitions }: CriticalIllnessCoverage,
  { governingDate, leapDay }: Pick<Plan, 'governingDate' | 'leapDay'>,
  effective: PlainDate,
  event: PlainDate,
): string | null {
  const day = governingDate === 'term_at_event' ? termAt(effective, event, leapDay).firstDay : effective;
  let version = definitions[0]?.version ?? null;
  for (const period of definitions) if (period.from <= day) version = period.version;
  return version;
}

/**
 * The assessment of a critical-illness claim under the definitions in force on `day`, that of its event; null for other claims, without that
 * cover, and under a book that has no definitions. The list of extra diseases that the plan names is looked up where
 * the definitions have no such code.
 */
export function assessClaim(
  claim: Claim,
  cover: Cover,
  plan: Plan,
  diseases: Diseases | null,
  day: EpochDay,
): Assessment | null {
  const { CI } = plan.coverages;
  if (claim.kind !== 'critical_illness' || !CI || diseases === null) return null;
  const version = definitionVersion(CI, plan, cover.effective, fromEpochDay(day));
  if (version === null) return null;
  for (const name of [version, ...CI.extraDiseases]) {
    const dictionary = diseases.byVersion.get(name);
    const disease = dictionary && diseaseOf(dictionary, claim);
    if (!disease) continue;
    return assessDisease(disease, dictionary, diseases.questions, {
      birth: cover.birth,
      leapDay: plan.leapDay,
      diagnosed: claim.diagnosed,
      evidence: claim.evidence,
    });
  }
  const nothing = { criteria: [], exclusions: [], next: null };
  return { version, code: claim.diseaseCode, verdict: 'unknown_disease', ...nothing };
}

function diseaseOf({ diseases }: Dictionary, { diseaseCode, tier }: CriticalIllnessClaim): Disease | null {
  const disease = diseases.get(diseaseCode);
  return disease?.tier === tier ? disease : null;
}
