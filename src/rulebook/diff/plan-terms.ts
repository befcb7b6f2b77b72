import { canonicalJson } from '../../engine/canonical-json.ts';
import { formatYuan, type Ratio } from '../../engine/money.ts';
import type {
  CriticalIllnessCoverage,
  DeductibleType,
  MedicalCoverage,
  Plan,
  Tier,
} from '../../engine/plan.ts';
import type { Words } from '../words.ts';
import { bothOf } from './change.ts';

/** A term of a plan version, as people speak of it. */
export interface Term {
  /** Path in the plan's file: "HM.deductible". */
  readonly path: string;
  readonly label: Words;
  readonly value: Words;
  /** Where more of it is better for families, the amount in any unit; null where that cannot be said. */
  readonly good: number | null;
  readonly clause: string;
}

/** Every term of a plan version, by path. Terms that are not written have a value as well: "none". */
export function termsOf(plan: Plan): ReadonlyMap<string, Term> {
  const terms = new Map<string, Term>();
  const add: Add = (path, label, value, good, clause) =>
    void terms.set(path, { path, label, value, good, clause });
  const { hospital } = plan;
  add('title', bothOf('方案名称', 'name of the plan'), bothOf(plan.nameZh, plan.nameEn), null, '');
  add(
    'governing_date',
    bothOf('条款适用日期', 'day that picks the terms'),
    GOVERNING[plan.governingDate],
    null,
    '',
  );
  add('end_age', bothOf('保障终止年龄', 'age at which cover ends'), years(plan.endAge), plan.endAge, '');
  add(
    'stay_grace_days',
    bothOf('满期后住院宽限天数', 'days of grace of a stay'),
    days(plan.stayGraceDays),
    plan.stayGraceDays,
    '',
  );
  const hospitalTerm = (name: string, zh: string, en: string, value: Words) =>
    add(`hospital.${name}`, bothOf(zh, en), value, null, hospital.clause);
  hospitalTerm('levels', '医院等级', 'levels of hospital', list(hospital.levels));
  hospitalTerm('ownerships', '医院性质', 'ownership of hospital', list(hospital.ownerships));
  hospitalTerm('wards', '病房', 'wards', list(hospital.wards));
  hospitalTerm('emergency_waives', '急诊豁免', 'what an emergency waives', WAIVES[hospital.emergencyWaives]);
  for (const { id, icd10Prefixes, exceptAccident, clause } of plan.exclusions)
    add(
      `exclusions.${id}`,
      bothOf(`责任免除 ${id}`, `exclusion ${id}`),
      bothOf(
        `诊断编码 ${icd10Prefixes.join('、')}${exceptAccident ? '（意外除外）' : ''}`,
        `diagnoses ${icd10Prefixes.join(', ')}${exceptAccident ? ' (but not by accident)' : ''}`,
      ),
      -icd10Prefixes.length,
      clause,
    );
  if (plan.coverages.CI) addCriticalIllness(plan.coverages.CI, add);
  for (const code of ['HM', 'AM', 'OP'] as const) {
    const coverage = plan.coverages[code];
    if (coverage) addMedical(coverage, add);
  }
  addRest(plan, add);
  return terms;
}

type Add = (path: string, label: Words, value: Words, good: number | null, clause: string) => void;

function addCriticalIllness(coverage: CriticalIllnessCoverage, add: Add): void {
  const term = termOf(coverage, add);
  term('name', '责任名称', 'name of the coverage', bothOf(coverage.nameZh, coverage.nameEn), null);
  term('sum_insured', '保险金额', 'sum insured', yuan(coverage.sumInsuredFen), coverage.sumInsuredFen);
  term(
    'mild_ratio',
    '轻症给付比例',
    'ratio of a mild disease',
    ratio(coverage.mildRatio.ratio),
    value(coverage.mildRatio.ratio),
  );
  term(
    'mild_mode',
    '轻症给付方式',
    'how a mild disease is paid',
    MILD[coverage.mildMode],
    coverage.mildMode === 'independent' ? 1 : 0,
  );
  term('waiting_days', '等待期', 'waiting period', days(coverage.waitingDays), -coverage.waitingDays);
  term(
    'definitions',
    '疾病定义版本',
    'version of the definitions',
    list(coverage.definitions.map(({ from, version }) => `${version} (${from})`)),
    null,
  );
  term(
    'extra_diseases',
    '附加疾病清单',
    'further lists of diseases',
    list(coverage.extraDiseases),
    coverage.extraDiseases.length,
  );
}

