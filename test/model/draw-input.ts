import type {
  Claim,
  CriticalIllnessClaim,
  HandedIn,
  Invoice,
  InvoiceLine,
  MedicalClaim,
} from '../../src/engine/claim.ts';
import type { Cover } from '../../src/engine/cover.ts';
import { addDays, type EpochDay, fromEpochDay, type PlainDate, plainDate } from '../../src/engine/dates.ts';
import type { DecisionInput } from '../../src/engine/decide.ts';
import type { Evidence, Question } from '../../src/engine/evidence.ts';
import { type Fen, fen, ZERO_FEN } from '../../src/engine/money.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { UsageAmount } from '../../src/engine/usage.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { comparisonsOf } from './draw-facts.ts';
import type { Random } from './generate.ts';

/** What of a rulebook the drawn claims crowd around: every amount and day that a rule or a plan names. */
export interface Landmarks {
  readonly book: Rulebook;
  readonly plans: readonly Plan[];
  readonly amountsFen: readonly number[];
  readonly days: readonly EpochDay[];
  readonly questions: ReadonlyMap<string, Question>;
  readonly diseases: readonly {
    readonly code: string;
    readonly tier: 'major' | 'mild';
    readonly questions: readonly string[];
  }[];
  readonly documents: readonly string[];
  readonly personReasons: readonly string[];
}

export function landmarksOf(book: Rulebook): Landmarks {
  const amounts = new Set<number>([0]);
  const days = new Set<EpochDay>();
  for (const { rule } of book.rules) {
    for (const { fact, value } of comparisonsOf(rule.conditions)) {
      const type = book.facts.get(fact)?.type;
      if (typeof value !== 'number') continue;
      if (type === 'money') amounts.add(value);
      if (type === 'day') days.add(value);
    }
    if (Number.isFinite(rule.effectiveTo)) days.add(rule.effectiveTo);
    days.add(rule.effectiveFrom);
  }
  const plans = book.planIds.flatMap(id => book.planVersions(id) ?? []);
  for (const { coverages } of plans) {
    for (const coverage of [coverages.HM, coverages.AM, coverages.OP]) {
      if (!coverage) continue;
      amounts.add(coverage.deductible.amountFen);
      for (const limit of [coverage.annualLimitFen, coverage.perVisitLimitFen])
        if (limit !== null) amounts.add(limit);
    }
  }
  const diseases = [...(book.ruleSet.diseases?.byVersion.values() ?? [])].flatMap(one => [
    ...one.diseases.values(),
  ]);
  return {
    book,
    plans,
    amountsFen: [...amounts],
    days: [...days].filter(day => day > FIRST_DAY),
    questions: book.ruleSet.diseases?.questions ?? new Map(),
    diseases,
    documents: [...book.ruleSet.documents.keys()],
    personReasons: [...book.reasons.values()].filter(({ byPerson }) => byPerson).map(({ code }) => code),
  };
}

/** Rules and plans that hold since ever begin on a day of the year 1, which no claim comes near. */
const FIRST_DAY = 0;

const BIRTH_YEARS = { first: 2003, last: 2025 };
const FEES = ['床位费', '检查费', '化验费', '西药费', '中成药费', '中药饮片费', '治疗费', '其他费'];
const CLASSES = ['甲', '甲', '甲', '乙', '丙', '自费', '非医疗'];
const ICD10 = ['J18.9', 'S72.3', 'C91.0', 'K02.1', 'Q21.0', 'Z41.1', 'P59.9'];

/**
 * The input of a decision, from a seed and around the landmarks of a rulebook: the same seed and book give the same
 * input. It need not be a likely claim; it must be one that could be handed in.
 */
export function drawInput(random: Random, landmarks: Landmarks): DecisionInput {
  const plan = drawPlan(random, landmarks);
  const cover = drawCover(random, landmarks);
  const from = drawEventDay(random, landmarks, plan, cover);
  const claim = random.chance(0.25)
    ? drawIllness(random, landmarks, from)
    : drawVisit(random, landmarks, plan, cover, from);
  const invoices = claim.kind === 'medical' ? claim.invoices : [];
  const used = drawConsumption(random, landmarks, plan, claim, cover);
  return {
    claim,
    cover,
    plan,
    usage: { buckets: used },
    acceptedElsewhere: invoices
      .filter(() => random.chance(0.1))
      .map(({ code, number }) => `${code}-${number}`),
    revises: random.chance(0.1)
      ? { totalFen: drawAmount(random, landmarks), consumption: used.filter(() => random.chance(0.5)) }
      : null,
    refusedByPerson: random.chance(0.03)
      ? { reason: random.pick(landmarks.personReasons), toFamily: '请补充说明。' }
      : null,
    origin: random.pick(['service', 'service', 'file', 'opening']),
    evaluatorsDisagree: random.chance(0.01),
  };
}

/** A plan of the book; now and then without one of its coverages, as another plan may be. */
function drawPlan(random: Random, { plans }: Landmarks): Plan {
  const plan = random.pick(plans);
  if (random.chance(0.9)) return plan;
  return { ...plan, coverages: { ...plan.coverages, [random.pick(['CI', 'HM', 'AM', 'OP'])]: undefined } };
}

