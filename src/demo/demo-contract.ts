import { addDays, anniversary, daysBetween, type PlainDate, plainDate } from '../engine/dates.ts';
import { checkCharacter } from '../engine/resident-id.ts';
import { Random } from './random.ts';
import { CITIES, FIRST_SIGNING_YEAR, GIVEN, PARENT_GIVEN, SIGNED_PER_YEAR, SURNAMES } from './vocabulary.ts';

export interface DemoSettings {
  readonly contracts: number;
  readonly claims: number;
  /** Whole, zero or more. */
  readonly seed: number;
  /** The day on which the data is drawn; claims are of the year before it. */
  readonly asOf: PlainDate;
}

export interface DemoPerson {
  readonly name: string;
  readonly idNo: string;
  readonly mobile: string;
}

export interface DemoChild {
  readonly name: string;
  readonly sex: 'M' | 'F';
  readonly birthOn: PlainDate;
  /** Null while the newborn has no number. */
  readonly idNo: string | null;
  readonly birthCertificateNo: string;
}

/** What of a contract decides its cover; quick to make, for whoever needs no people. */
export interface DemoFrame {
  readonly storageType: 'self' | 'public' | 'family';
  readonly signedOn: PlainDate;
  /** Null: not in storage yet. */
  readonly storedOn: PlainDate | null;
  readonly status: 'active' | 'lapsed' | 'terminated' | 'refunded';
  readonly statusOn: PlainDate;
  /** The children of one contract are of one birth. */
  readonly birthOn: PlainDate;
  readonly childCount: number;
}

export interface DemoContract extends DemoFrame {
  readonly contractNo: string;
  readonly city: string;
  readonly cityName: string;
  readonly holder: DemoPerson;
  readonly guardians: readonly (DemoPerson & { readonly relation: string })[];
  readonly children: readonly DemoChild[];
}

const STORAGE_TYPES = ['self', 'public', 'family'] as const;
const STORAGE_WEIGHTS = [88, 9, 3];
const ENDED = ['lapsed', 'terminated', 'refunded'] as const;
const ENDED_WEIGHTS = [4, 3, 2];
const CITY_WEIGHTS = CITIES.map(([, , population]) => population);

/** Days after birth by which a newborn has a resident number. */
const NUMBERED_AFTER_DAYS = 60;

/** Contract `index` (0 first) without its people. Contracts come in the order of birth; each needs only its index. */
export function frameAt(settings: DemoSettings, index: number): DemoFrame {
  return frameFrom(streamOf(settings, index), settings, index);
}

/** Contract `index`, with its people. */
export function contractAt(settings: DemoSettings, index: number): DemoContract {
  const random = streamOf(settings, index);
  const frame = frameFrom(random, settings, index);
  const { birthOn } = frame;
  const [city, cityName] = CITIES[random.weighted(CITY_WEIGHTS)] as (typeof CITIES)[number];
  const mother = personOf(random, city, birthOn, 'F');
  const father = personOf(random, city, birthOn, 'M');
  const guardians: DemoContract['guardians'] = [
    { ...mother, relation: '母亲' },
    ...(random.chance(0.88) ? [{ ...father, relation: '父亲' }] : []),
  ];
  const surname = (random.chance(0.92) ? father : mother).name.slice(0, 1);
  const children = Array.from({ length: frame.childCount }, (_, sibling) =>
    childOf(random, surname, city, birthOn, settings.asOf, index + (SIBLING_OFFSETS[sibling] ?? 0)),
  );
  return {
    ...frame,
    contractNo: `SDCB-${frame.signedOn.slice(0, 4)}-${String(index + 1).padStart(7, '0')}`,
    city,
    cityName,
    holder: random.chance(0.7) ? mother : father,
    guardians,
    children,
  };
}

/** Even streams are the contracts', odd ones their claims'. */
function streamOf({ seed }: DemoSettings, index: number): Random {
  return new Random(seed, 2 * index);
}

function frameFrom(random: Random, { contracts, asOf }: DemoSettings, index: number): DemoFrame {
  const birthOn = birthDay((index + random.next()) / contracts, asOf);
  // The contract is signed in the months before the birth; the blood is collected at it, tested, and stored.
  const signedOn = addDays(birthOn, -random.int(1, 120));
  const storedOn = addDays(birthOn, random.int(1, 21));
  return {
    storageType: STORAGE_TYPES[random.weighted(STORAGE_WEIGHTS)] as DemoFrame['storageType'],
    signedOn,
    storedOn: storedOn < asOf ? storedOn : null,
    ...statusOf(random, signedOn, birthOn, asOf),
    birthOn,
    childCount: random.chance(0.0002) ? 3 : random.chance(0.015) ? 2 : 1,
  };
}