function addMedical(coverage: MedicalCoverage, add: Add): void {
  const term = termOf(coverage, add);
  term('name', '责任名称', 'name of the coverage', bothOf(coverage.nameZh, coverage.nameEn), null);
  const { annualLimitFen, perVisitLimitFen, deductible, noSi } = coverage;
  const limit = (fen: number | null) => (fen === null ? Number.MAX_SAFE_INTEGER : fen);
  term('annual_limit', '年度限额', 'yearly limit', yuanOrNone(annualLimitFen), limit(annualLimitFen));
  term(
    'per_visit_limit',
    '每次就诊限额',
    'limit per visit',
    yuanOrNone(perVisitLimitFen),
    limit(perVisitLimitFen),
  );
  const [zh, en] = DEDUCTIBLES[deductible.type];
  const amount = deductible.type === 'none' ? NONE : yuan(deductible.amountFen);
  term('deductible', zh, en, amount, deductible.type === 'none' ? 0 : -deductible.amountFen);
  term(
    'ratio_si',
    '医保结算后给付比例',
    'ratio after social insurance',
    ratio(coverage.ratioSi.ratio),
    value(coverage.ratioSi.ratio),
  );
  term(
    'ratio_no_si',
    '未经医保结算给付比例',
    'ratio without social insurance',
    noSi.kind === 'ratio' ? ratio(noSi.ratio.ratio) : tiers(noSi.tiers),
    noSi.kind === 'ratio' ? value(noSi.ratio.ratio) : null,
  );
  term('waiting_days', '等待期', 'waiting period', days(coverage.waitingDays), -coverage.waitingDays);
  term(
    'classes',
    '可赔目录类别',
    'catalogue classes that count',
    list(coverage.classes),
    coverage.classes.length,
  );
  for (const { fee, perDayFen } of coverage.subLimits)
    term(
      `sublimits.${fee}`,
      `${fee}每日限额`,
      `daily limit of ${fee}`,
      yuan(perDayFen),
      perDayFen,
      'sublimits',
    );
}

type NamedCoverage = CriticalIllnessCoverage | MedicalCoverage;

function termOf({ code, nameZh, nameEn, clauses }: NamedCoverage, add: Add) {
  return (name: string, zh: string, en: string, said: Words, good: number | null, cited = name) =>
    add(`${code}.${name}`, bothOf(`${nameZh} ${zh}`, `${nameEn}, ${en}`), said, good, clauses[cited] ?? '');
}

/** What the terms above say of a plan, a coverage or a hospital. */
const SAID = {
  plan: [
    'id',
    'effectiveOn',
    'nameZh',
    'nameEn',
    'governingDate',
    'endAge',
    'stayGraceDays',
    'hospital',
    'exclusions',
    'clauseTexts',
    'coverages',
  ] satisfies (keyof Plan)[],
  hospital: [
    'levels',
    'ownerships',
    'wards',
    'emergencyWaives',
    'clause',
  ] satisfies (keyof Plan['hospital'])[],
  CI: [
    'code',
    'nameZh',
    'nameEn',
    'sumInsuredFen',
    'mildRatio',
    'mildMode',
    'waitingDays',
    'definitions',
    'extraDiseases',
    'clauses',
  ] satisfies (keyof CriticalIllnessCoverage)[],
  medical: [
    'code',
    'nameZh',
    'nameEn',
    'annualLimitFen',
    'perVisitLimitFen',
    'deductible',
    'ratioSi',
    'noSi',
    'waitingDays',
    'classes',
    'subLimits',
    'clauses',
  ] satisfies (keyof MedicalCoverage)[],
};