function drawCover(random: Random, { days }: Landmarks): Cover {
  const effective =
    random.chance(0.3) && days.length > 0
      ? fromEpochDay(random.pick(days) + random.int(-1, 1))
      : dayBetween(random, '2015-01-01', '2025-12-31');
  const birth = random.chance(0.7)
    ? addDays(effective, random.int(-400, 400))
    : dayBetween(random, `${BIRTH_YEARS.first}-01-01`, `${BIRTH_YEARS.last}-12-31`);
  return { effective, birth, spells: drawSpells(random, effective) };
}

function drawSpells(random: Random, effective: PlainDate): Cover['spells'] {
  if (random.chance(0.03)) return [];
  if (random.chance(0.7)) return [{ first: effective, last: null }];
  const lapsed = addDays(effective, random.int(0, 900));
  if (random.chance(0.5)) return [{ first: effective, last: lapsed }];
  return [
    { first: effective, last: lapsed },
    { first: addDays(lapsed, random.int(2, 100)), last: null },
  ];
}

/** Mostly in or about the cover, often at an edge of it. */
function drawEventDay(
  random: Random,
  { days }: Landmarks,
  plan: Plan,
  { effective, spells, birth }: Cover,
): PlainDate {
  const edges = [
    effective,
    addDays(effective, random.pick(waitingDays(plan))),
    addDays(birth, Math.round(plan.endAge * 365.25)),
    ...spells.flatMap(({ first, last }) => (last === null ? [first] : [first, last])),
    ...days.map(fromEpochDay),
  ];
  if (random.chance(0.3)) return addDays(random.pick(edges), random.int(-2, 2));
  if (random.chance(0.2)) return addDays(random.pick(spells)?.first ?? effective, random.int(0, 60));
  return addDays(effective, random.int(0, 2_000));
}

function waitingDays({ coverages: { CI, HM, AM, OP } }: Plan): number[] {
  return [CI, HM, AM, OP].map(coverage => coverage?.waitingDays ?? 0);
}

function dayBetween(random: Random, first: string, last: string): PlainDate {
  const days = Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);
  return addDays(plainDate(first), random.int(0, days));
}

/** At, just below or just above an amount that a rule or a plan names, or anything up to a million yuan. */
function drawAmount(random: Random, { amountsFen }: Landmarks): Fen {
  if (random.chance(0.4)) return fen(Math.max(0, random.pick(amountsFen) + random.int(-1, 1)));
  if (random.chance(0.2)) return fen(random.int(1, 200) * 10_000);
  return fen(random.int(0, 10 ** random.int(3, 8)));
}

function drawIllness(random: Random, landmarks: Landmarks, diagnosed: PlainDate): CriticalIllnessClaim {
  const disease = random.pick(landmarks.diseases);
  const tier = random.chance(0.95) ? disease.tier : random.pick(['major', 'mild'] as const);
  return {
    kind: 'critical_illness',
    diseaseCode: random.chance(0.95) ? disease.code : `3.1.1.${random.int(1, 40)}`,
    tier,
    cause: random.pick(['illness', 'illness', 'accident']),
    diagnosed,
    icd10: random.pick(ICD10),
    evidence: drawEvidence(random, disease.questions, landmarks.questions),
    documents: drawDocuments(random, landmarks),
  };
}

/** Answers to some questions of a disease, or to none. */
function drawEvidence(
  random: Random,
  asked: readonly string[],
  questions: ReadonlyMap<string, Question>,
): Evidence {
  const answered = random.pick([0, 0.5, 1, 1]);
  const yes = random.pick([0.5, 0.9]);
  const answers: [string, boolean | number | string][] = [];
  for (const id of asked) {
    const question = questions.get(id);
    if (question && random.chance(answered)) answers.push([id, drawAnswer(random, question, yes)]);
  }
  return Object.fromEntries(answers);
}

function drawAnswer(random: Random, question: Question, yes: number): boolean | number | string {
  switch (question.type) {
    case 'bool':
      return random.chance(yes);
    case 'enum':
      return random.pick(question.domain);
    case 'int':
      return random.int(question.min, question.max);
    case 'decimal': {
      const value = random.int(question.min, question.max);
      return (value / 10 ** question.scale).toFixed(question.scale);
    }
  }
}

function drawDocuments(random: Random, { documents }: Landmarks): HandedIn {
  if (random.chance(0.4)) return null;
  const share = random.pick([0.7, 1]);
  return documents.filter(() => random.chance(share));
}

