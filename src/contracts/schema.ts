import { z } from 'zod';
import type { StatusChange } from '../engine/cover.ts';
import { type PlainDate, plainDate } from '../engine/dates.ts';
import { type ResidentIdFault, readResidentId, type Sex } from '../engine/resident-id.ts';
import { pageQuery } from '../platform/page.ts';
import type { FieldFault } from '../platform/refusal.ts';
import { said, type Words } from '../platform/words.ts';
import { cityCode } from './cities.ts';
import { realDay } from './real-day.ts';

export type StorageType = 'self' | 'family' | 'public';
export type ContractStatus = StatusChange['status'];

/** A storage contract as it comes in, read and checked: one row of a file, or the body of a request. */
export interface ContractRow {
  readonly number: string;
  readonly storageType: StorageType;
  readonly signedOn: PlainDate;
  /** Null while the unit is not in storage. */
  readonly storedOn: PlainDate | null;
  /** Four digits of the division code. */
  readonly city: string;
  /** By date, each date once. */
  readonly statuses: readonly StatusChange[];
  readonly holder: Party;
  readonly guardians: readonly Guardian[];
  /** Child 1 first; twins are 1 and 2. */
  readonly children: readonly ChildRow[];
}

export interface Party {
  readonly name: string;
  readonly idNo: string;
  readonly mobile: string;
}

export interface Guardian {
  readonly name: string;
  /** To the child: 父亲, 母亲, … */
  readonly relation: string;
  readonly idNo: string;
  readonly mobile: string;
}

/** One of the two numbers is there. */
export interface ChildRow {
  readonly name: string;
  readonly sex: Sex;
  readonly birthOn: PlainDate;
  readonly idNo: string | null;
  readonly birthCertificateNo: string | null;
}

/** Words for one value, Chinese and English, as files write them. */
export const STORAGE_TYPES: ReadonlyMap<string, StorageType> = new Map([
  ['self', 'self'],
  ['自存', 'self'],
  ['family', 'family'],
  ['家庭共享', 'family'],
  ['public', 'public'],
  ['公共', 'public'],
]);

export const STATUSES: ReadonlyMap<string, ContractStatus> = new Map([
  ['active', 'active'],
  ['有效', 'active'],
  ['lapsed', 'lapsed'],
  ['失效', 'lapsed'],
  ['terminated', 'terminated'],
  ['终止', 'terminated'],
  ['refunded', 'refunded'],
  ['退费', 'refunded'],
]);

export const SEXES: ReadonlyMap<string, Sex> = new Map([
  ['M', 'M'],
  ['男', 'M'],
  ['F', 'F'],
  ['女', 'F'],
]);

export const MAX_CHILDREN = 3;
export const MAX_GUARDIANS = 2;
const MAX_STATUSES = 100;
const MAX_NAME_LENGTH = 60;

const CONTRACT_NO = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;
const MOBILE = /^1[3-9]\d{9}$/;
const BIRTH_CERTIFICATE_NO = /^[A-Za-z]\d{9}$/;
/** No control characters, no halves of a pair: PostgreSQL takes neither, and no name has them. */
const PLAIN_TEXT = /^[^\p{Cc}\p{Cs}]+$/u;
/** Latin, digits and the common Chinese block need no closer look. */
const COMMON_TEXT = /^[A-Za-z0-9\u4e00-\u9fff·]+$/;

export const isContractNo = (text: string): boolean => CONTRACT_NO.test(text);
export const isMobile = (text: string): boolean => MOBILE.test(text);
export const isBirthCertificateNo = (text: string): boolean => BIRTH_CERTIFICATE_NO.test(text);
export const isName = (text: string): boolean =>
  text.length > 0 && text.length <= MAX_NAME_LENGTH && (COMMON_TEXT.test(text) || PLAIN_TEXT.test(text));

/** Births of identity numbers are compared with the day of the import apart from the schema, which knows no clock. */
const END_OF_TIME = plainDate('9999-12-31');

