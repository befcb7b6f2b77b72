import type { Fault } from './fault.ts';
import { lineOf, scanJson } from './json-text.ts';

/** The faults with the line of each place, where their file is among the texts. */
export function locateFaults(faults: readonly Fault[], texts: ReadonlyMap<string, string>): readonly Fault[] {
  const offsets = new Map<string, ReadonlyMap<string, number>>();
  return faults.map(fault => {
    const text = texts.get(fault.file);
    if (text === undefined || fault.line !== null || fault.place === '') return fault;
    const places = offsets.get(fault.file) ?? placesIn(text);
    offsets.set(fault.file, places);
    const offset = nearest(fault.place, places);
    return offset === undefined ? fault : { ...fault, line: lineOf(text, offset) };
  });
}

/** Where each place of a text begins. */
function placesIn(text: string): Map<string, number> {
  const places = new Map<string, number>();
  scanJson(text, (place, offset) => {
    if (!places.has(place)) places.set(place, offset);
  });
  return places;
}

/** Where the place begins; what is missing is looked for where it should stand. */
function nearest(place: string, places: ReadonlyMap<string, number>): number | undefined {
  for (let at = place; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const offset = places.get(at);
    if (offset !== undefined) return offset;
  }
  return undefined;
}
