import type { Criterion, Exclusion } from '../../engine/disease.ts';
import type { DictionaryWords, DiseaseBook, DiseaseWords } from '../disease-book.ts';
import type { FaultList, Said } from '../fault.ts';
import type { Words } from '../words.ts';
import { differsFrom } from './differs-from.ts';
import { evidenceConditionOf, evidenceSpace, metWhere, statementOf } from './disease-statements.ts';
import { factsInWords } from './facts-in-words.ts';
import { type FactSpace, factsIn, findFacts } from './find-facts.ts';
import { partsOf } from './parts-of.ts';
import { TOO_MANY } from './too-many.ts';

/** What was proved of the definitions of critical illnesses, in numbers. */
export interface DiseaseProofs {
  /** Diseases that some evidence meets. */
  readonly canBeMet: number;
  /** Criteria, exclusions, conditions and listed values without which other evidence would meet a definition. */
  readonly partsThatMatter: number;
  /** Pairs of a serious disease and its mild form that no evidence meets both. */
  readonly pairsApart: number;
}

/**
 * Proves of every disease, over all possible answers, that its definition can be met, that each criterion and exclusion
 * and each condition in them matters, and that no evidence meets a serious disease and its mild form at once. Adds a
 * fault with an example of evidence wherever a proof fails.
 */
export function checkDiseases(book: DiseaseBook, faults: FaultList): DiseaseProofs {
  const space = evidenceSpace(book.questions);
  let canBeMet = 0;
  let partsThatMatter = 0;
  let pairsApart = 0;
  for (const dictionary of book.byVersion.values()) {
    for (const disease of dictionary.diseases.values()) {
      const found = findFacts(space, [metWhere(disease)]);
      if (found.kind === 'too_many') faults.add(disease.file, 'criteria', ...TOO_MANY);
      if (found.kind === 'none') faults.add(disease.file, 'criteria', ...NEVER_MET);
      if (found.kind !== 'facts') continue;
      canBeMet += 1;
      partsThatMatter += checkParts(disease, space, faults);
    }
    pairsApart += checkPairs(dictionary, space, faults);
  }
  return { canBeMet, partsThatMatter, pairsApart };
}

const NEVER_MET: Said = [
  {
    zh: '无论如何作答都不符合定义',
    en: 'can never be met, whatever the answers',
  },
  { zh: '请按定义改正标准或除外情形', en: 'Correct the criteria or exclusions by the definition' },
];

/** A criterion or an exclusion, and the disease with it changed or without it. */
interface Piece {
  readonly place: string;
  readonly one: Criterion | Exclusion;
  readonly replaced: (by: readonly (Criterion | Exclusion)[]) => DiseaseWords;
}

function piecesOf(disease: DiseaseWords): Piece[] {
  const { criteria, exclusions } = disease;
  return [
    ...criteria.map((one, index) => ({
      place: one.id,
      one,
      replaced: (by: readonly Criterion[]) => ({
        ...disease,
        criteria: criteria.toSpliced(index, 1, ...(by as DiseaseWords['criteria'])),
      }),
    })),
    ...exclusions.map((one, index) => ({
      place: one.id,
      one,
      replaced: (by: readonly (Criterion | Exclusion)[]) => ({
        ...disease,
        exclusions: exclusions.toSpliced(index, 1, ...(by as DiseaseWords['exclusions'])),
      }),
    })),
  ];
}

function checkParts(disease: DiseaseWords, space: FactSpace, faults: FaultList): number {
  const met = metWhere(disease);
  let matter = 0;
  for (const { place, one, replaced } of piecesOf(disease)) {
    const inside = partsOf(statementOf(one.when), place).map(part => ({
      place: part.place,
      changed: replaced([{ ...one, when: evidenceConditionOf(part.without) }]),
    }));
    const idle: string[] = [];
    for (const { place: at, changed } of [{ place, changed: replaced([]) }, ...inside]) {
      if (idle.some(outer => at.startsWith(`${outer}.`))) continue;
      const found = findFacts(space, [differsFrom(met, metWhere(changed))]);
      if (found.kind === 'facts') matter += 1;
      else if (found.kind === 'too_many') faults.add(disease.file, at, ...TOO_MANY);
      else {
        idle.push(at);
        faults.add(disease.file, at, ...IDLE);
      }
    }
  }
  return matter;
}

const IDLE: Said = [
  {
    zh: '从不起作用：去掉它，同样的证据仍符合定义',
    en: 'never matters: without it exactly the same evidence meets the definition',
  },
  { zh: '请删去，或按定义改正', en: 'Remove it, or correct it by the definition' },
];

/** A serious disease and its mild form are asked once, at the mild one. */
function checkPairs({ diseases }: DictionaryWords, space: FactSpace, faults: FaultList): number {
  let apart = 0;
  for (const mild of diseases.values()) {
    const serious = mild.tier === 'mild' && mild.related !== null ? diseases.get(mild.related) : undefined;
    if (serious === undefined) continue;
    const wanted = [metWhere(mild), metWhere(serious)];
    const found = findFacts(space, wanted);
    if (found.kind === 'none') apart += 1;
    else if (found.kind === 'too_many') faults.add(mild.file, 'criteria', ...TOO_MANY);
    else {
      const evidence = factsInWords(found.facts, wanted.flatMap(factsIn), space.facts);
      faults.add(mild.file, 'criteria', ...bothMet(serious.code, evidence));
    }
  }
  return apart;
}

function bothMet(serious: string, evidence: Words): Said {
  return [
    {
      zh: `同一证据既符合本轻症又符合 ${serious}：${evidence.zh}`,
      en: `the same evidence meets this mild disease and ${serious}: ${evidence.en}`,
    },
    {
      zh: '请按定义使两者不相交',
      en: 'Let the definitions exclude each other, as the text does',
    },
  ];
}
