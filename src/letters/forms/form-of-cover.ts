import { type Cover, lastDayByAge, termAt } from '../../engine/cover.ts';
import { addDays, type PlainDate } from '../../engine/dates.ts';
import { addFen, type Ratio, ZERO_FEN } from '../../engine/money.ts';
import type { CoverageCode, CriticalIllnessCoverage, MedicalCoverage, Plan } from '../../engine/plan.ts';
import type { Usage } from '../../engine/usage.ts';
import type { CertificateForm } from './certificate.ts';
import { clauseTexts, inClauseOrder } from './of-clauses.ts';
import { balanceOf, coverageName, decimal } from './of-coverages.ts';
import { type FamilySource, familyPart } from './of-family.ts';
import type { StatementForm } from './statement.ts';

/** A child's cover, as certificate and statement tell of it. */
export interface CoverSource extends FamilySource {
  readonly childNo: number;
  /** The version in force on the day of the letter; of a statement that of its policy year. */
  readonly plan: Plan;
  readonly cover: Cover;
  readonly date: PlainDate;
}

const CODES: readonly CoverageCode[] = ['CI', 'HM', 'AM', 'OP'];

/** What a certificate of cover says. Pure. */
export function formOfCertificate(source: CoverSource): CertificateForm {
  const { plan, cover } = source;
  const cited = new Set<string>([plan.hospital.clause]);
  const coverages = CODES.flatMap(code => {
    const terms = plan.coverages[code];
    if (terms === undefined) return [];
    for (const clause of Object.values(terms.clauses)) cited.add(clause);
    const coveredFrom = terms.waitingDays === 0 ? null : addDays(cover.effective, terms.waitingDays);
    return [
      {
        code,
        name: coverageName(plan, code),
        ...(terms.code === 'CI' ? criticalIllness(terms) : medical(terms)),
        coveredFrom,
        waitingDays: terms.waitingDays,
      },
    ];
  });
  return {
    kind: 'certificate',
    letterNo: `${source.contractNumber}-${source.childNo}-CERT`,
    date: source.date,
    ...familyPart(source, source.plan),
    birthOn: cover.birth,
    effectiveOn: cover.effective,
    untilDay: lastDayByAge(plan, cover.birth),
    endAge: plan.endAge,
    coverages,
    hospital: {
      levels: [...plan.hospital.levels],
      ownerships: [...plan.hospital.ownerships],
      wards: [...plan.hospital.wards],
      emergencyWaives: plan.hospital.emergencyWaives,
      clause: plan.hospital.clause,
    },
    exclusions: inClauseOrder(
      clauseTexts(
        plan,
        plan.exclusions.map(({ clause }) => clause),
      ),
    ),
    clauses: inClauseOrder(clauseTexts(plan, cited)),
  };
}

type Terms = Omit<CertificateForm['coverages'][number], 'code' | 'name' | 'coveredFrom' | 'waitingDays'>;

function criticalIllness({ sumInsuredFen, mildRatio }: CriticalIllnessCoverage): Terms {
  return {
    limitFen: sumInsuredFen,
    perVisitLimitFen: null,
    deductible: { type: 'none', amountFen: ZERO_FEN },
    ratio: mildRatio.text,
    ratioWithoutSi: null,
    tiers: [],
    classes: [],
    subLimits: [],
  };
}

function medical(terms: MedicalCoverage): Terms {
  const { noSi, ratioSi } = terms;
  const other = noSi.kind === 'ratio' && !isSame(noSi.ratio.ratio, ratioSi.ratio);
  return {
    limitFen: terms.annualLimitFen,
    perVisitLimitFen: terms.perVisitLimitFen,
    deductible: terms.deductible,
    ratio: ratioSi.text,
    ratioWithoutSi: other ? noSi.ratio.text : null,
    tiers:
      noSi.kind === 'tiers'
        ? noSi.tiers.map(({ fromFen, toFen, ratio }) => ({ fromFen, toFen, ratio: decimal(ratio) }))
        : [],
    classes: [...terms.classes],
    subLimits: terms.subLimits.map(({ fee, perDayFen }) => ({ fee, perDayFen })),
  };
}

function isSame(one: Ratio, other: Ratio): boolean {
  return one.numerator * other.denominator === other.numerator * one.denominator;
}

/** A claim of the year as its statement lists it. */
export type StatedClaim = StatementForm['claims'][number];

/** What a yearly statement says: cover, claims and what is left. `usage`: of the whole cover up to `date`. Pure. */
export function formOfStatement(
  source: CoverSource,
  policyYear: number,
  usage: Usage,
  claims: readonly StatedClaim[],
): StatementForm {
  const { plan, cover, date } = source;
  const { firstDay, lastDay } = termOf(cover, plan, policyYear);
  return {
    kind: 'statement',
    letterNo: `${source.contractNumber}-${source.childNo}-${policyYear}`,
    date: source.date,
    ...familyPart(source, source.plan),
    policyYear: { firstDay, lastDay },
    asOf: date < lastDay ? date : lastDay,
    claims: [...claims],
    billedFen: addFen(ZERO_FEN, ...claims.map(({ billedFen }) => billedFen)),
    paidFen: addFen(ZERO_FEN, ...claims.map(({ paidFen }) => paidFen)),
    balances: CODES.filter(code => plan.coverages[code] !== undefined).map(code =>
      balanceOf(plan, code, usage, policyYear),
    ),
  };
}

/** The policy year that begins in this calendar year. */
function termOf(cover: Cover, plan: Plan, policyYear: number) {
  const lastOfYear = `${String(policyYear).padStart(4, '0')}-12-31` as PlainDate;
  return termAt(cover.effective, lastOfYear, plan.leapDay);
}
