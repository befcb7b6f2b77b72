import { type PlainDate, parseDate } from '../engine/dates.ts';
import { readResidentId } from '../engine/resident-id.ts';
import { fieldFaults } from '../platform/parse.ts';
import type { FieldFault } from '../platform/refusal.ts';
import { cityCode } from './cities.ts';
import type { CsvHeader } from './csv-columns.ts';
import {
  type ChildRow,
  type ContractRow,
  contractRowSchema,
  futureFaults,
  type Guardian,
  isBirthCertificateNo,
  isContractNo,
  isMobile,
  isName,
  MAX_CHILDREN,
  MAX_GUARDIANS,
  SEXES,
  STATUSES,
  STORAGE_TYPES,
} from './schema.ts';

/** A row that was read, or what is wrong with it, by field. */
export type RowReading = { readonly row: ContractRow } | { readonly faults: readonly FieldFault[] };

/** Checks one contract in the form of NDJSON and the API. `field` of a fault: `children/0/birth_on`. */
export function readContractRow(value: unknown, today: PlainDate): RowReading {
  const result = contractRowSchema.safeParse(value);
  if (!result.success)
    return {
      faults: fieldFaults(contractRowSchema, value, 'body').map(fault => ({
        ...fault,
        field: fault.field.slice(1),
      })),
    };
  const ahead = futureFaults(result.data, today);
  return ahead.length === 0
    ? { row: result.data }
    : { faults: ahead.map(fault => ({ ...fault, field: fault.field.slice(1) })) };
}

/** Reads rows of a CSV file of contracts whose header is known. `field` of a fault is the column. */
export class ContractCsvReader {
  readonly #header: CsvHeader;
  readonly #today: PlainDate;
  readonly #dates = new DateMemory();

  constructor(header: CsvHeader, today: PlainDate) {
    this.#header = header;
    this.#today = today;
  }

