import type { Facts, Rule, Stage } from '../../engine/rules.ts';
import type { ReadRule } from '../rule.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Words } from '../words.ts';
import { factsInWords } from './facts-in-words.ts';
import { type FactSpace, type Found, factsIn, findFacts, type Statement } from './find-facts.ts';
import { rulesIn, type Setting, settingsOf, spaceOf } from './setting.ts';

/** A stage of a rulebook, as the analysis asks about it. */
export interface StageView {
  readonly stage: Stage;
  /** Rules with their files, in the order of their ids. */
  readonly read: readonly ReadRule[];
  /** Settings that together are everything the stage can meet, each with the rules asked in it. */
  readonly settings: readonly { readonly setting: Setting; readonly rules: readonly ReadRule[] }[];
  /** Possible facts in a setting on which everything wanted holds. */
  find(setting: Setting, wanted: readonly Statement[]): Found;
  /** The facts that `about` compares, with their values: "Illness or accident: Accident; …". */
  inWords(facts: Facts, about: readonly Statement[]): Words;
}

export function viewStage(book: Rulebook, stage: Stage): StageView {
  const read = book.rules.filter(({ rule }) => rule.stage === stage.id);
  const rules = read.map(({ rule }) => rule);
  const spaces = new Map<Setting, FactSpace>();
  const spaceIn = (setting: Setting): FactSpace => {
    const known = spaces.get(setting) ?? spaceOf(book, stage, setting);
    spaces.set(setting, known);
    return known;
  };
  return {
    stage,
    read,
    settings: settingsOf(stage, rules).map(setting => {
      const asked = new Set<Rule>(rulesIn(setting, rules));
      return { setting, rules: read.filter(({ rule }) => asked.has(rule)) };
    }),
    find: (setting, wanted) => findFacts(spaceIn(setting), wanted),
    inWords: (facts, about) => factsInWords(facts, [...new Set(about.flatMap(factsIn))], book.facts),
  };
}
