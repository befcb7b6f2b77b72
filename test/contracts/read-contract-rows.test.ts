import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTRACT_CSV, readHeader } from '../../src/contracts/csv-columns.ts';
import { ContractCsvReader, readContractRow } from '../../src/contracts/read-contract-rows.ts';
import { plainDate } from '../../src/engine/dates.ts';
import { type Fields, fields, json, residentNo, TWIN } from './files.ts';

const today = plainDate('2026-07-01');
const header = readHeader(CONTRACT_CSV, CONTRACT_CSV.columns);
const reader = new ContractCsvReader(header, today);
const asFields = (row: Fields) => CONTRACT_CSV.columns.map(column => row[column] ?? '');

function faultsOf(over: Fields): string[] {
  const reading = reader.read(asFields(fields('A-1', over)));
  return 'faults' in reading ? reading.faults.map(({ field }) => field) : [];
}

describe('a contract row', () => {
  test('is the same from CSV and NDJSON, in Chinese words or codes', () => {
    const row = fields('A-1', TWIN);
    const chinese = { ...row, storage_type: '自存', status: '有效', city: '济南', child1_sex: '男' };
    const fromJson = readContractRow(json(row), today);
    expect(fromJson).toHaveProperty('row.children.1.name', '周小暑');
    expect(reader.read(asFields(row))).toEqual(fromJson);
    expect(reader.read(asFields(chinese))).toEqual(fromJson);
    expect(readContractRow(json(chinese), today)).toEqual(fromJson);
  });

  test.each<[string, Fields, string[]]>([
    ['30 February', { signed_on: '2021-02-30' }, ['signed_on']],
    ['a date written another way', { stored_on: '2021/5/10' }, ['stored_on']],
    ['an unknown storage type', { storage_type: 'cord' }, ['storage_type']],
    ['a city outside Shandong by name', { city: '上海' }, ['city']],
    ['a code of Shandong that is none', { city: '3799' }, ['city']],
    ['a mobile number that is none', { holder_mobile: '12800001111' }, ['holder_mobile']],
    ['a wrong check character', { holder_id_no: '370211200802290021' }, ['holder_id_no']],
    ['an identity number of another birth date', { child1_birth_on: '2021-05-07' }, ['child1_birth_on']],
    ['an identity number of the other sex', { child1_sex: 'F' }, ['child1_sex']],
    ['neither identity number nor certificate', { child1_id_no: '' }, ['child1_birth_certificate_no']],
    [
      'storing before signing',
      { stored_on: '2021-02-28', child1_birth_on: '2021-02-01', child1_id_no: residentNo('2021-02-01', 'M') },
      ['stored_on'],
    ],
    ['storing before the birth', { stored_on: '2021-05-07' }, ['stored_on']],
    ['a status before signing', { status_on: '2021-02-28' }, ['status_on']],
    [
      'signing that lies ahead',
      { signed_on: '2026-07-02', status_on: '2026-07-02', stored_on: '' },
      ['signed_on'],
    ],
    [
      'a birth that lies ahead',
      {
        stored_on: '',
        child1_birth_on: '2026-07-02',
        child1_id_no: '',
        child1_birth_certificate_no: 'R370000001',
      },
      ['child1_birth_on'],
    ],
    ['two faults', { city: '', holder_name: '' }, ['city', 'holder_name']],
    [
      'a second guardian without number',
      { guardian2_name: '周强', guardian2_relation: '父亲', guardian2_mobile: '13800002222' },
      ['guardian2_id_no'],
    ],
    [
      'twins with one number',
      { ...TWIN, child2_sex: 'M', child2_id_no: residentNo('2021-05-08', 'M') },
      ['child2_id_no'],
    ],
    [
      'a third child without a second',
      {
        child3_name: '周三',
        child3_sex: 'M',
        child3_birth_on: '2021-05-08',
        child3_birth_certificate_no: 'R370000001',
      },
      ['child2_name', 'child2_sex', 'child2_birth_on'],
    ],
  ])('with %s is bad, by field', (_, over, expected) => {
    expect(faultsOf(over)).toEqual(expected);
  });

  test.each<[string, Fields]>([
    ['the old code of Laiwu', { city: '3712' }],
    ['a code outside Shandong', { city: '1101' }],
    [
      'storing on the day of signing and birth',
      { signed_on: '2021-05-08', stored_on: '2021-05-08', status_on: '2021-05-08' },
    ],
    [
      'a birth on a leap day',
      { child1_birth_on: '2024-02-29', child1_id_no: residentNo('2024-02-29', 'M'), stored_on: '' },
    ],
    ['a newborn with a certificate only', { child1_id_no: '', child1_birth_certificate_no: 'r370000001' }],
    ['a status that begins later', { status: '失效', status_on: '2027-01-01' }],
    ['blanks around fields', { holder_name: ' 林晓梅 ', child1_sex: ' M' }],
  ])('with %s is good', (_, over) => {
    expect(faultsOf(over)).toEqual([]);
  });

  test('with too few or too many fields is bad as a whole', () => {
    expect(reader.read(['A-1'])).toMatchObject({
      faults: [{ field: '', en: 'the row has 1 fields, the header 33' }],
    });
  });

  test('with keys that are not known, __proto__ too, is bad', () => {
    const row = JSON.parse(`{"__proto__":{"city":"3701"},${JSON.stringify(json(fields('A-1'))).slice(1)}`);
    expect(readContractRow(row, today)).toMatchObject({ faults: [{ field: '__proto__' }] });
    expect(readContractRow({ ...json(fields('A-1')), city: undefined }, today)).toHaveProperty('faults');
  });

  test('whatever the quick road takes, the schema takes and reads the same', () => {
    const odd = fc.constantFrom(
      '',
      ' ',
      'x',
      '0',
      '2021-02-29',
      '2024-02-29',
      '9999-12-31',
      '370211200802290020',
      'r370000001',
      '13900000000',
      'M',
      '女',
      '3702',
      '青岛',
      '终止',
      '公共',
      '张\u0007',
    );
    const over = fc.dictionary(fc.constantFrom(...CONTRACT_CSV.columns), odd, { maxKeys: 3 });
    let quick = 0;
    fc.assert(
      fc.property(over, fc.boolean(), (changes, twin) => {
        const row = { ...fields('A-1', twin ? TWIN : {}), ...changes };
        const plain = reader.readPlain(asFields(row));
        if (plain === null) return;
        quick += 1;
        expect(reader.readBySchema(asFields(row))).toEqual({ row: plain });
      }),
      { seed: 20_260_507, numRuns: 2_000 },
    );
    expect(quick).toBeGreaterThan(100);
  });
});
