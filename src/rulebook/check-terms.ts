import type { FaultList, Said } from './fault.ts';
import { quoted } from './quote.ts';
import type { PlanDefaults, PlanVersionEntry } from './schema.ts';

/** Reimbursement never exceeds the cost (健康保险管理办法 2019, Art. 5); nor does a mild disease the sum insured. */
const WHOLE = '1.00';
/** 健康保险管理办法 (2019), Art. 27. */
const MOST_WAITING_DAYS = 180;
/** Nobody writes more, but for a slip of the hand. */
const MOST_GRACE_DAYS = 366;
const MOST_AGE = 120;
const MOST_YUAN = '100000000.00';
const MOST_FEN = 10_000_000_000;

const ICD10 = /^[A-Z](?:\d(?:[0-9A-Z](?:\.[0-9A-Z]{0,4})?)?)?$/;

/** Terms of a plan or of all; a plan leaves out what it has as all. */
type General = {
  readonly [Term in 'end_age' | 'stay_grace_days' | 'exclusions' | 'definitions']?:
    | PlanDefaults[Term]
    | undefined;
} & {
  readonly hospital?:
    | { readonly [Part in 'levels' | 'ownerships' | 'wards']?: readonly string[] | undefined }
    | undefined;
};

/** Faults of a new book: general terms, of a plan or of all, that no plan can mean. `place`: of their object. */
export function checkGeneralTerms(file: string, place: string, terms: General, faults: FaultList): void {
  const at = (path: string) => (place === '' ? path : `${place}.${path}`);
  if ((terms.end_age ?? 0) > MOST_AGE)
    faults.addToNew(file, at('end_age'), ...atMost(terms.end_age, MOST_AGE));
  if ((terms.stay_grace_days ?? 0) > MOST_GRACE_DAYS)
    faults.addToNew(file, at('stay_grace_days'), ...atMost(terms.stay_grace_days, MOST_GRACE_DAYS));
  for (const key of ['levels', 'ownerships', 'wards'] as const)
    refuseRepeated(file, at(`hospital.${key}`), terms.hospital?.[key] ?? [], faults);
  const exclusions = terms.exclusions ?? [];
  refuseRepeated(
    file,
    at('exclusions'),
    exclusions.map(({ id }) => id),
    faults,
  );
  for (const [index, { icd10_prefixes }] of exclusions.entries()) {
    const list = at(`exclusions.${index}.icd10_prefixes`);
    refuseRepeated(file, list, icd10_prefixes, faults);
    for (const [nth, prefix] of icd10_prefixes.entries())
      if (!ICD10.test(prefix)) faults.addToNew(file, `${list}.${nth}`, ...noPrefix(prefix));
  }
  checkDays(file, at('definitions'), terms.definitions ?? [], faults);
}

