import type { LeapDay, PlainDate } from './dates.ts';
import type { Fen, Ratio } from './money.ts';

/** CI 重大疾病, HM 住院医疗, AM 意外伤害医疗, OP 疾病门急诊. */
export type CoverageCode = 'CI' | 'HM' | 'AM' | 'OP';
export type MedicalCoverageCode = Exclude<CoverageCode, 'CI'>;

/**
 * When a deductible (免赔额) is taken: once per policy year and coverage, once per accident, on every visit,
 * or on every stay not settled through social insurance.
 */
export type DeductibleType = 'none' | 'policy_year' | 'accident' | 'visit' | 'stay_if_no_si';

/** A band of base: what lies between `fromFen` and `toFen` (null: no upper end) is paid at `ratio`. */
export interface Tier {
  readonly fromFen: Fen;
  readonly toFen: Fen | null;
  readonly ratio: Ratio;
}

/** A ratio with the plan's own text of it ("0.60"), which the figures quote. */
export interface QuotedRatio {
  readonly text: string;
  readonly ratio: Ratio;
}

/** Clause (条款) of each term of a coverage, by the term's name; absent where the plan cites none. */
export type Clauses = Readonly<Record<string, string>>;

export interface MedicalCoverage {
  readonly code: MedicalCoverageCode;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly annualLimitFen: Fen | null;
  readonly perVisitLimitFen: Fen | null;
  readonly deductible: { readonly type: DeductibleType; readonly amountFen: Fen };
  readonly ratioSi: QuotedRatio;
  /** Not settled through social insurance: one ratio, or bands of base. */
  readonly noSi:
    | { readonly kind: 'ratio'; readonly ratio: QuotedRatio }
    | { readonly kind: 'tiers'; readonly tiers: readonly Tier[] };
  readonly waitingDays: number;
  /** Catalogue classes (目录类别) whose lines count. */
  readonly classes: readonly string[];
  readonly subLimits: readonly { readonly fee: string; readonly perDayFen: Fen }[];
  readonly clauses: Clauses;
}

export interface CriticalIllnessCoverage {
  readonly code: 'CI';
  readonly nameZh: string;
  readonly nameEn: string;
  readonly sumInsuredFen: Fen;
  readonly mildRatio: QuotedRatio;
  /** advance 提前给付: mild payments reduce the sum; independent 独立给付: they do not. */
  readonly mildMode: 'advance' | 'independent';
  readonly waitingDays: number;
  /** Which version of the disease definitions applies from which day on, in order. */
  readonly definitions: readonly { readonly from: PlainDate; readonly version: string }[];
  /** Lists of further diseases, beside the definitions (children's diseases). */
  readonly extraDiseases: readonly string[];
  readonly clauses: Clauses;
}

/** Which hospital counts (医院释义), tested on the level as at the visit. */
export interface HospitalTerms {
  /** Beginnings of accepted levels: "二级" accepts 二级甲等. */
  readonly levels: readonly string[];
  readonly ownerships: readonly string[];
  readonly wards: readonly string[];
  /** What an emergency waives: the level only, or every hospital term (司法解释三 Art. 20). */
  readonly emergencyWaives: 'level' | 'all';
  readonly clause: string;
}

/** A diagnosis outside the cover (责任免除), by the beginnings of its ICD-10 code; a person confirms every use. */
export interface DiagnosisExclusion {
  readonly id: string;
  readonly icd10Prefixes: readonly string[];
  readonly exceptAccident: boolean;
  readonly clause: string;
}

/** One version of a plan, ready for use: amounts in fen, ratios exact, `extends` resolved, defaults filled in. */
export interface Plan {
  readonly id: string;
  /** Day this version begins to apply; terms that begin on or after it follow this version. */
  readonly effectiveOn: PlainDate;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Which date picks version and disease book: the term in force at the event, or the first cover day. */
  readonly governingDate: 'term_at_event' | 'cover_start';
  /** Day that stands for 29 February when birthdays and policy years are counted. */
  readonly leapDay: LeapDay;
  /** Cover ends on the eve of this birthday. */
  readonly endAge: number;
  /** Days after the last covered day that a stay begun before it remains covered; longer stays go to a person. */
  readonly stayGraceDays: number;
  readonly hospital: HospitalTerms;
  readonly exclusions: readonly DiagnosisExclusion[];
  /** Texts of clauses by how they are cited, as a letter quotes them; a clause may lack one. */
  readonly clauseTexts: Clauses;
  readonly coverages: {
    readonly CI?: CriticalIllnessCoverage;
    readonly HM?: MedicalCoverage;
    readonly AM?: MedicalCoverage;
    readonly OP?: MedicalCoverage;
  };
}
