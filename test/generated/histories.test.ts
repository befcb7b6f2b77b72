import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { adjudicateCase } from '../../src/cli/adjudicate/adjudicate-file.ts';
import { readCase } from '../../src/cli/adjudicate/case-form.ts';
import { plansInline } from '../../src/cli/adjudicate/case-plans.ts';
import { decideCase } from '../../src/cli/adjudicate/decide-case.ts';
import type { PresentedCase } from '../../src/cli/adjudicate/present-case.ts';
import { canonicalJson } from '../../src/engine/canonical-json.ts';
import { decide } from '../../src/engine/decide.ts';
import { loadRulebook } from '../../src/rulebook/load.ts';
import { createReference } from '../../src/rulebook/reference.ts';
import { generateHistory, type History } from '../model/generate.ts';
import { type CaseAnswer, settleCase } from '../model/model.ts';

const HISTORIES = 2_400;
const REFERENCE_HISTORIES = 300;
const book = loadRulebook(fileURLToPath(new URL('../../rules', import.meta.url)));

const histories = Array.from({ length: HISTORIES }, (_, index) => generateHistory(index + 1));

function byProduct({ case: document, plans }: History): PresentedCase {
  return adjudicateCase(document, plansInline(plans, book), book, false);
}

/** What both print of a case; of an error only that there is one, since its words are the product's own. */
function comparable(answer: PresentedCase | CaseAnswer): unknown {
  if ('error' in answer) return { id: answer.id, bad: true };
  return {
    id: answer.id,
    total: answer.total,
    claims: answer.claims.map(({ id, decision, payable, reason_code, by_coverage, advance }) => ({
      id,
      decision,
      payable,
      reason_code,
      by_coverage: Object.fromEntries(
        Object.entries(by_coverage ?? {})
          .filter(([, figures]) => !(decision === '拒付' && isAllZero(figures)))
          .map(([code, figures]) => [code, { ...figures, ...ratioOf(figures) }]),
      ),
      advance: advance ?? null,
    })),
  };
}

/** Without an accepted invoice the rules leave open whether figures of 0.00 are printed or none; both mean the same. */
function isAllZero(figures: object): boolean {
  return Object.entries(figures).every(([name, figure]) => name === 'ratio' || figure === '0.00');
}

/** The rules list says that the ratio is null with tiers, the expected figures write "tiered": one meaning. */
function ratioOf(figures: object): { ratio?: string } {
  if (!('ratio' in figures)) return {};
  return { ratio: typeof figures.ratio === 'string' ? figures.ratio : 'tiered' };
}

describe('generated case histories', () => {
  it(`come out of the product as out of the model, figure by figure (${HISTORIES} histories)`, () => {
    const met = new Map<string, number>();
    for (const history of histories) {
      const wanted = settleCase(history.case, history.plans);
      expect(comparable(byProduct(history))).toEqual(comparable(wanted));
      for (const outcome of 'error' in wanted ? ['bad case'] : wanted.claims.map(seen))
        met.set(outcome, (met.get(outcome) ?? 0) + 1);
    }
    // The generator must go on reaching every conclusion and every reason, or the comparison proves little.
    for (const outcome of [...REASONS.map(reason => `reason ${reason}`), 'bad case'])
      expect([outcome, (met.get(outcome) ?? 0) >= 20]).toEqual([outcome, true]);
  });

  it(`have the same outcomes under json-rules-engine (${REFERENCE_HISTORIES} histories)`, async () => {
    const reference = createReference(book.ruleSet);
    let compared = 0;
    for (const history of histories.slice(0, REFERENCE_HISTORIES)) {
      if ('error' in byProduct(history)) continue;
      const read = readCase(history.case);
      const findPlan = plansInline(history.plans, book);
      for (const { input, outcome } of decideCase(read, findPlan, book.ruleSet, book.evaluate)) {
        const referred = await reference.run(decide(input, book.ruleSet));
        expect(canonicalJson(referred)).toBe(canonicalJson(outcome));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(REFERENCE_HISTORIES * 2);
  });
});

const seen = ({ reason_code }: { reason_code: string | null }) => `reason ${reason_code}`;

const REASONS = [
  null,
  'NOT_IN_FORCE',
  'HOSPITAL_NOT_COVERED',
  'WAITING_PERIOD',
  'NOT_COVERED',
  'CI_ENDED',
  'CI_WAITING_PERIOD',
  'CI_MILD_PAID',
  'FALSE_DOCUMENT',
  'DUPLICATE_INVOICE',
  'APPEAL_ADJUSTED',
  'ANNUAL_LIMIT',
  'PER_VISIT_LIMIT',
  'NO_ELIGIBLE_EXPENSE',
  'BELOW_DEDUCTIBLE',
];