/** The same of a plan's coverages. */
export function checkCoverageTerms(
  file: string,
  place: string,
  { coverages }: PlanVersionEntry,
  faults: FaultList,
): void {
  if (Object.values(coverages).every(coverage => coverage === undefined))
    faults.addToNew(file, place, ...NO_COVERAGE);
  const { CI, HM, AM, OP } = coverages;
  const most = (path: string, written: number | undefined, bound: number) => {
    if ((written ?? 0) > bound) faults.addToNew(file, `${place}.${path}`, ...atMost(written, bound));
  };
  const money = (path: string, amountFen: number | null | undefined) => {
    if ((amountFen ?? 0) > MOST_FEN) faults.addToNew(file, `${place}.${path}`, ...TOO_MUCH);
  };
  const ratio = (path: string, written: PlanRatio | undefined) => {
    if (written !== undefined && written.ratio.numerator > written.ratio.denominator)
      faults.addToNew(file, `${place}.${path}`, ...atMost(written.text, WHOLE));
  };
  const repeated = (path: string, values: readonly string[]) =>
    refuseRepeated(file, `${place}.${path}`, values, faults);
  if (CI !== undefined) {
    most('CI.waiting_days', CI.waiting_days, MOST_WAITING_DAYS);
    money('CI.sum_insured', CI.sum_insured);
    if (CI.sum_insured === 0) faults.addToNew(file, `${place}.CI.sum_insured`, ...NOTHING);
    ratio('CI.mild_ratio', CI.mild_ratio);
    repeated('CI.extra_diseases', CI.extra_diseases);
    checkDays(file, `${place}.CI.definitions`, CI.definitions ?? [], faults);
  }
  for (const [code, terms] of Object.entries({ HM, AM, OP })) {
    if (terms === undefined) continue;
    most(`${code}.waiting_days`, terms.waiting_days, MOST_WAITING_DAYS);
    money(`${code}.annual_limit`, terms.annual_limit);
    money(`${code}.per_visit_limit`, terms.per_visit_limit);
    money(`${code}.deductible.amount`, terms.deductible?.amount);
    ratio(`${code}.ratio_si`, terms.ratio_si);
    ratio(`${code}.ratio_no_si`, terms.ratio_no_si);
    for (const [index, tier] of (terms.tiers_no_si ?? []).entries())
      ratio(`${code}.tiers_no_si.${index}.ratio`, tier.ratio);
    repeated(`${code}.classes`, terms.classes);
    repeated(
      `${code}.sublimits`,
      (terms.sublimits ?? []).map(({ fee }) => fee),
    );
    for (const [index, { per_day }] of (terms.sublimits ?? []).entries())
      money(`${code}.sublimits.${index}.per_day`, per_day);
  }
}

type PlanRatio = NonNullable<PlanVersionEntry['coverages']['CI']>['mild_ratio'];

/** A fault of a new book for each value that a list has twice. */
export function refuseRepeated(
  file: string,
  place: string,
  values: readonly string[],
  faults: FaultList,
): void {
  for (const [index, value] of values.entries())
    if (values.indexOf(value) < index) faults.addToNew(file, `${place}.${index}`, ...twice(value));
}

/** Two versions from one day on: nobody can say which of them applies. */
function checkDays(
  file: string,
  place: string,
  entries: readonly { readonly from: string }[],
  faults: FaultList,
): void {
  refuseRepeated(
    file,
    place,
    entries.map(({ from }) => from),
    faults,
  );
}

const NO_COVERAGE: Said = [
  { zh: '方案没有任何保障责任，赔不了任何案件', en: 'has no coverage: it could pay no claim' },
  { zh: '请写入 CI、HM、AM、OP 中至少一项', en: 'Name at least one of CI, HM, AM, OP' },
];
const NOTHING: Said = [
  { zh: '保险金额为零，赔不了任何案件', en: 'is zero: it could pay no claim' },
  { zh: '请改正金额，或删去该保障', en: 'Correct the amount, or remove the coverage' },
];
const TOO_MUCH: Said = [
  { zh: `金额超过 ${MOST_YUAN} 元`, en: `is more than ${MOST_YUAN} yuan` },
  { zh: '请核对小数点和零的个数', en: 'Look at the decimal point and count the zeros' },
];

function atMost(written: unknown, bound: number | string): Said {
  return [
    { zh: `${quoted(written)} 超出范围`, en: `${quoted(written)} is out of range` },
    { zh: `请写至多 ${bound} 的数`, en: `Write at most ${bound}` },
  ];
}

function noPrefix(written: string): Said {
  return [
    { zh: `${quoted(written)} 不是 ICD-10 编码的开头`, en: `${quoted(written)} begins no ICD-10 code` },
    { zh: '请用大写字母开头，例如 "K00" 或 "Q21.1"', en: 'Write it as in "K00" or "Q21.1", in capitals' },
  ];
}

function twice(value: string): Said {
  return [
    { zh: `${quoted(value)} 写了两次`, en: `${quoted(value)} stands twice` },
    { zh: '请保留一处', en: 'Keep one' },
  ];
}
