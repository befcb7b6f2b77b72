import type { Facts } from '../../engine/rules.ts';
import type { FactCatalogue } from '../conditions.ts';
import { factValueInWords } from '../in-words.ts';
import type { Words } from '../words.ts';

/** The named facts with their values, where they have one: "Illness or accident: accident; Ward: …". */
export function factsInWords(facts: Facts, ids: readonly string[], catalogue: FactCatalogue): Words {
  const said = ids.flatMap((id): Words[] => {
    const value = facts[id];
    const fact = catalogue.get(id);
    if (value === undefined || fact === undefined) return [];
    const words = factValueInWords(fact, value);
    return [{ zh: `${fact.title.zh}：${words.zh}`, en: `${fact.title.en.split(';')[0]}: ${words.en}` }];
  });
  return { zh: said.map(({ zh }) => zh).join('；'), en: said.map(({ en }) => en).join('; ') };
}
