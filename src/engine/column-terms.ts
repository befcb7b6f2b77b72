import type { FactColumns } from './column-rules.ts';
import { toEpochDay } from './dates.ts';
import { diagnosisExcluded, hospitalAccepted } from './facts.ts';
import type { CoverageCode, MedicalCoverage, Plan } from './plan.ts';
import type { PlanVersions } from './plan-versions.ts';
import { COVERAGES, type SnapshotLists } from './snapshot.ts';

/** A coverage with its classes and fees as the numbers that a snapshot gives them. */
export interface CoverageInColumns {
  readonly coverage: MedicalCoverage;
  /** Place in COVERAGES. */
  readonly place: number;
  /** 1 where lines of the class count. */
  readonly counts: Uint8Array;
  /** For each fee, the place of its sum among those with a sub-limit; −1 for the others. */
  readonly limitedFee: Int8Array;
  readonly limitedFees: number;
  readonly subLimits: readonly { readonly fee: number; readonly perDayFen: number }[];
}

/** What a plan version says of each hospital and diagnosis of a snapshot; flags and texts as FactColumns has them. */
export interface TermsInColumns {
  readonly plan: Plan;
  readonly effectiveDay: number;
  readonly byTermAtEvent: boolean;
  readonly hospitalLevel: Float64Array;
  readonly hospitalOwnership: Float64Array;
  readonly hospitalWard: Float64Array;
  readonly excludedIllness: Uint8Array;
  readonly excludedAccident: Uint8Array;
  readonly emergencyWaives: number;
  /** Coverages of this plan that answer, by the place of the route that fired. */
  readonly covered: readonly (readonly CoverageInColumns[])[];
}

/** Lists of fees and classes are numbered in a byte. */
const NUMBERS = 256;

/** The versions of a plan over a snapshot's lists, in the order in which they begin. */
export function termsInColumns(
  versions: PlanVersions,
  routes: readonly (readonly string[])[],
  lists: SnapshotLists,
  facts: FactColumns,
): TermsInColumns[] {
  return versions.map(plan => {
    const coverages = new Map(
      COVERAGES.flatMap((code, place) => {
        const coverage = plan.coverages[code];
        return coverage && coverage.code !== 'CI' ? [[code, inColumns(coverage, place, lists)] as const] : [];
      }),
    );
    const hospitals = lists.hospitals.map(([level, ownership, ward]) =>
      hospitalAccepted({ level, ownership, ward }, plan.hospital),
    );
    const coded = (part: 'level' | 'ownership' | 'ward') =>
      Float64Array.from(hospitals, accepted => facts.codeOf(accepted[part]));
    return {
      plan,
      effectiveDay: toEpochDay(plan.effectiveOn),
      byTermAtEvent: plan.governingDate === 'term_at_event',
      hospitalLevel: coded('level'),
      hospitalOwnership: coded('ownership'),
      hospitalWard: coded('ward'),
      excludedIllness: Uint8Array.from(lists.icd10, icd10 =>
        Number(diagnosisExcluded(icd10, 'illness', plan)),
      ),
      excludedAccident: Uint8Array.from(lists.icd10, icd10 =>
        Number(diagnosisExcluded(icd10, 'accident', plan)),
      ),
      emergencyWaives: facts.codeOf(plan.hospital.emergencyWaives),
      covered: routes.map(codes =>
        codes.flatMap(code => {
          const coverage = coverages.get(code as CoverageCode);
          return coverage ? [coverage] : [];
        }),
      ),
    };
  });
}

function inColumns(coverage: MedicalCoverage, place: number, lists: SnapshotLists): CoverageInColumns {
  const counts = new Uint8Array(NUMBERS);
  for (const [number, name] of lists.classes.entries())
    if (coverage.classes.includes(name)) counts[number] = 1;
  const limitedFee = new Int8Array(NUMBERS).fill(-1);
  const names = [...new Set(coverage.subLimits.map(({ fee }) => fee))];
  for (const [number, name] of lists.fees.entries()) limitedFee[number] = names.indexOf(name);
  return {
    coverage,
    place,
    counts,
    limitedFee,
    limitedFees: names.length,
    subLimits: coverage.subLimits.map(({ fee, perDayFen }) => ({ fee: names.indexOf(fee), perDayFen })),
  };
}
