/** One thing wrong with a rulebook: in which file, at which place in it, what, and what to do about it. */
export interface Fault {
  /** Name relative to the rules folder, e.g. "gate/gate-not-in-force.json". */
  readonly file: string;
  /** Keys from the top of the file, e.g. "conditions.all.0.fact"; '' for the whole file. */
  readonly place: string;
  readonly problem: string;
  readonly remedy: string;
}

export function describeFault({ file, place, problem, remedy }: Fault): string {
  return `${file}${place === '' ? '' : ` at ${place}`}: ${problem}. ${remedy}.`;
}

/** A rulebook that is refused as a whole: nothing is decided with a book that has a fault. */
export class RulebookFault extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(`The rulebook is refused:\n${faults.map(fault => `- ${describeFault(fault)}`).join('\n')}`);
    this.name = 'RulebookFault';
    this.faults = faults;
  }
}

/** Collects faults of one file. */
export class FaultList {
  readonly all: Fault[] = [];

  add(file: string, place: string, problem: string, remedy: string): void {
    this.all.push({ file, place, problem, remedy });
  }

  throwIfAny(): void {
    if (this.all.length > 0) throw new RulebookFault(this.all);
  }
}
