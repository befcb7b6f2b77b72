import { type PlainDate, parseDate } from '../engine/dates.ts';
import { parseBirth, readResidentId } from '../engine/resident-id.ts';
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
  readonly #readDate = remembering(parseDate);
  readonly #readBirth = remembering(parseBirth);
  readonly #at: Positions;

  constructor(header: CsvHeader, today: PlainDate) {
    this.#header = header;
    this.#at = positionsIn(header);
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
    const at = this.#at;
    const number = fieldAt(fields, at.number);
    const storageType = STORAGE_TYPES.get(fieldAt(fields, at.storageType));
    const signedOn = this.#readDate(fieldAt(fields, at.signedOn));
    const stored = fieldAt(fields, at.storedOn);
    const storedOn = stored === '' ? null : this.#readDate(stored);
    const city = cityCode(fieldAt(fields, at.city));
    const status = STATUSES.get(fieldAt(fields, at.status));
    const statusOn = this.#readDate(fieldAt(fields, at.statusOn));
    if (storageType === undefined || signedOn === null || city === null) return null;
    if (status === undefined || statusOn === null || (stored !== '' && storedOn === null)) return null;
    if (!isContractNo(number) || statusOn < signedOn || signedOn > this.#today) return null;
    if (storedOn !== null && (storedOn < signedOn || storedOn > this.#today)) return null;
    const holder = this.#party(
      fieldAt(fields, at.holder.name),
      fieldAt(fields, at.holder.idNo),
      fieldAt(fields, at.holder.mobile),
    );
    if (holder === null) return null;
    const guardians: Guardian[] = [];
    for (const columns of at.guardians) {
      const name = fieldAt(fields, columns.name);
      const relation = fieldAt(fields, columns.relation);
      const idNo = fieldAt(fields, columns.idNo);
      const mobile = fieldAt(fields, columns.mobile);
      if (columns !== at.guardians[0] && name === '' && relation === '' && idNo === '' && mobile === '')
        continue;
      const isHolder = name === holder.name && idNo === holder.idNo && mobile === holder.mobile;
      const party = isHolder ? holder : this.#party(name, idNo, mobile);
      if (party === null || !isTrimmedName(relation) || at.guardians[guardians.length] !== columns)
        return null;
      guardians.push({ name, relation, idNo: party.idNo, mobile });
    }
    const children: ChildRow[] = [];
    for (const columns of at.children) {
      const name = fieldAt(fields, columns.name);
      const sex = fieldAt(fields, columns.sex);
      const birth = fieldAt(fields, columns.birthOn);
      const idNo = fieldAt(fields, columns.idNo);
      const certificate = fieldAt(fields, columns.birthCertificateNo);
      const isEmpty = name === '' && sex === '' && birth === '' && idNo === '' && certificate === '';
      if (columns !== at.children[0] && isEmpty) continue;
      const child = this.#child(name, sex, birth, idNo, certificate);
      if (child === null || at.children[children.length] !== columns) return null;
      if (storedOn !== null && storedOn < child.birthOn) return null;
      if (children.length > 0 && children.some(other => sharesIdentifier(other, child))) return null;
      children.push(child);
    }
    const statuses = [{ status, effectiveOn: statusOn }];
    return { number, storageType, signedOn, storedOn, city, statuses, holder, guardians, children };
  }

  #party(name: string, idText: string, mobile: string) {
    if (!isTrimmedName(name) || !isMobile(mobile)) return null;
    const id = readResidentId(idText, this.#today, this.#readBirth);
    return typeof id === 'string' ? null : { name, idNo: id.idNo, mobile };
  }

  #child(name: string, sexWord: string, birth: string, idText: string, certificate: string): ChildRow | null {
    const sex = SEXES.get(sexWord);
    const birthOn = this.#readDate(birth);
    if (!isTrimmedName(name) || sex === undefined || birthOn === null || birthOn > this.#today) return null;
    if (idText === '' && certificate === '') return null;
    if (certificate !== '' && !isBirthCertificateNo(certificate)) return null;
    let idNo: string | null = null;
    if (idText !== '') {
      const id = readResidentId(idText, this.#today, this.#readBirth);
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

function fieldAt(fields: readonly string[], position: number): string {
  return position < 0 ? '' : (fields[position] as string);
}

/** Where each field stands in a row, looked up once; -1: the file has no such column. */
interface Positions {
  readonly number: number;
  readonly storageType: number;
  readonly signedOn: number;
  readonly storedOn: number;
  readonly city: number;
  readonly status: number;
  readonly statusOn: number;
  readonly holder: { readonly name: number; readonly idNo: number; readonly mobile: number };
  readonly guardians: readonly Record<keyof GuardianColumns, number>[];
  readonly children: readonly Record<keyof ChildColumns, number>[];
}

function positionsIn({ positions }: CsvHeader): Positions {
  const at = (column: string) => positions[column] ?? -1;
  return {
    number: at('contract_no'),
    storageType: at('storage_type'),
    signedOn: at('signed_on'),
    storedOn: at('stored_on'),
    city: at('city'),
    status: at('status'),
    statusOn: at('status_on'),
    holder: { name: at('holder_name'), idNo: at('holder_id_no'), mobile: at('holder_mobile') },
    guardians: GUARDIAN_COLUMNS.map(({ name, relation, idNo, mobile }) => ({
      name: at(name),
      relation: at(relation),
      idNo: at(idNo),
      mobile: at(mobile),
    })),
    children: CHILD_COLUMNS.map(({ name, sex, birthOn, idNo, birthCertificateNo }) => ({
      name: at(name),
      sex: at(sex),
      birthOn: at(birthOn),
      idNo: at(idNo),
      birthCertificateNo: at(birthCertificateNo),
    })),
  };
}

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
function remembering(parse: (text: string) => PlainDate | null): (text: string) => PlainDate | null {
  const known = new Map<string, PlainDate | null>();
  return text => {
    let date = known.get(text);
    if (date === undefined) {
      date = parse(text);
      if (known.size < MAX_REMEMBERED && text.length <= 10) known.set(text, date);
    }
    return date;
  };
}
