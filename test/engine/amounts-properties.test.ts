import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/engine/canonical-json.ts';
import type { Claim, CriticalIllnessClaim, Invoice, MedicalClaim } from '../../src/engine/claim.ts';
import { compileRules } from '../../src/engine/compile.ts';
import { addDays, type PlainDate, plainDate, policyYearOf } from '../../src/engine/dates.ts';
import { type DecisionInput, decide, type Outcome } from '../../src/engine/decide.ts';
import { type Fen, fen, type Ratio } from '../../src/engine/money.ts';
import type {
  CriticalIllnessCoverage,
  DeductibleType,
  MedicalCoverage,
  Plan,
} from '../../src/engine/plan.ts';
import type { Rule, RuleSet } from '../../src/engine/rules.ts';
import { runSync } from '../../src/engine/run.ts';
import { applyConsumption, bucketId, EMPTY_USAGE, type Usage, usedIn } from '../../src/engine/usage.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';

const SEED = { seed: 20_260_306, numRuns: 400 };
const { ruleSet, evaluate } = loadRulebook(fileURLToPath(new URL('../../rules', import.meta.url)));

const EFFECTIVE = plainDate('2020-02-29');
const FEES = ['床位费', '西药费', '检查费'];

const money = (high: number) => fc.integer({ min: 0, max: high }).map(value => fen(value));
// Up to 1.2: a plan that pays more than the expense still meets the bill as its cap.
const ratio = fc.integer({ min: 1, max: 12_000 }).map((numerator): { text: string; ratio: Ratio } => ({
  text: (numerator / 10_000).toFixed(4),
  ratio: { numerator, denominator: 10_000 },
}));
/** From the month before the cover starts into its third year. */
const day = fc.integer({ min: -30, max: 900 }).map(days => addDays(EFFECTIVE, days));

function medicalCoverage<C extends MedicalCoverage['code']>(code: C): fc.Arbitrary<MedicalCoverage> {
  return fc.record({
    code: fc.constant(code),
    nameZh: fc.constant('责任'),
    nameEn: fc.constant('coverage'),
    annualLimitFen: money(500_000),
    perVisitLimitFen: fc.option(money(200_000)),
    deductible: fc.record({
      type: fc.constantFrom<DeductibleType>('none', 'policy_year', 'accident', 'visit', 'stay_if_no_si'),
      amountFen: money(60_000),
    }),
    ratioSi: ratio,
    noSi: fc.oneof(
      ratio.map(one => ({ kind: 'ratio' as const, ratio: one })),
      fc.tuple(money(60_000), money(400_000), ratio, ratio).map(([first, width, low, high]) => ({
        kind: 'tiers' as const,
        tiers: [
          { fromFen: first, toFen: fen(first + width), ratio: low.ratio },
          { fromFen: fen(first + width), toFen: null, ratio: high.ratio },
        ],
      })),
    ),
    waitingDays: fc.constantFrom(0, 30),
    classes: fc.constantFrom(['甲', '乙'], ['甲', '乙', '丙']),
    subLimits: fc.array(fc.record({ fee: fc.constant('床位费'), perDayFen: money(10_000) }), {
      maxLength: 1,
    }),
    clauses: fc.constant({}),
  });
}

const criticalIllness: fc.Arbitrary<CriticalIllnessCoverage> = fc.record({
  code: fc.constant('CI'),
  nameZh: fc.constant('重大疾病'),
  nameEn: fc.constant('critical illness'),
  sumInsuredFen: money(30_000_000),
  mildRatio: ratio,
  mildMode: fc.constantFrom('advance', 'independent'),
  waitingDays: fc.constantFrom(0, 90),
  definitions: fc.constant([]),
  extraDiseases: fc.constant([]),
  clauses: fc.constant({}),
});

const anyPlan: fc.Arbitrary<Plan> = fc
  .record({
    CI: criticalIllness,
    HM: medicalCoverage('HM'),
    AM: medicalCoverage('AM'),
    OP: medicalCoverage('OP'),
  })
  .map(coverages => ({
    id: 'PROPERTY',
    effectiveOn: plainDate('2003-01-01'),
    nameZh: '性质检验',
    nameEn: 'for properties',
    governingDate: 'term_at_event',
    leapDay: 'march_1',
    endAge: 18,
    stayGraceDays: 30,
    clauseTexts: {},
    hospital: {
      levels: ['二级', '三级'],
      ownerships: ['public'],
      wards: ['普通部'],
      emergencyWaives: 'level',
      clause: '',
    },
    exclusions: [],
    coverages,
  }));