/** What a plan holds beyond its terms, as JSON: when plans learn something new, no difference goes unsaid. */
function addRest(plan: Plan, add: Add): void {
  for (const [clause, text] of Object.entries(plan.clauseTexts))
    add(
      `clauseTexts.${clause}`,
      bothOf(`${clause} 的条款文字`, `text of clause ${clause}`),
      bothOf(text, text),
      null,
      clause,
    );
  const { CI, HM, AM, OP } = plan.coverages;
  const rest = (prefix: string, object: object, said: readonly string[]) => {
    for (const [name, other] of Object.entries(object)) {
      if (said.includes(name) || other === undefined) continue;
      const text = canonicalJson(other);
      add(`${prefix}${name}`, bothOf(`${prefix}${name}`, `${prefix}${name}`), bothOf(text, text), null, '');
    }
  };
  rest('', plan, SAID.plan);
  rest('hospital.', plan.hospital, SAID.hospital);
  if (CI) rest('CI.', CI, SAID.CI);
  for (const medical of [HM, AM, OP]) if (medical) rest(`${medical.code}.`, medical, SAID.medical);
}

const NONE: Words = { zh: '无', en: 'none' };
const GOVERNING: Readonly<Record<Plan['governingDate'], Words>> = {
  term_at_event: { zh: '出险时所在保险年度', en: 'the term in force at the event' },
  cover_start: { zh: '首次生效日', en: 'the first cover day' },
};
const WAIVES: Readonly<Record<Plan['hospital']['emergencyWaives'], Words>> = {
  level: { zh: '仅医院等级', en: 'the level only' },
  all: { zh: '全部医院要求', en: 'every hospital term' },
};
const MILD: Readonly<Record<CriticalIllnessCoverage['mildMode'], Words>> = {
  advance: { zh: '提前给付（扣减保额）', en: 'in advance, out of the sum insured' },
  independent: { zh: '独立给付（不扣减保额）', en: 'independently, beside the sum insured' },
};
const DEDUCTIBLES: Readonly<Record<DeductibleType, readonly [string, string]>> = {
  none: ['免赔额', 'deductible'],
  policy_year: ['年免赔额', 'yearly deductible'],
  accident: ['每次事故免赔额', 'deductible per accident'],
  visit: ['每次就诊免赔额', 'deductible per visit'],
  stay_if_no_si: ['未经医保结算的每次住院免赔额', 'deductible per stay without social insurance'],
};

function yuan(fen: Parameters<typeof formatYuan>[0]): Words {
  return { zh: `${formatYuan(fen)} 元`, en: `${formatYuan(fen)} yuan` };
}

function yuanOrNone(fen: Parameters<typeof formatYuan>[0] | null): Words {
  return fen === null ? NONE : yuan(fen);
}

function days(count: number): Words {
  return { zh: `${count} 天`, en: `${count} days` };
}

function years(count: number): Words {
  return { zh: `${count} 周岁`, en: `${count} years` };
}

function list(values: readonly string[]): Words {
  return values.length === 0 ? NONE : { zh: values.join('、'), en: values.join(', ') };
}

function value({ numerator, denominator }: Ratio): number {
  return numerator / denominator;
}

/** A ratio in percent, with as many digits as it has. */
function ratio(of: Ratio): Words {
  const text = `${Number((value(of) * 100).toFixed(6))}%`;
  return { zh: text, en: text };
}

function tiers(bands: readonly Tier[]): Words {
  const texts = bands.map(({ fromFen, toFen, ratio: of }) => {
    const { zh } = ratio(of);
    return `${formatYuan(fromFen)}–${toFen === null ? '' : formatYuan(toFen)}: ${zh}`;
  });
  return { zh: `分段 ${texts.join('；')}`, en: `in bands ${texts.join('; ')}` };
}
