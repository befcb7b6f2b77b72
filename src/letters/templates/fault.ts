import type { Words } from '../../platform/words.ts';
import { describeFault, type Fault, readable } from '../../rulebook/fault.ts';

/** Templates that are refused as a whole: nothing is printed with a set that has a fault. */
export class TemplateFault extends Error {
  readonly faults: readonly Fault[];

  constructor(all: readonly Fault[]) {
    const faults = readable(all);
    super(
      `The letter templates are refused:\n${faults.map(one => `- ${describeFault(one, 'en')}`).join('\n')}`,
    );
    this.name = 'TemplateFault';
    this.faults = faults;
  }

  /** The message in a language. */
  in(language: keyof Words): string {
    if (language === 'en') return this.message;
    return `信函模板不予采用：\n${this.faults.map(one => `- ${describeFault(one, language)}`).join('\n')}`;
  }
}