const RESIDENT_ID_FAULTS: Readonly<Record<ResidentIdFault, Words>> = {
  form: { zh: '身份证号码应为18位', en: 'a resident identity number has 18 characters' },
  birth: { zh: '身份证号码中的出生日期不存在', en: 'the birth date in the identity number is no real date' },
  check: { zh: '身份证号码校验位不符', en: 'the check character of the identity number does not match' },
  future: { zh: '身份证号码中的出生日期尚未到来', en: 'the birth date in the identity number lies ahead' },
};

function word<T>(words: ReadonlyMap<string, T>, zh: string, en: string) {
  const known = [...words.keys()].join(', ');
  return z.string().transform((text, context): T => {
    const value = words.get(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', ...issue(`${zh}（${known}）`, `${en} (${known})`) });
    return z.NEVER;
  });
}

function issue(zh: string, en: string): { message: string; params: Words } {
  return { message: en, params: { zh, en } };
}

const dateField = realDay();

const nameField = z
  .string()
  .trim()
  .refine(
    isName,
    said('应为1至60个可见字符的文字', 'has to be text of 1 to 60 characters without control characters'),
  );

const mobileField = z
  .string()
  .refine(
    isMobile,
    said('手机号码应为1开头的11位数字', 'a mobile number has 11 digits and begins with 13 to 19'),
  );

const idNoField = z.string().transform((text, context): string => {
  const read = readResidentId(text, END_OF_TIME);
  if (typeof read === 'object') return read.idNo;
  const { zh, en } = RESIDENT_ID_FAULTS[read];
  context.addIssue({ code: 'custom', ...issue(zh, en) });
  return z.NEVER;
});

const birthCertificateField = z
  .string()
  .refine(
    isBirthCertificateNo,
    said('出生医学证明编号应为1个字母加9位数字', 'a birth certificate number is a letter and 9 digits'),
  )
  .transform(text => text.toUpperCase());

export const contractNoField = z
  .string()
  .refine(
    isContractNo,
    said(
      '合同编号应为1至40位字母、数字、- 或 _',
      'a contract number is 1 to 40 letters, digits, hyphens or underscores',
    ),
  );

export const statusField = word(STATUSES, '合同状态应为其一', 'the status has to be one of');

const cityField = z.string().transform((text, context): string => {
  const code = cityCode(text);
  if (code !== null) return code;
  context.addIssue({
    code: 'custom',
    ...issue(
      '城市应为行政区划代码前4位（3701至3717）或山东城市名称',
      'a city is the first 4 digits of its division code (3701 to 3717 in Shandong) or the name of a Shandong city',
    ),
  });
  return z.NEVER;
});

const childFields = z
  .strictObject({
    name: nameField,
    sex: word(SEXES, '性别应为其一', 'the sex has to be one of'),
    birth_on: dateField,
    id_no: idNoField.nullish(),
    birth_certificate_no: birthCertificateField.nullish(),
  })
  .superRefine((child, context) => {
    if (child.id_no == null && child.birth_certificate_no == null) {
      context.addIssue({
        code: 'custom',
        path: ['birth_certificate_no'],
        ...issue(
          '没有身份证号码时，须填出生医学证明编号',
          'without an identity number the birth certificate number is needed',
        ),
      });
    }
    if (child.id_no == null) return;
    for (const fault of disagreement(child.id_no, child.birth_on, child.sex))
      context.addIssue({ code: 'custom', path: [fault.field], ...issue(fault.zh, fault.en) });
  });

/** Where the child's identity number contradicts what the contract says of the child. */
export function disagreement(idNo: string, birthOn: PlainDate, sex: Sex): FieldFault[] {
  const read = readResidentId(idNo, END_OF_TIME);
  if (typeof read === 'string') return [{ field: 'id_no', ...RESIDENT_ID_FAULTS[read] }];
  const faults: FieldFault[] = [];
  if (read.birthOn !== birthOn)
    faults.push({
      field: 'birth_on',
      zh: '出生日期与身份证号码不一致',
      en: 'the birth date is not that of the identity number',
    });
  if (read.sex !== sex)
    faults.push({
      field: 'sex',
      zh: '性别与身份证号码不一致',
      en: 'the sex is not that of the identity number',
    });
  return faults;
}

/** A contract as NDJSON and the API write it. */
export const contractRowSchema = z
  .strictObject({
    contract_no: contractNoField,
    storage_type: word(STORAGE_TYPES, '储存类型应为其一', 'the storage type has to be one of'),
    signed_on: dateField,
    stored_on: dateField.nullish(),
    city: cityField,
    statuses: z
      .array(z.strictObject({ status: statusField, effective_on: dateField }))
      .min(1)
      .max(MAX_STATUSES),
    holder: z.strictObject({ name: nameField, id_no: idNoField, mobile: mobileField }),
    guardians: z
      .array(z.strictObject({ name: nameField, relation: nameField, id_no: idNoField, mobile: mobileField }))
      .min(1)
      .max(MAX_GUARDIANS),
    children: z.array(childFields).min(1).max(MAX_CHILDREN),
  })
  .superRefine((row, context) => {
    const refuse = (path: PropertyKey[], zh: string, en: string) =>
      context.addIssue({ code: 'custom', path, ...issue(zh, en) });
    if (row.stored_on != null && row.stored_on < row.signed_on)
      refuse(
        ['stored_on'],
        '入库日期早于签约日期',
        'the unit cannot be stored before the contract is signed',
      );
    row.statuses.forEach(({ effective_on }, at) => {
      if (effective_on < row.signed_on)
        refuse(
          ['statuses', at, 'effective_on'],
          '状态生效日期早于签约日期',
          'a status cannot begin before the contract is signed',
        );
      if (row.statuses.some((other, before) => before < at && other.effective_on === effective_on))
        refuse(['statuses', at, 'effective_on'], '同一天有两个状态', 'two statuses begin on the same day');
    });
    row.children.forEach((child, at) => {
      if (row.stored_on != null && row.stored_on < child.birth_on)
        refuse(
          ['stored_on'],
          '入库日期早于被保险人出生日期',
          'the unit cannot be stored before the child is born',
        );
      const earlier = row.children.slice(0, at);
      if (child.id_no != null && earlier.some(({ id_no }) => id_no === child.id_no))
        refuse(
          ['children', at, 'id_no'],
          '两名子女的身份证号码相同',
          'two children have the same identity number',
        );
      if (
        child.birth_certificate_no != null &&
        earlier.some(other => other.birth_certificate_no === child.birth_certificate_no)
      )
        refuse(
          ['children', at, 'birth_certificate_no'],
          '两名子女的出生医学证明编号相同',
          'two children have the same birth certificate number',
        );
    });
  })
  .transform(
    (row): ContractRow => ({
      number: row.contract_no,
      storageType: row.storage_type,
      signedOn: row.signed_on,
      storedOn: row.stored_on ?? null,
      city: row.city,
      statuses: row.statuses
        .map(({ status, effective_on }) => ({ status, effectiveOn: effective_on }))
        .sort((a, b) => (a.effectiveOn < b.effectiveOn ? -1 : 1)),
      holder: { name: row.holder.name, idNo: row.holder.id_no, mobile: row.holder.mobile },
      guardians: row.guardians.map(({ name, relation, id_no, mobile }) => ({
        name,
        relation,
        idNo: id_no,
        mobile,
      })),
      children: row.children.map(({ name, sex, birth_on, id_no, birth_certificate_no }) => ({
        name,
        sex,
        birthOn: birth_on,
        idNo: id_no ?? null,
        birthCertificateNo: birth_certificate_no ?? null,
      })),
    }),
  );

/** What of a row lies after `today` and may not: signing, storing and births. A status may begin later. */
export function futureFaults(row: ContractRow, today: PlainDate): FieldFault[] {
  const faults: FieldFault[] = [];
  const ahead = { zh: '日期尚未到来', en: `lies after today (${today})` };
  if (row.signedOn > today) faults.push({ field: '/signed_on', ...ahead });
  if (row.storedOn !== null && row.storedOn > today) faults.push({ field: '/stored_on', ...ahead });
  row.children.forEach(({ birthOn }, at) => {
    if (birthOn > today) faults.push({ field: `/children/${at}/birth_on`, ...ahead });
  });
  const bornAhead = (idNo: string) => idNo.slice(6, 14) > today.replaceAll('-', '');
  if (bornAhead(row.holder.idNo)) faults.push({ field: '/holder/id_no', ...RESIDENT_ID_FAULTS.future });
  row.guardians.forEach(({ idNo }, at) => {
    if (bornAhead(idNo)) faults.push({ field: `/guardians/${at}/id_no`, ...RESIDENT_ID_FAULTS.future });
  });
  return faults;
}

export const statusChangeSchema = z.strictObject({
  status: statusField,
  effective_on: dateField,
  /** Why, in the words of whoever changes it; kept in the audit log. */
  reason: nameField,
});

export const childIdentitySchema = z.strictObject({ id_no: idNoField });

export const contractPath = z.object({ number: contractNoField });
export const childPath = z.object({
  number: contractNoField,
  childNo: z.coerce.number().int().min(1).max(MAX_CHILDREN),
});
export const runPath = z.object({ runId: z.uuid() });

export const contractListQuery = z.strictObject(pageQuery);
export const importListQuery = z.strictObject(pageQuery);
export const importQuery = z.strictObject({
  mode: z.enum(['keep-good', 'all-or-nothing']).default('keep-good'),
  file_name: z.string().min(1).max(200).default('upload'),
});

const words = z.object({ zh: z.string(), en: z.string() });

export const contractListItem = z.object({
  contract_no: z.string(),
  storage_type: z.string(),
  signed_on: z.string(),
  city: z.string(),
  /** Today. */
  status: z.string(),
  /** Masked. */
  holder_name: z.string(),
});

export const contractSchema = z.object({
  contract_no: z.string(),
  storage_type: z.string(),
  signed_on: z.string(),
  stored_on: z.string().nullable(),
  city: z.string(),
  city_name: z.string().nullable(),
  statuses: z.array(z.object({ status: z.string(), effective_on: z.string() })),
  holder: z.object({ name: z.string(), id_no: z.string(), mobile: z.string() }),
  guardians: z.array(
    z.object({ name: z.string(), relation: z.string(), id_no: z.string(), mobile: z.string() }),
  ),
  children: z.array(
    z.object({
      child_no: z.number(),
      name: z.string(),
      sex: z.string(),
      birth_on: z.string(),
      id_no: z.string().nullable(),
      birth_certificate_no: z.string().nullable(),
      /** Null: the contract gives this child no cover. */
      cover: z
        .object({
          plan_id: z.string(),
          cohort: z.string(),
          effective_on: z.string(),
          rule_id: z.string(),
          terms: z.array(
            z.object({
              policy_year: z.number(),
              first_day: z.string(),
              last_day: z.string(),
              insurer: words,
              master_policy_no: z.string(),
              cohort: z.string(),
              plan_id: z.string(),
              plan_effective_on: z.string(),
            }),
          ),
        })
        .nullable(),
    }),
  ),
});

export const statusChangedSchema = z.object({
  contract_no: z.string(),
  statuses: z.array(z.object({ status: z.string(), effective_on: z.string() })),
  /** Approved claims whose event day lost its cover; their decisions stand until a person revises them. */
  decided_claims: z.array(z.string()),
});

export const contractAddedSchema = z.object({
  contract_no: z.string(),
  covers: z.array(z.object({ child_no: z.number(), plan_id: z.string(), effective_on: z.string() })),
});

export const childIdentityAnswerSchema = z.object({
  contract_no: z.string(),
  child_no: z.number(),
  /** Masked. */
  id_no: z.string(),
});

export const importCountsSchema = z.object({
  /** Rows read, good and bad. */
  rows: z.number(),
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  rejected: z.number(),
});

export const importRunSchema = z.object({
  run_id: z.string(),
  kind: z.string(),
  file_name: z.string(),
  file_sha256: z.string(),
  encoding: z.string(),
  mode: z.string(),
  actor: z.string(),
  started_at: z.string(),
  finished_at: z.string(),
  /** False: rows were rejected and the mode was all-or-nothing, so nothing was taken. */
  kept: z.boolean(),
  counts: importCountsSchema,
  warnings: z.array(words),
});

export const importRejectItem = z.object({
  line: z.number(),
  /** Column or path; empty: the row as a whole. */
  field: z.string(),
  zh: z.string(),
  en: z.string(),
});

export const importChangeItem = z.object({
  line: z.number(),
  contract_no: z.string(),
  field: z.string(),
  before: z.string(),
  after: z.string(),
});
