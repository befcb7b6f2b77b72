import { refuse } from '../platform/refusal.ts';
import type { Words } from '../platform/words.ts';

/** Chinese headings that stand for a column; `{n}` is the number of the guardian or child. */
const CHINESE_HEADINGS: Readonly<Record<string, string>> = {
  contract_no: '合同编号',
  storage_type: '储存类型',
  signed_on: '签约日期',
  stored_on: '入库日期',
  city: '城市',
  status: '合同状态',
  status_on: '状态生效日期',
  holder_name: '合同持有人姓名',
  holder_id_no: '合同持有人身份证号码',
  holder_mobile: '合同持有人手机',
  'guardian{n}_name': '监护人{n}姓名',
  'guardian{n}_relation': '监护人{n}关系',
  'guardian{n}_id_no': '监护人{n}身份证号码',
  'guardian{n}_mobile': '监护人{n}手机',
  'child{n}_name': '子女{n}姓名',
  'child{n}_sex': '子女{n}性别',
  'child{n}_birth_on': '子女{n}出生日期',
  'child{n}_id_no': '子女{n}身份证号码',
  'child{n}_birth_certificate_no': '子女{n}出生医学证明编号',
};

/** A form of CSV file: its columns, which of them must stand in the header, and other headings they may have. */
export interface CsvForm {
  readonly columns: readonly string[];
  readonly required: ReadonlySet<string>;
  readonly aliases: ReadonlyMap<string, string>;
}

const numbered = (heading: string, n: number) => heading.replace('{n}', String(n));

function contractForm(): CsvForm {
  const headings = Object.entries(CHINESE_HEADINGS);
  const once = headings.filter(([column]) => !column.includes('{n}'));
  const guardians = headings.filter(([column]) => column.startsWith('guardian'));
  const children = headings.filter(([column]) => column.startsWith('child'));
  const repeated = (list: typeof headings, times: number) =>
    Array.from({ length: times }, (_, at) =>
      list.map(([column, zh]) => [numbered(column, at + 1), numbered(zh, at + 1)] as const),
    ).flat();
  const all = [...once, ...repeated(guardians, 2), ...repeated(children, 3)];
  return {
    columns: all.map(([column]) => column),
    required: new Set(
      [...once, ...repeated(guardians, 1), ...repeated(children, 1)].map(([column]) => column),
    ),
    aliases: new Map(all.map(([column, zh]) => [zh, column])),
  };
}

export const CONTRACT_CSV: CsvForm = contractForm();

/** Where each column of a form stands in a file. */
export interface CsvHeader {
  /** Number of fields that every row must have. */
  readonly width: number;
  /** Position by column; absent columns are -1. */
  readonly positions: Readonly<Record<string, number>>;
  readonly warnings: readonly Words[];
}

/**
 * Reads the header of a file. Throws Refusal `invalid_input` when a required column is missing or one stands twice;
 * a column that is not known is passed over with a warning.
 */
export function readHeader(form: CsvForm, fields: readonly string[]): CsvHeader {
  const known = new Set(form.columns);
  const positions: Record<string, number> = Object.fromEntries(form.columns.map(column => [column, -1]));
  const warnings: Words[] = [];
  fields.forEach((field, position) => {
    const heading = field.trim();
    const column = form.aliases.get(heading) ?? heading;
    if (!known.has(column)) {
      const shown = heading.slice(0, 40);
      warnings.push({
        zh: `第 ${position + 1} 列“${shown}”不认识，已略过`,
        en: `column ${position + 1}, "${shown}", is not known and was passed over`,
      });
    } else if (positions[column] !== -1) {
      throw refuse(
        'invalid_input',
        {
          zh: `列 ${column} 出现两次，文件未导入。`,
          en: `Column ${column} stands twice; nothing was imported.`,
        },
        { zh: '请删去多余的列。', en: 'Remove one of the two columns.' },
      );
    } else positions[column] = position;
  });
  const missing = form.columns.filter(column => form.required.has(column) && positions[column] === -1);
  if (missing.length > 0) throw missingColumns(missing);
  return { width: fields.length, positions, warnings };
}

export function missingColumns(missing: readonly string[]) {
  const names = missing.join(', ');
  return refuse(
    'invalid_input',
    {
      zh: `表头缺少列：${names}。文件未导入。`,
      en: `The header lacks the columns ${names}; nothing was imported.`,
    },
    {
      zh: '请在第一行写明全部必需的列后重新导入。',
      en: 'Give all required columns in the first line and import the file again.',
    },
  );
}
