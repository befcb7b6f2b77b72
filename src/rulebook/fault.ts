import type { Words } from './words.ts';

/** One thing wrong with a rulebook: in which file, at which place in it, what, and what to do about it. */
export interface Fault {
  /** Name relative to the rules folder, e.g. "gate/gate-not-in-force.json". */
  readonly file: string;
  /** Keys from the top of the file, e.g. "conditions.all.0.fact"; '' for the whole file. */
  readonly place: string;
  /** Line of the place in the text of the file, from 1; null where no text is at hand or the place is none of it. */
  readonly line: number | null;
  /** Without a full stop, as the remedy. */
  readonly problem: Words;
  readonly remedy: Words;
}

/** What is wrong, and what to do about it: `faults.add(file, place, ...said)`. */
export type Said = readonly [problem: Words, remedy: Words];

/** A fault in one line: "gate/x.json:12 at conditions.all.0.fact: unknown fact "cuase". Use a fact of facts.json." */
export function describeFault(fault: Fault, language: keyof Words): string {
  const { file, place, line } = fault;
  const at = [line === null ? file : `${file}:${line}`, ...(place === '' ? [] : [place])];
  const { problem, remedy } = inLanguage(fault, language);
  return language === 'zh'
    ? `${at.join(' ')}：${problem}。${remedy}。`
    : `${at.join(' at ')}: ${problem}. ${remedy}.`;
}

/** The same where the file is named already: "line 12 at conditions.all.0.fact: …". */
export function describeInFile(fault: Fault, language: keyof Words): string {
  const { place, line } = fault;
  const { problem, remedy } = inLanguage(fault, language);
  if (language === 'zh') {
    const at = [...(line === null ? [] : [`第 ${line} 行`]), ...(place === '' ? [] : [place])].join(' ');
    return `${at === '' ? '' : `${at}：`}${problem}。${remedy}。`;
  }
  const at = [...(line === null ? [] : [`line ${line}`]), ...(place === '' ? [] : [`at ${place}`])].join(' ');
  return `${at === '' ? '' : `${at}: `}${problem}. ${remedy}.`;
}

function inLanguage({ problem, remedy }: Fault, language: keyof Words) {
  return { problem: problem[language], remedy: remedy[language] };
}

/** A rulebook that is refused as a whole: nothing is decided with a book that has a fault. */
export class RulebookFault extends Error {
  readonly faults: readonly Fault[];

  constructor(all: readonly Fault[]) {
    const faults = readable(all);
    super(`The rulebook is refused:\n${faults.map(fault => `- ${describeFault(fault, 'en')}`).join('\n')}`);
    this.name = 'RulebookFault';
    this.faults = faults;
  }

  /** The message in a language. */
  in(language: keyof Words): string {
    if (language === 'en') return this.message;
    return `规则书不予采用：\n${this.faults.map(fault => `- ${describeFault(fault, language)}`).join('\n')}`;
  }
}

/**
 * Collects the faults of a rulebook. A kept book has decided, and its decisions must replay: it is held only to what a
 * decision needs, not to what is asked of the authors of a new one.
 */
export class FaultList {
  readonly book: 'new' | 'kept';
  readonly all: Fault[] = [];
  /** Files with a fault. */
  readonly files = new Set<string>();
  readonly #known = new Set<string>();

  constructor(book: 'new' | 'kept' = 'new') {
    this.book = book;
  }

  /** Adds a fault, once. `line`: of the place, where it is known already. */
  add(file: string, place: string, problem: Words, remedy: Words, line?: number): void {
    const fault = { file, place, line: line ?? null, problem, remedy };
    // The parts of a rule are read one after another, and find the same.
    const key = `${file}\n${place}\n${fault.problem.en}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.files.add(file);
    this.all.push(fault);
  }

  /** As `add`, of a new book only. */
  addToNew(file: string, place: string, problem: Words, remedy: Words): void {
    if (this.book === 'new') this.add(file, place, problem, remedy);
  }

  /** True when something is wrong with the file. */
  has(file: string): boolean {
    return this.files.has(file);
  }

  throwIfAny(): void {
    if (this.all.length > 0) throw new RulebookFault(this.all);
  }
}

/** More faults of one file than anybody reads at once. */
const MOST_OF_A_FILE = 100;

/** The first faults of each file, and for a file with more a word that there are more. */
export function readable(faults: readonly Fault[]): readonly Fault[] {
  const counts = new Map<string, number>();
  return faults.flatMap(fault => {
    const count = (counts.get(fault.file) ?? 0) + 1;
    counts.set(fault.file, count);
    if (count <= MOST_OF_A_FILE) return [fault];
    return count === MOST_OF_A_FILE + 1 ? [{ ...AND_MORE, file: fault.file }] : [];
  });
}

const AND_MORE: Omit<Fault, 'file'> = {
  place: '',
  line: null,
  problem: {
    zh: `还有更多错误，此处只列出前 ${MOST_OF_A_FILE} 处`,
    en: `has more faults than the first ${MOST_OF_A_FILE}, which are listed`,
  },
  remedy: { zh: '请先改正已列出的', en: 'Correct those first' },
};