/** The day at `share` (0 to 1) of all births from the first year to the day before `asOf`. */
function birthDay(share: number, asOf: PlainDate): PlainDate {
  const years = birthYears(asOf);
  let left = share * years.reduce((sum, { weight }) => sum + weight, 0);
  for (const { firstDay, days, weight } of years) {
    if (left < weight) return addDays(firstDay, Math.floor((left / weight) * days));
    left -= weight;
  }
  return addDays(asOf, -1);
}

interface BirthYear {
  readonly firstDay: PlainDate;
  readonly days: number;
  readonly weight: number;
}

/** Years of births until `asOf`; the last one is cut there, years after the table follow its last entry. */
function birthYears(asOf: PlainDate): readonly BirthYear[] {
  const known = yearsByDay.get(asOf);
  if (known) return known;
  const years: BirthYear[] = [];
  for (let year = FIRST_SIGNING_YEAR; `${year}-01-01` < asOf; year++) {
    const firstDay = plainDate(`${year}-01-01`);
    const yearDays = daysBetween(firstDay, anniversary(firstDay, 1, 'march_1'));
    const days = Math.min(yearDays, daysBetween(firstDay, asOf));
    const thousands = SIGNED_PER_YEAR[year - FIRST_SIGNING_YEAR] ?? (SIGNED_PER_YEAR.at(-1) as number);
    years.push({ firstDay, days, weight: (thousands * days) / yearDays });
  }
  yearsByDay.set(asOf, years);
  return years;
}
const yearsByDay = new Map<PlainDate, readonly BirthYear[]>();

/** Nine contracts in a hundred have ended by `asOf`, some time after the birth. */
function statusOf(
  random: Random,
  signedOn: PlainDate,
  birthOn: PlainDate,
  asOf: PlainDate,
): Pick<DemoFrame, 'status' | 'statusOn'> {
  const age = daysBetween(birthOn, asOf);
  if (!random.chance(0.09) || age < 60) return { status: 'active', statusOn: signedOn };
  const status = ENDED[random.weighted(ENDED_WEIGHTS)] as (typeof ENDED)[number];
  return { status, statusOn: addDays(birthOn, random.int(30, age - 1)) };
}

/** A parent, 21 to 40 years older than the child. */
function personOf(random: Random, city: string, childBirth: PlainDate, sex: 'M' | 'F'): DemoPerson {
  const birthOn = addDays(childBirth, -random.int(21 * 365, 40 * 365));
  const given = random.pick(PARENT_GIVEN) + (random.chance(0.7) ? random.pick(PARENT_GIVEN) : '');
  return {
    name: random.pick(SURNAMES) + given,
    idNo: residentNumber(city, birthOn, sex, random.int(0, ORDERS - 1)),
    // Subscriber group 0000 of a network: in the form of a number, given to nobody.
    mobile: `1${random.int(3, 9)}${random.int(0, 9)}0000${String(random.int(0, 9999)).padStart(4, '0')}`,
  };
}

function childOf(
  random: Random,
  surname: string,
  city: string,
  birthOn: PlainDate,
  asOf: PlainDate,
  order: number,
): DemoChild {
  const sex = random.chance(0.52) ? 'M' : 'F';
  const idNo = residentNumber(city, birthOn, sex, order);
  return {
    name: surname + random.pick(GIVEN) + (random.chance(0.85) ? random.pick(GIVEN) : ''),
    sex,
    birthOn,
    idNo: daysBetween(birthOn, asOf) > NUMBERED_AFTER_DAYS ? idNo : null,
    birthCertificateNo: `${random.pick(CERTIFICATE_LETTERS)}37${String(random.int(0, 9_999_999)).padStart(7, '0')}`,
  };
}

const CERTIFICATE_LETTERS = [...'PQRSTU'];

/** Order numbers of one sex on one day. */
const ORDERS = 500;
/** Children of one day come from neighbouring contracts, some two hundred: far enough apart for twins of theirs. */
const SIBLING_OFFSETS = [0, 250, 375];

/** A valid number of district 00, which stands for a city as a whole: no person has it. */
function residentNumber(city: string, birthOn: PlainDate, sex: 'M' | 'F', order: number): string {
  const sequence = String(2 * (order % ORDERS) + (sex === 'M' ? 1 : 0)).padStart(3, '0');
  const digits = `${city}00${birthOn.replaceAll('-', '')}${sequence}`;
  return digits + checkCharacter(digits);
}
