import type { ClaimState } from '../../src/claims/schema.ts';
import { explainAssessment } from '../../src/decisions/explain-assessment.ts';
import { explainDecision } from '../../src/decisions/explain-decision.ts';
import { explainForFile } from '../../src/decisions/explain-for-file.ts';
import { explainToFamily } from '../../src/decisions/explain-to-family.ts';
import type { Explanation } from '../../src/decisions/explanation-schema.ts';
import type { DecisionRow } from '../../src/decisions/store.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { type DecisionInput, decide, type Outcome } from '../../src/engine/decide.ts';
import { runSync } from '../../src/engine/run.ts';
import type { Rulebook } from '../../src/rulebook/rulebook.ts';
import { vocabularyOf } from '../../src/rulebook/vocabulary.ts';
import { book } from '../support/book.ts';

interface Told {
  readonly state?: ClaimState;
  readonly decidedBy?: string;
  readonly signedBy?: readonly string[];
  /** The book that decided; our own otherwise. */
  readonly under?: Rulebook;
  /** As stored; decided here otherwise. */
  readonly outcome?: Outcome;
}

/** A decision explained without a database, in the words of our own book. */
export function explained(input: DecisionInput, told: Told = {}): Explanation {
  const under = told.under ?? book;
  const vocabulary = vocabularyOf(under, book);
  const outcome = told.outcome ?? runSync(decide(input, under.ruleSet), under.evaluate);
  const claim = {
    claimNo: 'CL000000128',
    contractNo: 'SDCB-0001',
    childNo: 1,
    eventOn: input.claim.kind === 'medical' ? input.claim.from : input.claim.diagnosed,
    state: told.state ?? (outcome.signatures > 0 ? 'waiting' : 'approved'),
  };
  const row = {
    version: 1,
    decidedBy: told.decidedBy ?? 'machine',
    decidedOn: plainDate('2026-11-02'),
    insurer: '泰岱人寿保险股份有限公司山东分公司（示例）',
    masterPolicyNo: 'TL-GRP-2023-AE',
    rulebookHash: under.hash,
  } as DecisionRow;
  const source = { claim, row, versions: 1, input, outcome, signedBy: told.signedBy ?? [] };
  const facts = explainDecision(source, under, vocabulary);
  return {
    ...facts,
    family: explainToFamily(facts, input, outcome, under, vocabulary),
    zh: explainForFile(facts, 'zh', explainAssessment('zh', outcome, input.claim, under)),
    en: explainForFile(facts, 'en', explainAssessment('en', outcome, input.claim, under)),
  };
}
