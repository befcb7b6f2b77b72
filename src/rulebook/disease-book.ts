import type { AgeRule, Criterion, Dictionary, Disease, Diseases, Exclusion } from '../engine/disease.ts';
import type { Evidence, Question } from '../engine/evidence.ts';
import type { DiseaseExample } from './disease-schema.ts';
import type { Words } from './words.ts';

/** Folder of the definitions, within a rulebook. */
export const DISEASES_FOLDER = 'critical-illness/';
export const EVIDENCE_FILE = `${DISEASES_FOLDER}evidence.json`;

/** text: what the published definitions say; practice: what people usually do, and never quoted as the text. */
export type Basis = 'text' | 'practice';

export interface QuestionWords {
  readonly title: Words;
  /** Advice to the handler who answers; null where the title says it. */
  readonly help: Words | null;
  readonly unit: Words | null;
  /** Words of each choice, in the order of the domain; empty for other types. */
  readonly choices: readonly (Words & { readonly value: string })[];
  /** The document that proves the answer, a code of documents.json. */
  readonly document: string;
}
export type AskedQuestion = Question & QuestionWords;

export interface CriterionWords extends Criterion {
  readonly title: Words;
  readonly basis: Basis;
}

export interface ExclusionWords extends Exclusion {
  readonly title: Words;
  readonly clause: string;
  readonly basis: Basis;
}

/** A disease as read, with its words and examples. */
export interface DiseaseWords extends Disease {
  readonly file: string;
  readonly title: Words;
  readonly clause: string;
  readonly basis: Basis;
  /** Code of the mild form of a serious disease, or of the serious form of a mild one. */
  readonly related: string | null;
  readonly notes: Words | null;
  readonly criteria: readonly CriterionWords[];
  readonly exclusions: readonly ExclusionWords[];
  /** Ids of criteria and exclusions that another file writes: of the disease that this one extends. */
  readonly inherited: ReadonlySet<string>;
  readonly examples: readonly ReadDiseaseExample[];
}

export interface ReadDiseaseExample {
  readonly name: string;
  readonly birth: string;
  readonly diagnosed: string;
  readonly evidence: Evidence;
  readonly verdict: DiseaseExample['verdict'];
}

export interface DictionaryWords extends Dictionary {
  readonly title: Words;
  readonly source: string;
  readonly ageRules: readonly (AgeRule & { readonly clause: string; readonly basis: Basis })[];
  /** Of every disease in it; they stand among each one's own, too. */
  readonly general: {
    readonly file: string;
    readonly criteria: readonly CriterionWords[];
    readonly exclusions: readonly ExclusionWords[];
  };
  /** By code, in the order of the definitions. */
  readonly diseases: ReadonlyMap<string, DiseaseWords>;
}

/** The definitions of a rulebook with all their words. */
export interface DiseaseBook extends Diseases {
  readonly questions: ReadonlyMap<string, AskedQuestion>;
  readonly byVersion: ReadonlyMap<string, DictionaryWords>;
}
