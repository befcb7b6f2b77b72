import type { Language } from '../platform/words.ts';
import { describeFault, type Fault } from '../rulebook/fault.ts';

/** How many faults, and each in a line; `none` when there is none. */
export function faultsInWords(faults: readonly Fault[], language: Language, none: string): string[] {
  const { length } = faults;
  if (length === 0) return [none];
  const head = language === 'zh' ? `${length} 处错误：` : `${length} ${length === 1 ? 'fault' : 'faults'}:`;
  return [head, ...faults.map(fault => describeFault(fault, language))];
}