/** An invoice whose figures add up; the number is drawn from few, so that duplicates happen. */
const anyInvoice: fc.Arbitrary<Invoice> = fc
  .record({
    number: fc.integer({ min: 1, max: 40 }),
    lines: fc.array(
      fc.record({
        fee: fc.constantFrom(...FEES),
        class: fc.constantFrom('甲', '乙', '丙', '自费'),
        amountFen: money(300_000),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    parts: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 5 }),
    otherShare: fc.constantFrom(0, 0, 25, 60),
    forged: fc.integer({ min: 0, max: 9 }).map(roll => roll === 0),
  })
  .map(({ number, lines, parts, otherShare, forged }) => {
    const total = lines.reduce((sum, line) => sum + line.amountFen, 0);
    const weight = parts.reduce((sum, part) => sum + part, 0) || 1;
    const [pool, illness, assistance, account] = parts.map(part =>
      fen(Math.floor((total * part) / weight)),
    ) as [Fen, Fen, Fen, Fen];
    return {
      code: '37060223',
      number: String(number).padStart(10, '0'),
      totalFen: fen(total),
      lines,
      settlement: {
        siPoolFen: pool,
        seriousIllnessFen: illness,
        medicalAssistanceFen: assistance,
        personalAccountFen: account,
        cashFen: fen(total - pool - illness - assistance - account),
      },
      otherInsurersPaidFen: fen(Math.floor((total * otherShare) / 100)),
      forged,
    };
  });

const anyMedical: fc.Arbitrary<MedicalClaim> = fc
  .record({
    visit: fc.constantFrom('inpatient' as const, 'outpatient' as const),
    cause: fc.constantFrom('illness' as const, 'accident' as const),
    from: day,
    nights: fc.integer({ min: 0, max: 12 }),
    level: fc.constantFrom('三级甲等', '三级甲等', '二级乙等', '一级'),
    emergency: fc.boolean(),
    invoices: fc.array(anyInvoice, { minLength: 1, maxLength: 3 }),
    disputed: fc.constantFrom([], [], ['检查费']),
  })
  .map(({ nights, level, disputed, ...rest }) => ({
    ...rest,
    kind: 'medical',
    firstConsult: rest.from,
    accidentDate: rest.cause === 'accident' ? accidentOf(rest.from) : null,
    icd10: 'J18.9',
    to: addDays(rest.from, nights),
    hospital: { name: '示例市人民医院', level, ownership: 'public', ward: '普通部' },
    documentsComplete: disputed.length > 0 ? addDays(rest.from, 20) : null,
    disputedFees: disputed,
    documents: null,
  }));

/** One accident a policy year, so that its deductible is met again. */
function accidentOf(from: PlainDate): PlainDate {
  return plainDate(`${policyYearOf(EFFECTIVE, from, 'march_1')}-03-01`);
}

const anyIllness: fc.Arbitrary<CriticalIllnessClaim> = fc.record({
  kind: fc.constant('critical_illness'),
  diseaseCode: fc.constantFrom('3.1.2.1', '3.1.2.2', '3.1.2.3', '3.1.2.4'),
  tier: fc.constantFrom('mild', 'mild', 'mild', 'major'),
  cause: fc.constantFrom('illness', 'accident', 'accident'),
  diagnosed: day,
  icd10: fc.constant('C73'),
  evidence: fc.constant({}),
  documents: fc.constant(null),
});

const anyClaims = fc.array(
  fc.oneof({ arbitrary: anyMedical, weight: 3 }, { arbitrary: anyIllness, weight: 1 }),
  {
    minLength: 1,
    maxLength: 8,
  },
);

function inputOf(claim: Claim, plan: Plan, usage: Usage, accepted: ReadonlySet<string>): DecisionInput {
  return {
    claim,
    plan,
    usage,
    cover: {
      effective: EFFECTIVE,
      spells: [{ first: EFFECTIVE, last: null }],
      birth: plainDate('2019-05-05'),
    },
    acceptedElsewhere: [...accepted],
    revises: null,
    refusedByPerson: null,
    origin: 'file',
    evaluatorsDisagree: false,
  };
}

interface Step {
  readonly input: DecisionInput;
  readonly outcome: Outcome;
  readonly usageAfter: Usage;
}

/** Decides the claims of one child one after the other, each on what the ones before it have left. */
function decideAll(plan: Plan, claims: readonly Claim[]): Step[] {
  const steps: Step[] = [];
  const accepted = new Set<string>();
  let usage = EMPTY_USAGE;
  for (const claim of claims) {
    const input = inputOf(claim, plan, usage, accepted);
    const outcome = runSync(decide(input, ruleSet), evaluate);
    usage = applyConsumption(usage, outcome.consumption, 1);
    for (const key of outcome.acceptedInvoices) accepted.add(key);
    steps.push({ input, outcome, usageAfter: usage });
  }
  return steps;
}

const records = (usage: Usage) => Object.fromEntries(usage.buckets.map(one => [bucketId(one), one.amount]));

describe('whatever is claimed', () => {
  it('a coverage never pays more in a policy year than its annual limit', () => {
    let limitReached = 0;
    fc.assert(
      fc.property(anyPlan, anyClaims, (plan, claims) => {
        for (const { usageAfter } of decideAll(plan, claims)) {
          for (const { kind, coverage, amount } of usageAfter.buckets) {
            if (kind !== 'paid' || coverage === 'CI') continue;
            const limit = plan.coverages[coverage]?.annualLimitFen as Fen;
            expect(amount).toBeLessThanOrEqual(limit);
            if (amount === limit) limitReached++;
          }
        }
      }),
      SEED,
    );
    expect(limitReached).toBeGreaterThan(20);
  });

  it('critical illness in advance mode never pays more than the sum insured', () => {
    let sumReached = 0;
    fc.assert(
      fc.property(anyPlan, fc.array(anyIllness, { minLength: 2, maxLength: 8 }), (plan, claims) => {
        const ci = plan.coverages.CI as CriticalIllnessCoverage;
        const last = decideAll(plan, claims).at(-1) as Step;
        const paid = usedIn(last.usageAfter, 0, 'CI', 'ci_paid');
        if (ci.mildMode === 'advance') expect(paid).toBeLessThanOrEqual(ci.sumInsuredFen);
        if (ci.mildMode === 'advance' && paid === ci.sumInsuredFen) sumReached++;
      }),
      SEED,
    );
    expect(sumReached).toBeGreaterThan(20);
  });

  it('a major illness is paid once, and nothing of critical illness after it', () => {
    fc.assert(
      fc.property(anyPlan, fc.array(anyIllness, { minLength: 2, maxLength: 8 }), (plan, claims) => {
        const steps = decideAll(plan, claims);
        const isMajorPaid = ({ input, outcome }: Step) =>
          input.claim.kind === 'critical_illness' &&
          input.claim.tier === 'major' &&
          outcome.conclusion !== '拒付';
        const end = steps.findIndex(isMajorPaid);
        if (end < 0) return;
        for (const { outcome } of steps.slice(end + 1)) {
          expect(outcome.reason).toBe('CI_ENDED');
          expect(outcome.payableFen).toBe(0);
        }
      }),
      SEED,
    );
  });

  it('all sources together never pay more than the accepted bill, and no figure is negative', () => {
    fc.assert(
      fc.property(anyPlan, anyClaims, (plan, claims) => {
        for (const { input, outcome } of decideAll(plan, claims)) {
          for (const part of outcome.coverages) expect(part.payableFen).toBeGreaterThanOrEqual(0);
          if (input.claim.kind !== 'medical' || outcome.totalFen === 0) continue;
          const rejected = outcome.rejectedInvoices.length;
          if (rejected > 0) continue;
          const sum = (of: (invoice: Invoice) => number) =>
            (input.claim as MedicalClaim).invoices.reduce((total, invoice) => total + of(invoice), 0);
          const social = sum(
            ({ settlement }) =>
              settlement.siPoolFen + settlement.seriousIllnessFen + settlement.medicalAssistanceFen,
          );
          const others = sum(invoice => invoice.otherInsurersPaidFen);
          expect(outcome.totalFen + social + others).toBeLessThanOrEqual(sum(invoice => invoice.totalFen));
        }
      }),
      SEED,
    );
  });

  it('the lines of each coverage lead from the bill to what is payable without a break', () => {
    fc.assert(
      fc.property(anyPlan, anyClaims, (plan, claims) => {
        for (const { outcome } of decideAll(plan, claims)) {
          let total = 0;
          for (const part of outcome.coverages) {
            const tiered = part.coverage !== 'CI' && part.ratio === 'tiered';
            part.lines.forEach((line, index) => {
              // Bands are points of base, so with them the ratio starts again from base.
              const before = part.lines[index - 1];
              if (before && !(tiered && line.step === 'ratio')) expect(line.inFen).toBe(before.outFen);
            });
            expect(part.lines.at(-1)?.outFen).toBe(part.payableFen);
            total += part.payableFen;
          }
          expect(outcome.totalFen).toBe(total);
        }
      }),
      SEED,
    );
  });

  it('an advance and its balance are the total, and neither is negative', () => {
    let advances = 0;
    fc.assert(
      fc.property(anyPlan, anyClaims, (plan, claims) => {
        for (const { outcome } of decideAll(plan, claims)) {
          if (outcome.advance === null) continue;
          const { advancePaidFen, balanceFen } = outcome.advance;
          expect(advancePaidFen + balanceFen).toBe(outcome.totalFen);
          expect(Math.min(advancePaidFen, balanceFen)).toBeGreaterThanOrEqual(0);
          advances++;
        }
      }),
      SEED,
    );
    expect(advances).toBeGreaterThan(50);
  });
});

describe('a decision', () => {
  it('is replayed to the same canonical JSON, from the input itself and from its JSON', () => {
    fc.assert(
      fc.property(anyPlan, anyClaims, (plan, claims) => {
        for (const { input, outcome } of decideAll(plan, claims)) {
          const stored = JSON.parse(JSON.stringify(input)) as DecisionInput;
          const text = canonicalJson(outcome);
          expect(canonicalJson(runSync(decide(input, ruleSet), evaluate))).toBe(text);
          expect(canonicalJson(runSync(decide(stored, ruleSet), evaluate))).toBe(text);
        }
      }),
      { ...SEED, numRuns: 150 },
    );
  });

  it('changes nothing of the input it was given', () => {
    fc.assert(
      fc.property(anyPlan, anyMedical, (plan, claim) => {
        const input = inputOf(claim, plan, EMPTY_USAGE, new Set());
        const before = canonicalJson(input);
        runSync(decide(input, ruleSet), evaluate);
        expect(canonicalJson(input)).toBe(before);
      }),
      SEED,
    );
  });

  it('does not depend on the order of the rules in stages that collect or expect one hit', () => {
    const orders = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(anyPlan, anyClaims, orders, (plan, claims, order) => {
        const shuffled = shuffle(ruleSet, order);
        const shuffledEvaluate = compileRules([...shuffled.rulesByStage.values()].flat());
        for (const { input, outcome } of decideAll(plan, claims))
          expect(inOrder(runSync(decide(input, shuffled), shuffledEvaluate))).toBe(inOrder(outcome));
      }),
      { ...SEED, numRuns: 150 },
    );
  });

  it('revised by the same claim releases exactly what it took and pays no difference', () => {
    fc.assert(
      fc.property(anyPlan, anyClaims, (plan, claims) => {
        for (const { input, outcome, usageAfter } of decideAll(plan, claims)) {
          if (input.claim.kind !== 'medical') continue;
          const released = applyConsumption(usageAfter, outcome.consumption, -1);
          expect(records(released)).toEqual(records(input.usage));
          // An invoice that another claim was paid for is not tested again on appeal, so only clean claims compare.
          if (outcome.rejectedInvoices.some(({ reason }) => reason === 'DUPLICATE_INVOICE')) continue;
          const appeal: DecisionInput = {
            ...input,
            usage: usageAfter,
            revises: { totalFen: outcome.totalFen, consumption: outcome.consumption },
          };
          const again = runSync(decide(appeal, ruleSet), evaluate);
          expect([again.payableFen, again.totalFen]).toEqual([0, outcome.totalFen]);
          expect(again.consumption).toEqual(outcome.consumption);
        }
      }),
      { ...SEED, numRuns: 150 },
    );
  });
});

/** The same rules, those of collect and unique stages in the order of the numbers drawn. */
function shuffle(book: RuleSet, order: readonly number[]): RuleSet {
  const rulesByStage = new Map<string, readonly Rule[]>();
  for (const [stage, rules] of book.rulesByStage) {
    const fixed = book.stages.get(stage)?.hitPolicy === 'first';
    const places = rules.map((rule, index) => ({ rule, place: order[index] as number }));
    rulesByStage.set(stage, fixed ? rules : places.sort((a, b) => a.place - b.place).map(({ rule }) => rule));
  }
  return { ...book, rulesByStage };
}

/** Canonical text of an outcome whose lists of rules are sorted, so that only their order may differ. */
function inOrder(outcome: Outcome): string {
  const sorted = (items: readonly unknown[]) => items.map(canonicalJson).sort();
  return canonicalJson({
    ...outcome,
    ruleOutcomes: sorted(outcome.ruleOutcomes),
    findings: sorted(outcome.findings),
  });
}
