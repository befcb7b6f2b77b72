/**
 * The rules of rules/ as somebody would write them who wants nothing but speed: no rulebook, no trace, each fact read
 * where it lies, each comparison made once. The limit that the compiled evaluator is measured against. Before anything
 * is measured the bench names every rule that is no longer what stands here.
 */

/** The flat facts of a claim that the rules compare. */
export interface FactsByHand {
  readonly kind: string;
  readonly visit: string;
  readonly cause: string;
  readonly conclusion: string;
  readonly definition: string;
  readonly origin: string;
  readonly hospital_level: string;
  readonly hospital_ownership: string;
  readonly hospital_ward: string;
  readonly emergency_waives: string;
  readonly accident_recorded: boolean;
  readonly ci_ended: boolean;
  readonly ci_mild_paid: boolean;
  readonly cut_by_annual_limit: boolean;
  readonly cut_by_visit_limit: boolean;
  readonly definition_judgement: boolean;
  readonly diagnosis_excluded: boolean;
  readonly emergency: boolean;
  readonly is_revision: boolean;
  readonly settled_through_si: boolean;
  readonly tests_billed: boolean;
  readonly accident_day: number;
  readonly age_years: number;
  readonly at_stake: number;
  readonly base: number;
  readonly billed: number;
  readonly cover_first_day: number;
  readonly cover_last_day: number;
  readonly coverage_count: number;
  readonly days_after_waiting: number;
  readonly days_in_cover: number;
  readonly documents_missing: number;
  readonly effective_day: number;
  readonly event_day: number;
  readonly first_known_day: number;
  readonly invoice_count: number;
  readonly medicine_percent: number;
  readonly other_insurers_paid: number;
  readonly round_invoices: number;
  readonly signals: number;
  readonly stay_days_after_cover: number;
  readonly stay_grace_days: number;
  readonly stay_nights: number;
  readonly waiting_first_covered_day: number;
}

/** The rules by their numbers below. */
export const RULES_BY_HAND: readonly string[] = [
  'route-accident-inpatient', // 0
  'route-illness-inpatient',
  'route-accident-outpatient',
  'route-illness-outpatient',
  'gate-ci-definition-not-met',
  'gate-ci-ended', // 5
  'gate-ci-mild-paid',
  'gate-ci-not-covered',
  'gate-ci-not-in-force',
  'gate-ci-waiting-period',
  'gate-excluded-diagnosis', // 10
  'gate-hospital-not-covered',
  'gate-not-covered',
  'gate-not-in-force',
  'gate-waiting-period',
  'invoice-duplicate', // 15
  'invoice-forged',
  'reason-10-appeal',
  'reason-20-annual-limit',
  'reason-30-per-visit-limit',
  'reason-40-no-eligible-expense', // 20
  'reason-50-below-deductible',
  'document-10-outpatient',
  'document-15-tests',
  'document-20-inpatient',
  'document-25-settlement', // 25
  'document-30-critical-illness',
  'document-40-identity',
  'document-45-newborn',
  'document-50-accident',
  'document-60-emergency', // 30
  'document-70-other-insurer',
  'signal-accident-unrecorded',
  'signal-bill-without-settlement',
  'signal-early-illness',
  'signal-emergency-elsewhere', // 35
  'signal-high-outpatient-bill',
  'signal-many-invoices',
  'signal-medicine-share',
  'signal-no-night',
  'signal-restored-cover', // 40
  'signal-round-invoices',
  'referral-accident-before-cover',
  'referral-critical-illness',
  'referral-definition-not-recorded',
  'referral-definition-not-shown', // 45
  'referral-documents-missing',
  'referral-excluded-diagnosis',
  'referral-exclusion-judgement',
  'referral-long-stay',
  'referral-opening', // 50
  'referral-refusal',
  'referral-signals',
  'referral-unknown-disease',
  'authority-10-critical-illness',
  'authority-21-raised-small', // 55
  'authority-22-raised-medium',
  'authority-23-raised-large',
  'authority-24-raised-above',
  'authority-31-level-1',
  'authority-32-level-2', // 60
  'authority-33-level-3',
  'authority-34-level-4',
  'authority-35-level-5',
];

/** Writes the numbers of the rules that fire on a claim to `fired`, and says how many they are. */
export function claimByHand(f: FactsByHand, fired: Int32Array): number {
  let n = f.kind === 'medical' ? medicalByHand(f, fired) : criticalByHand(f, fired);
  if (f.is_revision) fired[n++] = 17;
  if (f.cut_by_annual_limit) fired[n++] = 18;
  if (f.cut_by_visit_limit) fired[n++] = 19;
  const { conclusion } = f;
  if (conclusion === '零赔付') {
    fired[n++] = 21;
    if (f.base === 0) fired[n++] = 20;
  } else if (conclusion === '拒付') {
    fired[n++] = 51;
  }
  fired[n++] = f.age_years >= 1 ? 27 : 28;
  if (f.documents_missing > 0) fired[n++] = 46;
  if (f.diagnosis_excluded) fired[n++] = 47;
  if (f.origin === 'opening') fired[n++] = 50;
  return n;
}

