import { type EpochDay, fromEpochDay } from '../engine/dates.ts';
import type { FactValue } from '../engine/rules.ts';
import { readFactValue } from './conditions.ts';
import type { FaultList, Said } from './fault.ts';
import type { ParameterEntry } from './schema.ts';
import type { Words } from './words.ts';

/** A figure of the terms that rules compare with, by date: a limit, a number of days. */
export interface Parameter {
  readonly id: string;
  readonly type: 'money' | 'int' | 'day';
  readonly unit: string | null;
  readonly title: Words;
  /** The day that picks the value. */
  readonly governs: 'event' | 'cover_start';
  /** In order of their days; each holds until the next begins. Never empty. */
  readonly values: readonly DatedValue[];
}

export interface DatedValue {
  readonly from: EpochDay;
  /** As the file writes it, and as rules compare it. */
  readonly written: string | number;
  readonly value: FactValue;
  readonly clause: string;
  readonly source: string;
}

export type Parameters = ReadonlyMap<string, Parameter>;

const FILE = 'parameters.json';

/** Parameters by id. Faults: an id twice, a value that does not fit, values that do not follow one another in time. */
export function readParameters(entries: readonly ParameterEntry[], faults: FaultList): Parameters {
  const parameters = new Map<string, Parameter>();
  for (const { id, type, unit, title, governs, values } of entries) {
    if (parameters.has(id))
      faults.add(
        FILE,
        id,
        { zh: `参数 "${id}" 出现两次`, en: `parameter "${id}" stands twice` },
        { zh: '请保留一个', en: 'Keep one' },
      );
    const read: DatedValue[] = [];
    for (const [index, { from, value: written, clause, source }] of values.entries()) {
      const place = `${id}.values.${index}`;
      const value = readFactValue({ type, domain: [] }, written);
      if ('said' in value) faults.add(FILE, place, ...value.said);
      else read.push({ from, written, value: value.value, clause, source });
      const before = values[index - 1]?.from ?? Number.NEGATIVE_INFINITY;
      if (from <= before) faults.add(FILE, place, ...outOfOrder(from, from === before));
    }
    parameters.set(id, { id, type, unit: unit ?? null, title, governs, values: read });
  }
  return parameters;
}

function outOfOrder(from: EpochDay, sameDay: boolean): Said {
  const day = fromEpochDay(from);
  return [
    sameDay
      ? { zh: `与前一个值重叠：都自 ${day} 起`, en: `overlaps the value before it: both begin on ${day}` }
      : {
          zh: `自 ${day} 起，早于写在它前面的值`,
          en: `begins on ${day}, before the value that stands before it`,
        },
    {
      zh: '请按日期先后写各值，每个值的起始日各不相同',
      en: 'Write the values in order of their days, each with a day of its own',
    },
  ];
}

/** The value on a day; undefined before the first. */
export function valueOn({ values }: Parameter, day: EpochDay): DatedValue | undefined {
  return values.findLast(({ from }) => from <= day);
}