  read(fields: readonly string[]): RowReading {
    if (fields.length !== this.#header.width)
      return {
        faults: [
          {
            field: '',
            zh: `该行有 ${fields.length} 个字段，表头有 ${this.#header.width} 个`,
            en: `the row has ${fields.length} fields, the header ${this.#header.width}`,
          },
        ],
      };
    const plain = this.readPlain(fields);
    return plain === null ? this.readBySchema(fields) : { row: plain };
  }

  /** The road of every row that is not plainly right. */
  readBySchema(fields: readonly string[]): RowReading {
    const reading = readContractRow(this.#asObject(fields), this.#today);
    if ('row' in reading) return reading;
    return { faults: reading.faults.map(fault => ({ ...fault, field: columnOf(fault.field) })) };
  }

  /**
   * The quick road: the row when every field is plainly right, else null, and the schema judges it. It takes a part
   * of what the schema takes, and reads it the same; a property test holds the two together.
   */
  readPlain(fields: readonly string[]): ContractRow | null {
    const at = this.#header.positions;
    const get = (column: string): string => {
      const position = at[column] as number;
      return position < 0 ? '' : (fields[position] as string);
    };
    const number = get('contract_no');
    const storageType = STORAGE_TYPES.get(get('storage_type'));
    const signedOn = this.#dates.read(get('signed_on'));
    const stored = get('stored_on');
    const storedOn = stored === '' ? null : this.#dates.read(stored);
    const city = cityCode(get('city'));
    const status = STATUSES.get(get('status'));
    const statusOn = this.#dates.read(get('status_on'));
    if (storageType === undefined || signedOn === null || city === null) return null;
    if (status === undefined || statusOn === null || (stored !== '' && storedOn === null)) return null;
    if (!isContractNo(number) || statusOn < signedOn || signedOn > this.#today) return null;
    if (storedOn !== null && (storedOn < signedOn || storedOn > this.#today)) return null;
    const holder = this.#party(get('holder_name'), get('holder_id_no'), get('holder_mobile'));
    if (holder === null) return null;
    const guardians: Guardian[] = [];
    for (let n = 1; n <= MAX_GUARDIANS; n++) {
      const columns = GUARDIAN_COLUMNS[n - 1] as GuardianColumns;
      const [name, relation] = [get(columns.name), get(columns.relation)];
      const [idNo, mobile] = [get(columns.idNo), get(columns.mobile)];
      if (n > 1 && name === '' && relation === '' && idNo === '' && mobile === '') continue;
      const party = this.#party(name, idNo, mobile);
      if (party === null || !isTrimmedName(relation) || guardians.length !== n - 1) return null;
      guardians.push({ name, relation, idNo: party.idNo, mobile });
    }
    const children: ChildRow[] = [];
    for (let n = 1; n <= MAX_CHILDREN; n++) {
      const columns = CHILD_COLUMNS[n - 1] as ChildColumns;
      const [name, sex, birth] = [get(columns.name), get(columns.sex), get(columns.birthOn)];
      const [idNo, certificate] = [get(columns.idNo), get(columns.birthCertificateNo)];
      if (n > 1 && name === '' && sex === '' && birth === '' && idNo === '' && certificate === '') continue;
      const child = this.#child(name, sex, birth, idNo, certificate);
      if (child === null || children.length !== n - 1) return null;
      if (storedOn !== null && storedOn < child.birthOn) return null;
      if (children.some(other => sharesIdentifier(other, child))) return null;
      children.push(child);
    }
    return {
      number,
      storageType,
      signedOn,
      storedOn,
      city,
      statuses: [{ status, effectiveOn: statusOn }],
      holder,
      guardians,
      children,
    };
  }

  #party(name: string, idText: string, mobile: string) {
    if (!isTrimmedName(name) || !isMobile(mobile)) return null;
    const id = readResidentId(idText, this.#today);
    return typeof id === 'string' ? null : { name, idNo: id.idNo, mobile };
  }

  #child(name: string, sexWord: string, birth: string, idText: string, certificate: string): ChildRow | null {
    const sex = SEXES.get(sexWord);
    const birthOn = this.#dates.read(birth);
    if (!isTrimmedName(name) || sex === undefined || birthOn === null || birthOn > this.#today) return null;
    if (idText === '' && certificate === '') return null;
    if (certificate !== '' && !isBirthCertificateNo(certificate)) return null;
    let idNo: string | null = null;
    if (idText !== '') {
      const id = readResidentId(idText, this.#today);
      if (typeof id === 'string' || id.birthOn !== birthOn || id.sex !== sex) return null;
      idNo = id.idNo;
    }
    const birthCertificateNo = certificate === '' ? null : certificate.toUpperCase();
    return { name, sex, birthOn, idNo, birthCertificateNo };
  }

  /** The row in the form of the schema: empty fields are absent, a person without any field is absent. */
  #asObject(fields: readonly string[]) {
    const get = (column: string): string | undefined => {
      const position = this.#header.positions[column] as number;
      const field = position < 0 ? '' : (fields[position] as string).trim();
      return field === '' ? undefined : field;
    };
    const status = { status: get('status') ?? '', effective_on: get('status_on') ?? '' };
    const guardians = GUARDIAN_COLUMNS.map(columns => ({
      name: get(columns.name),
      relation: get(columns.relation),
      id_no: get(columns.idNo),
      mobile: get(columns.mobile),
    }));
    const children = CHILD_COLUMNS.map(columns => ({
      name: get(columns.name),
      sex: get(columns.sex),
      birth_on: get(columns.birthOn),
      id_no: get(columns.idNo),
      birth_certificate_no: get(columns.birthCertificateNo),
    }));
    return {
      contract_no: get('contract_no') ?? '',
      storage_type: get('storage_type') ?? '',
      signed_on: get('signed_on') ?? '',
      stored_on: get('stored_on'),
      city: get('city') ?? '',
      statuses: [status],
      holder: {
        name: get('holder_name') ?? '',
        id_no: get('holder_id_no') ?? '',
        mobile: get('holder_mobile') ?? '',
      },
      guardians: present(guardians, ['name', 'relation', 'id_no', 'mobile']),
      children: present(children, ['name', 'sex', 'birth_on']),
    };
  }
}

interface GuardianColumns {
  readonly name: string;
  readonly relation: string;
  readonly idNo: string;
  readonly mobile: string;
}

interface ChildColumns {
  readonly name: string;
  readonly sex: string;
  readonly birthOn: string;
  readonly idNo: string;
  readonly birthCertificateNo: string;
}

const GUARDIAN_COLUMNS: readonly GuardianColumns[] = Array.from({ length: MAX_GUARDIANS }, (_, at) => ({
  name: `guardian${at + 1}_name`,
  relation: `guardian${at + 1}_relation`,
  idNo: `guardian${at + 1}_id_no`,
  mobile: `guardian${at + 1}_mobile`,
}));

const CHILD_COLUMNS: readonly ChildColumns[] = Array.from({ length: MAX_CHILDREN }, (_, at) => ({
  name: `child${at + 1}_name`,
  sex: `child${at + 1}_sex`,
  birthOn: `child${at + 1}_birth_on`,
  idNo: `child${at + 1}_id_no`,
  birthCertificateNo: `child${at + 1}_birth_certificate_no`,
}));

/** Persons up to the last one that has any field; the needed fields that are empty are empty text, which is refused. */
function present<T extends Record<string, string | undefined>>(
  persons: readonly T[],
  needed: (keyof T)[],
): T[] {
  const last = persons.findLastIndex(person => Object.values(person).some(field => field !== undefined));
  return persons
    .slice(0, Math.max(last, 0) + 1)
    .map(person => ({ ...person, ...Object.fromEntries(needed.map(key => [key, person[key] ?? ''])) }));
}

function sharesIdentifier(one: ChildRow, other: ChildRow): boolean {
  return (
    (one.idNo !== null && one.idNo === other.idNo) ||
    (one.birthCertificateNo !== null && one.birthCertificateNo === other.birthCertificateNo)
  );
}

function isTrimmedName(text: string): boolean {
  return isName(text) && text === text.trim();
}

/** Column of a CSV file for a field of the schema: `children/0/birth_on` is child1_birth_on. */
function columnOf(field: string): string {
  const [group, second, third] = field.split('/');
  if (group === 'children') return `child${Number(second) + 1}_${third}`;
  if (group === 'guardians') return `guardian${Number(second) + 1}_${third}`;
  if (group === 'statuses') return third === 'effective_on' ? 'status_on' : 'status';
  if (group === 'holder') return `holder_${second}`;
  return field;
}

const MAX_REMEMBERED = 50_000;

/** Dates repeat: 840,000 contracts have some ten thousand different ones. */
class DateMemory {
  readonly #known = new Map<string, PlainDate | null>();

  read(text: string): PlainDate | null {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const date = parseDate(text);
    if (this.#known.size < MAX_REMEMBERED && text.length <= 10) this.#known.set(text, date);
    return date;
  }
}