function drawVisit(
  random: Random,
  landmarks: Landmarks,
  plan: Plan,
  cover: Cover,
  from: PlainDate,
): MedicalClaim {
  const visit = random.pick(['inpatient', 'outpatient'] as const);
  const cause = random.pick(['illness', 'illness', 'accident'] as const);
  const waitingEnds = addDays(cover.effective, random.pick(waitingDays(plan)) + random.int(-1, 14));
  const [level, ownership, ward] = [
    random.pick(plan.hospital.levels),
    random.pick(plan.hospital.ownerships),
    random.pick(plan.hospital.wards),
  ];
  return {
    kind: 'medical',
    visit,
    cause,
    firstConsult:
      cause === 'accident'
        ? null
        : random.chance(0.7)
          ? from
          : random.chance(0.5)
            ? waitingEnds
            : addDays(from, -random.int(0, 60)),
    accidentDate: cause === 'accident' && random.chance(0.9) ? addDays(from, -random.int(0, 40)) : null,
    icd10: random.chance(0.1) ? excludedCode(random, plan) : random.pick(ICD10),
    from,
    to: visit === 'outpatient' ? from : addDays(from, random.pick([0, 1, random.int(1, 120)])),
    hospital: {
      name: '示例市人民医院',
      level: random.chance(0.85) ? level : '未定级',
      ownership: random.chance(0.95) ? ownership : 'private',
      ward: random.chance(0.95) ? ward : '国际部',
    },
    emergency: random.chance(0.3),
    invoices: Array.from({ length: random.chance(0.8) ? random.int(1, 3) : random.int(0, 7) }, (_, index) =>
      drawInvoice(random, landmarks, index),
    ),
    documentsComplete: random.chance(0.1) ? addDays(from, random.int(5, 90)) : null,
    disputedFees: random.chance(0.1) ? [random.pick(FEES)] : [],
    documents: drawDocuments(random, landmarks),
  };
}

function excludedCode(random: Random, { exclusions }: Plan): string {
  const prefixes = exclusions.flatMap(({ icd10Prefixes }) => icd10Prefixes);
  return prefixes.length === 0 ? random.pick(ICD10) : `${random.pick(prefixes)}.1`;
}

function drawInvoice(random: Random, landmarks: Landmarks, index: number): Invoice {
  const totalFen = drawAmount(random, landmarks);
  const pooledFen = random.chance(0.5) ? fen(Math.floor(totalFen * random.pick([0.3, 0.6, 1]))) : ZERO_FEN;
  const firstFen = fen(Math.floor(totalFen * random.pick([1, 1, 0.5, 0.81, 0.8])));
  const line = (amountFen: Fen): InvoiceLine => ({
    fee: random.pick(FEES),
    class: random.pick(CLASSES),
    amountFen,
  });
  return {
    code: '37060223',
    number: String(1_000 + (random.chance(0.05) ? 0 : index)),
    totalFen,
    lines: firstFen === totalFen ? [line(totalFen)] : [line(firstFen), line(fen(totalFen - firstFen))],
    settlement: {
      siPoolFen: pooledFen,
      seriousIllnessFen: ZERO_FEN,
      medicalAssistanceFen: ZERO_FEN,
      personalAccountFen: ZERO_FEN,
      cashFen: fen(totalFen - pooledFen),
    },
    otherInsurersPaidFen: random.chance(0.1) ? fen(Math.floor((totalFen - pooledFen) / 2)) : ZERO_FEN,
    forged: random.chance(0.03),
  };
}

/** What the child has used: often a limit that is nearly or wholly used up. */
function drawConsumption(
  random: Random,
  landmarks: Landmarks,
  { coverages }: Plan,
  claim: Claim,
  { effective }: Cover,
): UsageAmount[] {
  const used: UsageAmount[] = [];
  const add = (one: Omit<UsageAmount, 'limit'>) => used.push({ ...one, limit: null });
  const eventYear = Number((claim.kind === 'medical' ? claim.from : claim.diagnosed).slice(0, 4));
  const policyYear = Math.max(Number(effective.slice(0, 4)), eventYear - random.int(0, 1));
  for (const coverage of [coverages.HM, coverages.AM, coverages.OP]) {
    if (!coverage || random.chance(0.5)) continue;
    const limitFen = coverage.annualLimitFen ?? drawAmount(random, landmarks);
    const amount = Math.max(0, limitFen - random.pick([0, 1, random.int(0, limitFen)]));
    add({ policyYear, coverage: coverage.code, kind: 'paid', key: '', amount });
    if (coverage.deductible.type === 'policy_year')
      add({
        policyYear,
        coverage: coverage.code,
        kind: 'deductible',
        key: '',
        amount: random.int(0, coverage.deductible.amountFen),
      });
  }
  if (claim.kind === 'medical' && claim.accidentDate !== null && random.chance(0.3))
    add({
      policyYear: 0,
      coverage: 'AM',
      kind: 'accident_deductible',
      key: claim.accidentDate,
      amount: random.int(0, 10_000),
    });
  if (claim.kind === 'critical_illness') {
    if (random.chance(0.1)) add({ policyYear: 0, coverage: 'CI', kind: 'ci_ended', key: '', amount: 1 });
    if (random.chance(0.1))
      add({ policyYear: 0, coverage: 'CI', kind: 'ci_mild', key: claim.diseaseCode, amount: 1 });
    if (random.chance(0.2))
      add({
        policyYear: 0,
        coverage: 'CI',
        kind: 'ci_paid',
        key: '',
        amount: random.int(0, coverages.CI?.sumInsuredFen ?? 0),
      });
  }
  return used;
}
