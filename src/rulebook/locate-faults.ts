import type { Fault } from './fault.ts';
import { lineOf, scanJson } from './json-text.ts';

/** The faults with the line of each place, where their file is among the texts. */
export function locateFaults(faults: readonly Fault[], texts: ReadonlyMap<string, string>): readonly Fault[] {
  const read = new Map<string, Places>();
  return faults.map(fault => {
    const text = texts.get(fault.file);
    if (text === undefined || fault.line !== null || fault.place === '') return fault;
    const places = read.get(fault.file) ?? placesIn(text);
    read.set(fault.file, places);
    const offset =
      nearest(fault.place, places.offsets) ?? nearest(inList(fault.place, places), places.offsets);
    return offset === undefined ? fault : { ...fault, line: lineOf(text, offset) };
  });
}

interface Places {
  /** Where each place of a text begins. */
  readonly offsets: ReadonlyMap<string, number>;
  /** Places of the entries of its lists, by their id or code. */
  readonly entries: ReadonlyMap<string, string>;
}

const NAME_OF_ENTRY = /\.(?:id|code)$/;

function placesIn(text: string): Places {
  const offsets = new Map<string, number>();
  const entries = new Map<string, string>();
  scanJson(text, (place, offset, token) => {
    if (!offsets.has(place)) offsets.set(place, offset);
    const id = token.slice(1, -1);
    if (NAME_OF_ENTRY.test(place) && !entries.has(id)) entries.set(id, place.replace(NAME_OF_ENTRY, ''));
  });
  return { offsets, entries };
}

/** "cause.domain", which names an entry of the file's list by its id, as "facts.7.domain". */
function inList(place: string, { entries }: Places): string {
  const [id = '', ...steps] = place.split('.');
  const entry = entries.get(id);
  return entry === undefined ? '' : [entry, ...steps].join('.');
}

/** Where the place begins; what is missing is looked for where it should stand. */
function nearest(place: string, offsets: Places['offsets']): number | undefined {
  for (let at = place; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const offset = offsets.get(at);
    if (offset !== undefined) return offset;
  }
  return undefined;
}