function medicalByHand(f: FactsByHand, fired: Int32Array): number {
  let n = 0;
  const accident = f.cause === 'accident';
  const { billed, emergency, cover_first_day: firstDay, event_day: day } = f;
  const levelRefused = f.hospital_level === 'not_accepted';
  if (f.visit === 'inpatient') {
    fired[n++] = accident ? 0 : 1;
    fired[n++] = 24;
    if (f.settled_through_si) fired[n++] = 25;
    else if (billed > 2_000_000) fired[n++] = 33;
    if (billed > 500_000 && f.stay_nights === 0) fired[n++] = 39;
  } else {
    fired[n++] = accident ? 2 : 3;
    fired[n++] = 22;
    if (f.tests_billed) fired[n++] = 23;
    if (billed > 500_000) fired[n++] = 36;
    if (f.invoice_count >= 5) fired[n++] = 37;
  }
  if (f.coverage_count === 0) fired[n++] = 12;
  else {
    if (f.diagnosis_excluded) fired[n++] = 10;
    if (!accident) {
      if (f.first_known_day < f.waiting_first_covered_day) fired[n++] = 14;
      const after = f.days_after_waiting;
      if (after >= 0 && after < 14) fired[n++] = 34;
    }
  }
  if (accident) {
    fired[n++] = 29;
    if (!f.accident_recorded) fired[n++] = 32;
    if (f.accident_day < firstDay) fired[n++] = 42;
  }
  if (emergency) {
    if (levelRefused) {
      fired[n++] = 30;
      if (billed > 500_000) fired[n++] = 35;
    }
    if (f.emergency_waives === 'level' && placeRefused(f)) fired[n++] = 11;
  } else if (levelRefused || placeRefused(f)) {
    fired[n++] = 11;
  }
  if (day < firstDay || day > f.cover_last_day) fired[n++] = 13;
  if (f.other_insurers_paid > 0) fired[n++] = 31;
  if (f.medicine_percent > 80 && billed > 100_000) fired[n++] = 38;
  if (firstDay > f.effective_day && f.days_in_cover >= 0 && f.days_in_cover < 30) fired[n++] = 40;
  if (f.round_invoices >= 2) fired[n++] = 41;
  if (f.stay_days_after_cover > f.stay_grace_days) fired[n++] = 49;
  const stakeFen = f.at_stake;
  if (f.signals >= 2 && stakeFen > 300_000) fired[n++] = 52;
  const level = stakeFen <= 300_000 ? 0 : stakeFen <= 1_000_000 ? 1 : stakeFen <= 5_000_000 ? 2 : 3;
  if (f.is_revision || f.conclusion === '拒付') fired[n++] = 55 + level;
  else fired[n++] = stakeFen > 20_000_000 ? 63 : 59 + level;
  return n;
}

function placeRefused(f: FactsByHand): boolean {
  return f.hospital_ownership === 'not_accepted' || f.hospital_ward === 'not_accepted';
}

function criticalByHand(f: FactsByHand, fired: Int32Array): number {
  let n = 0;
  fired[n++] = 26;
  fired[n++] = 43;
  fired[n++] = 54;
  const { definition, event_day: day } = f;
  if (f.coverage_count === 0) fired[n++] = 7;
  else {
    if (definition === 'not_met') fired[n++] = 4;
    if (f.ci_ended) fired[n++] = 5;
    if (f.ci_mild_paid) fired[n++] = 6;
    if (day < f.cover_first_day || day > f.cover_last_day) fired[n++] = 8;
    if (f.cause === 'illness' && day < f.waiting_first_covered_day) fired[n++] = 9;
  }
  if (definition === 'not_recorded') fired[n++] = 44;
  else if (definition === 'not_shown') fired[n++] = 45;
  else if (definition === 'unknown_disease') fired[n++] = 53;
  if (f.definition_judgement) fired[n++] = 48;
  return n;
}

/** The same for an invoice. */
export function invoiceByHand(
  f: { readonly invoice_forged: boolean; readonly invoice_duplicate: boolean },
  fired: Int32Array,
): number {
  let n = 0;
  if (f.invoice_duplicate) fired[n++] = 15;
  if (f.invoice_forged) fired[n++] = 16;
  return n;
}
