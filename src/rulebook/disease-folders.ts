import { refuseRepeated } from './check-terms.ts';
import { DISEASES_FOLDER, EVIDENCE_FILE } from './disease-book.ts';
import {
  type DictionaryEntry,
  type DiseaseEntry,
  dictionaryFile,
  diseaseFile,
  type VariantEntry,
  variantFile,
} from './disease-schema.ts';
import type { FaultList, Said } from './fault.ts';
import { isObject, type Json, own } from './json.ts';
import { parseFile } from './parse-file.ts';

const HEAD = 'definition.json';

/** A dictionary's files, not yet put together. */
export interface Folder {
  readonly version: string;
  readonly file: string;
  readonly head: DictionaryEntry;
  readonly diseases: readonly WrittenDisease[];
}

type WrittenDisease =
  | { readonly kind: 'whole'; readonly file: string; readonly entry: DiseaseEntry }
  | { readonly kind: 'variant'; readonly file: string; readonly entry: VariantEntry };

/** The dictionaries by version, each with its head and its diseases as written. */
export function foldersOf(
  files: readonly (readonly [string, Json])[],
  faults: FaultList,
): Map<string, Folder> {
  const heads = new Map<string, { file: string; head: DictionaryEntry }>();
  const diseases = new Map<string, WrittenDisease[]>();
  for (const [file, content] of files) {
    if (file === EVIDENCE_FILE) continue;
    const [version = '', name = '', ...deeper] = file.slice(DISEASES_FOLDER.length).split('/');
    if (name === '' || deeper.length > 0) {
      faults.add(
        file,
        '',
        { zh: '不在任何一版定义的文件夹里', en: 'stands in no dictionary' },
        {
          zh: `请放入其版本的文件夹，与 ${HEAD} 并列：${DISEASES_FOLDER}2020/`,
          en: `Put it into a folder of its version, beside ${HEAD}: ${DISEASES_FOLDER}2020/`,
        },
      );
    } else if (name === HEAD) {
      const head = parseFile(file, content, dictionaryFile, faults);
      if (head === null) continue;
      if (head.version !== version)
        faults.add(
          file,
          'version',
          {
            zh: `写的是 "${head.version}"，却在 "${version}" 的文件夹里`,
            en: `is "${head.version}" in the folder of "${version}"`,
          },
          { zh: '请使两者一致', en: 'Name it alike' },
        );
      heads.set(version, { file, head });
    } else {
      const disease = readDiseaseFile(file, name, content, faults);
      if (disease !== null) diseases.set(version, [...(diseases.get(version) ?? []), disease]);
    }
  }
  for (const [version, [first]] of diseases)
    if (!heads.has(version) && first)
      faults.add(
        first.file,
        '',
        { zh: `"${version}" 版定义没有 ${HEAD}`, en: `the dictionary "${version}" has no ${HEAD}` },
        { zh: '请加上；写法见 2020', en: 'Add it; 2020 shows what it holds' },
      );
  return new Map(
    [...heads].map(([version, head]) => [
      version,
      { version, ...head, diseases: diseases.get(version) ?? [] },
    ]),
  );
}

function readDiseaseFile(
  file: string,
  name: string,
  content: Json,
  faults: FaultList,
): WrittenDisease | null {
  const isVariant = isObject(content) && own(content, 'extends') !== undefined;
  const read: WrittenDisease | null = isVariant
    ? written('variant', file, parseFile(file, content, variantFile, faults))
    : written('whole', file, parseFile(file, content, diseaseFile, faults));
  if (read !== null && !name.startsWith(`${read.entry.code}-`))
    faults.add(
      file,
      'code',
      {
        zh: `疾病 ${read.entry.code} 写在了别的文件里`,
        en: `disease ${read.entry.code} stands in another file`,
      },
      { zh: `文件名请以 ${read.entry.code}- 开头`, en: `Name the file ${read.entry.code}-…` },
    );
  const { age, screening } = read?.entry ?? {};
  if ((age?.from_years ?? 0) >= (age?.before_years ?? Number.POSITIVE_INFINITY))
    faults.addToNew(file, 'age', ...NO_AGE);
  refuseRepeated(file, 'screening.icd10_prefixes', screening?.icd10_prefixes ?? [], faults);
  return read;
}

const NO_AGE: Said = [
  { zh: '没有任何年龄在承保范围内', en: 'leaves no age that is covered' },
  { zh: '请让 from_years 小于 before_years', en: 'Write from_years below before_years' },
];

