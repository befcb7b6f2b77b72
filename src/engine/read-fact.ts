import type { Facts, FactValue } from './rules.ts';

/** Reads one fact; undefined when the record lacks it. */
export type Reading = (facts: Facts) => FactValue | undefined;

/**
 * Each fact read in a line of its own: V8 remembers for every line where in the record its property lies. `facts[id]`,
 * one line for all of them, is looked up anew each time, which took half of an evaluation.
 */
const READINGS: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['storage_type', facts => facts.storage_type],
  ['signed_day', facts => facts.signed_day],
  ['stored', facts => facts.stored],
  ['stored_day', facts => facts.stored_day],
  ['birth_day', facts => facts.birth_day],
  ['kind', facts => facts.kind],
  ['visit', facts => facts.visit],
  ['cause', facts => facts.cause],
  ['event_day', facts => facts.event_day],
  ['effective_day', facts => facts.effective_day],
  ['cover_first_day', facts => facts.cover_first_day],
  ['cover_last_day', facts => facts.cover_last_day],
  ['waiting_first_covered_day', facts => facts.waiting_first_covered_day],
  ['first_known_day', facts => facts.first_known_day],
  ['accident_day', facts => facts.accident_day],
  ['stay_last_day', facts => facts.stay_last_day],
  ['stay_days_after_cover', facts => facts.stay_days_after_cover],
  ['stay_grace_days', facts => facts.stay_grace_days],
  ['coverage_count', facts => facts.coverage_count],
  ['diagnosis_excluded', facts => facts.diagnosis_excluded],
  ['hospital_level', facts => facts.hospital_level],
  ['hospital_ownership', facts => facts.hospital_ownership],
  ['hospital_ward', facts => facts.hospital_ward],
  ['emergency', facts => facts.emergency],
  ['emergency_waives', facts => facts.emergency_waives],
  ['tier', facts => facts.tier],
  ['ci_ended', facts => facts.ci_ended],
  ['ci_mild_paid', facts => facts.ci_mild_paid],
  ['definition', facts => facts.definition],
  ['definition_judgement', facts => facts.definition_judgement],
  ['conclusion', facts => facts.conclusion],
  ['total', facts => facts.total],
  ['payable', facts => facts.payable],
  ['at_stake', facts => facts.at_stake],
  ['rejected_invoices', facts => facts.rejected_invoices],
  ['base', facts => facts.base],
  ['cut_by_annual_limit', facts => facts.cut_by_annual_limit],
  ['cut_by_visit_limit', facts => facts.cut_by_visit_limit],
  ['is_revision', facts => facts.is_revision],
  ['origin', facts => facts.origin],
  ['age_years', facts => facts.age_years],
  ['billed', facts => facts.billed],
  ['invoice_count', facts => facts.invoice_count],
  ['round_invoices', facts => facts.round_invoices],
  ['medicine_percent', facts => facts.medicine_percent],
  ['tests_billed', facts => facts.tests_billed],
  ['other_insurers_paid', facts => facts.other_insurers_paid],
  ['settled_through_si', facts => facts.settled_through_si],
  ['stay_nights', facts => facts.stay_nights],
  ['accident_recorded', facts => facts.accident_recorded],
  ['days_after_waiting', facts => facts.days_after_waiting],
  ['days_in_cover', facts => facts.days_in_cover],
  ['documents_missing', facts => facts.documents_missing],
  ['signals', facts => facts.signals],
  ['invoice_forged', facts => facts.invoice_forged],
  ['invoice_duplicate', facts => facts.invoice_duplicate],
]);

/** How to read the fact `id`: in its own line, or looked up where it has none. */
export function readingOf(id: string): Reading {
  return READINGS.get(id) ?? (facts => facts[id]);
}

export function hasOwnLine(id: string): boolean {
  return READINGS.has(id);
}
