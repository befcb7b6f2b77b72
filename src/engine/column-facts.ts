import type { FactColumns } from './column-rules.ts';

/** The day by which rules are chosen, a column of its own: a rehearsal may move it away from the event's. */
export const RULES_DAY = '(rules day)';

/** Every fact that rules of ordinary medical claims may compare. */
export function factColumns(facts: FactColumns) {
  facts.addConstant('kind', 'medical');
  facts.addConstant('tier', 'not_applicable');
  facts.addConstant('ci_ended', false);
  facts.addConstant('ci_mild_paid', false);
  facts.addConstant('definition', 'not_applicable');
  facts.addConstant('definition_judgement', false);
  facts.addConstant('is_revision', false);
  facts.addConstant('rejected_invoices', 0);
  const total = facts.add('total');
  facts.addSame('payable', total);
  return {
    visits: (['inpatient', 'outpatient'] as const).map(visit => facts.codeOf(visit)),
    causes: (['illness', 'accident'] as const).map(cause => facts.codeOf(cause)),
    rulesDay: facts.add(RULES_DAY),
    visit: facts.add('visit'),
    cause: facts.add('cause'),
    eventDay: facts.add('event_day'),
    effectiveDay: facts.add('effective_day'),
    coverFirstDay: facts.add('cover_first_day'),
    coverLastDay: facts.add('cover_last_day'),
    waitingFirstCoveredDay: facts.add('waiting_first_covered_day'),
    firstKnownDay: facts.add('first_known_day'),
    accidentDay: facts.add('accident_day'),
    accidentRecorded: facts.add('accident_recorded'),
    stayLastDay: facts.add('stay_last_day'),
    stayNights: facts.add('stay_nights'),
    stayDaysAfterCover: facts.add('stay_days_after_cover'),
    stayGraceDays: facts.add('stay_grace_days'),
    coverageCount: facts.add('coverage_count'),
    diagnosisExcluded: facts.add('diagnosis_excluded'),
    hospitalLevel: facts.add('hospital_level'),
    hospitalOwnership: facts.add('hospital_ownership'),
    hospitalWard: facts.add('hospital_ward'),
    emergency: facts.add('emergency'),
    emergencyWaives: facts.add('emergency_waives'),
    ageYears: facts.add('age_years'),
    daysAfterWaiting: facts.add('days_after_waiting'),
    daysInCover: facts.add('days_in_cover'),
    billed: facts.add('billed'),
    medicinePercent: facts.add('medicine_percent'),
    testsBilled: facts.add('tests_billed'),
    roundInvoices: facts.add('round_invoices'),
    invoiceCount: facts.add('invoice_count'),
    otherInsurersPaid: facts.add('other_insurers_paid'),
    settledThroughSi: facts.add('settled_through_si'),
    conclusion: facts.add('conclusion'),
    total,
    atStake: facts.add('at_stake'),
    base: facts.add('base'),
    cutByAnnualLimit: facts.add('cut_by_annual_limit'),
    cutByVisitLimit: facts.add('cut_by_visit_limit'),
    origin: facts.add('origin'),
    documentsMissing: facts.add('documents_missing'),
    signals: facts.add('signals'),
  };
}