function written<Kind extends WrittenDisease['kind']>(
  kind: Kind,
  file: string,
  entry: Extract<WrittenDisease, { kind: Kind }>['entry'] | null,
): WrittenDisease | null {
  return entry === null ? null : ({ kind, file, entry } as WrittenDisease);
}

export interface ResolvedDisease {
  readonly file: string;
  readonly entry: DiseaseEntry;
  /** Where each criterion and exclusion is written, by `criteria.<id>` and `exclusions.<id>`. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** File, and place in it. */
export type Origin = readonly [file: string, place: string];

type Resolved = Omit<ResolvedDisease, 'file'>;

function originsIn(file: string, entry: WrittenDisease['entry']): [string, Origin][] {
  return (['criteria', 'exclusions'] as const).flatMap(list =>
    (entry[list] ?? []).map(({ id }, index): [string, Origin] => [
      `${list}.${id}`,
      [file, `${list}.${index}`],
    ]),
  );
}

/** Every disease whole: `extends` followed to its end, and what differs laid over from there. */
export function resolveVariants(
  folders: ReadonlyMap<string, Folder>,
  faults: FaultList,
): Map<string, readonly ResolvedDisease[]> {
  const find = (version: string, code: string) =>
    folders.get(version)?.diseases.find(({ entry }) => entry.code === code);
  const resolve = (disease: WrittenDisease, seen: readonly string[]): Resolved | null => {
    const { file } = disease;
    const own = originsIn(file, disease.entry);
    if (disease.kind === 'whole') return { entry: disease.entry, origins: new Map(own) };
    const { entry } = disease;
    if (seen.includes(file)) {
      faults.add(
        file,
        'extends',
        {
          zh: `循环引用：${[...seen, file].join(' → ')}`,
          en: `circular: ${[...seen, file].join(' → ')}`,
        },
        { zh: '引用的末端应是写全的疾病', en: 'End the chain at a disease that stands whole' },
      );
      return null;
    }
    const base = find(entry.extends, entry.code);
    if (!base) {
      // What cannot be read has its fault already.
      const there = `${DISEASES_FOLDER}${entry.extends}/${entry.code}-`;
      if ([...faults.files].some(other => other.startsWith(there))) return null;
      faults.add(
        file,
        'extends',
        {
          zh: `"${entry.extends}" 版定义中没有疾病 ${entry.code}`,
          en: `there is no disease ${entry.code} in the dictionary "${entry.extends}"`,
        },
        {
          zh: `请用 ${[...folders.keys()].join('、')} 之一，或把该疾病写全`,
          en: `Use one of ${[...folders.keys()].join(', ')}, or write the disease whole`,
        },
      );
      return null;
    }
    const whole = resolve(base, [...seen, file]);
    if (whole === null) return null;
    return {
      entry: layOver(whole.entry, disease, faults),
      origins: new Map([...whole.origins, ...own]),
    };
  };
  return new Map(
    [...folders].map(([version, { diseases }]) => [
      version,
      diseases.flatMap(disease => {
        const whole = resolve(disease, []);
        return whole === null ? [] : [{ file: disease.file, ...whole }];
      }),
    ]),
  );
}

function layOver(
  base: DiseaseEntry,
  { file, entry }: Extract<WrittenDisease, { kind: 'variant' }>,
  faults: FaultList,
): DiseaseEntry {
  const { extends: _version, without, criteria, exclusions, ...given } = entry;
  const known = new Set([...base.criteria, ...base.exclusions].map(({ id }) => id));
  for (const id of without)
    if (!known.has(id))
      faults.add(
        file,
        'without',
        { zh: `所引用的疾病中没有 "${id}"`, en: `"${id}" is not in the disease it extends` },
        { zh: '请改正或删去', en: 'Correct or remove it' },
      );
  const merge = <T extends { readonly id: string }>(ofBase: readonly T[], own: readonly T[] = []): T[] => [
    ...ofBase
      .filter(({ id }) => !without.includes(id))
      .map(one => own.find(({ id }) => id === one.id) ?? one),
    ...own.filter(({ id }) => !ofBase.some(one => one.id === id)),
  ];
  // JSON has no undefined: a member that is given has a value.
  return {
    ...base,
    ...given,
    criteria: merge(base.criteria, criteria),
    exclusions: merge(base.exclusions, exclusions),
  } as DiseaseEntry;
}
