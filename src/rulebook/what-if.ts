import type { Supposable, Supposition } from '../engine/counterfactual.ts';
import { factsIn } from './analyse/find-facts.ts';
import type { Fact, FactCatalogue } from './conditions.ts';
import type { FaultList } from './fault.ts';
import type { FactEntry } from './schema.ts';
import type { Vocabulary } from './vocabulary.ts';

const FILE = 'facts.json';

/** What facts.json says of a fact that might have been otherwise. Adds a fault for each thing wrong. */
export function readWhatIf(
  entry: FactEntry,
  entries: readonly FactEntry[],
  faults: FaultList,
): Pick<Fact, 'whatIf' | 'notAfter' | 'familyCanSupply'> {
  const { id, type, domain = [], what_if, not_after, family_can_supply } = entry;
  if (what_if !== undefined && (what_if === 'any') === (type === 'enum'))
    faults.add(
      FILE,
      `${id}.what_if`,
      { zh: '与类型不符', en: 'does not fit the type' },
      { zh: 'enum 请写取值列表，其他类型请写 "any"', en: 'Write a list of values for an enum, "any" else' },
    );
  if (Array.isArray(what_if) && what_if.some(value => !domain.includes(value)))
    faults.add(
      FILE,
      `${id}.what_if`,
      { zh: '有取值（domain）之外的值', en: 'has a value outside the domain' },
      { zh: `请用 ${domain.join('、')}`, en: `Use ${domain.join(', ')}` },
    );
  const later = entries.find(other => other.id === not_after);
  if (not_after !== undefined && (type !== 'day' || later?.type !== 'day' || later === entry))
    faults.add(
      FILE,
      `${id}.not_after`,
      { zh: '没有指向另一个日期', en: 'does not name another day' },
      { zh: '请为 day 类型的事实写另一个 day 类型的事实', en: 'Name a fact of type day, of a day' },
    );
  if (family_can_supply !== undefined && type !== 'bool')
    faults.add(
      FILE,
      `${id}.family_can_supply`,
      {
        zh: '该事实不是材料可以证明的“是”或“否”',
        en: 'is asked of a fact that no paper shows to be true or false',
      },
      {
        zh: '请删去：不对家庭说日期或诊断本应不同',
        en: 'Remove it: no family is told that a date or a diagnosis should have been otherwise',
      },
    );
  return { whatIf: what_if ?? null, notAfter: not_after ?? null, familyCanSupply: family_can_supply ?? null };
}

/** What an explanation may suppose of a claim under this book. */
export function suppositionOf({ facts, constraints }: Vocabulary): Supposition {
  const supposed: Supposable[] = [];
  const laws = constraints.flatMap(({ always }) => ('all' in always ? always.all : [always]));
  for (const { id, type, whatIf, min, max, notAfter } of facts.values()) {
    if (whatIf !== null)
      supposed.push({ fact: id, type, values: whatIf === 'any' ? null : whatIf, min, max });
    if (notAfter !== null) laws.push({ fact: id, operator: 'lessThanInclusive', value: { fact: notAfter } });
  }
  return { facts: supposed, laws: laws.filter(law => factsIn(law).every(id => stays(id, facts))) };
}

/** A figure that is worked out from others (days after the cover) would be worked out anew: no law about it counts. */
function stays(id: string, facts: FactCatalogue): boolean {
  const fact = facts.get(id);
  return fact !== undefined && (fact.whatIf !== null || fact.type === 'enum' || fact.type === 'bool');
}

/** The same, of what a family can still show by a paper: each fact with the value that the paper shows. */
export function suppliableOf(book: Vocabulary): Supposition {
  const { facts, laws } = suppositionOf(book);
  return {
    facts: facts.flatMap(supposable => {
      const supply = book.facts.get(supposable.fact)?.familyCanSupply ?? null;
      return supply === null ? [] : [{ ...supposable, values: [supply.value] }];
    }),
    laws,
  };
}
