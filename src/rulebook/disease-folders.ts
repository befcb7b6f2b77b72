import { DISEASES_FOLDER, EVIDENCE_FILE } from './disease-book.ts';
import {
  type DictionaryEntry,
  type DiseaseEntry,
  dictionaryFile,
  diseaseFile,
  type VariantEntry,
  variantFile,
} from './disease-schema.ts';
import type { FaultList } from './fault.ts';
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
        'stands in no dictionary',
        `Put it into a folder of its version, beside ${HEAD}: ${DISEASES_FOLDER}2020/`,
      );
    } else if (name === HEAD) {
      const head = parseFile(file, content, dictionaryFile, faults);
      if (head === null) continue;
      if (head.version !== version)
        faults.add(file, 'version', `is "${head.version}" in the folder of "${version}"`, 'Name it alike');
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
        `the dictionary "${version}" has no ${HEAD}`,
        'Add it; 2020 shows what it holds',
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
      `disease ${read.entry.code} stands in another file`,
      `Name the file ${read.entry.code}-…`,
    );
  return read;
}

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
  /** Ids of criteria and exclusions that stand in a file which this one extends. */
  readonly inherited: ReadonlySet<string>;
}

/** Every disease whole: `extends` followed to its end, and what differs laid over from there. */
export function resolveVariants(
  folders: ReadonlyMap<string, Folder>,
  faults: FaultList,
): Map<string, readonly ResolvedDisease[]> {
  const find = (version: string, code: string) =>
    folders.get(version)?.diseases.find(({ entry }) => entry.code === code);
  const resolve = (disease: WrittenDisease, seen: readonly string[]): DiseaseEntry | null => {
    if (disease.kind === 'whole') return disease.entry;
    const { file, entry } = disease;
    if (seen.includes(file)) {
      faults.add(
        file,
        'extends',
        `circular: ${[...seen, file].join(' → ')}`,
        'End the chain at a disease that stands whole',
      );
      return null;
    }
    const base = find(entry.extends, entry.code);
    if (!base) {
      faults.add(
        file,
        'extends',
        `there is no disease ${entry.code} in the dictionary "${entry.extends}"`,
        `Use one of ${[...folders.keys()].join(', ')}, or write the disease whole`,
      );
      return null;
    }
    const whole = resolve(base, [...seen, file]);
    return whole && layOver(whole, disease, faults);
  };
  return new Map(
    [...folders].map(([version, { diseases }]) => [
      version,
      diseases.flatMap(disease => {
        const entry = resolve(disease, []);
        return entry === null ? [] : [{ file: disease.file, entry, inherited: inheritedBy(disease, entry) }];
      }),
    ]),
  );
}

function inheritedBy(disease: WrittenDisease, whole: DiseaseEntry): ReadonlySet<string> {
  if (disease.kind === 'whole') return new Set();
  const { criteria = [], exclusions = [] } = disease.entry;
  const own = new Set([...criteria, ...exclusions].map(({ id }) => id));
  return new Set([...whole.criteria, ...whole.exclusions].map(({ id }) => id).filter(id => !own.has(id)));
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
      faults.add(file, 'without', `"${id}" is not in the disease it extends`, 'Correct or remove it');
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
