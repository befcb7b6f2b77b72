/**
 * Case histories in the golden form, from a seed: the same seed gives the same histories on every machine.
 * Amounts, dates and codes crowd the places where readings differ: limits nearly used, the last waiting day and
 * the next, the eve of a birthday, anniversaries of 29 February, the same invoice again, appeals that refuse.
 */

export interface Random {
  /** A whole number from `low` to `high`, both possible. */
  int(low: number, high: number): number;
  chance(share: number): boolean;
  pick<T>(values: readonly T[]): T;
}

/** mulberry32: 32 bits of state, enough for test data. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return { int, chance: share => next() < share, pick: values => values[int(0, values.length - 1)] as never };
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface History {
  plans: JsonObject;
  case: JsonObject;
}

const FEES = [
  '床位费',
  '诊察费',
  '检查费',
  '化验费',
  '治疗费',
  '手术费',
  '护理费',
  '卫生材料费',
  '西药费',
  '中药饮片费',
].concat(['中成药费', '一般诊疗费', '挂号费', '其他费']);
const CLASSES = ['甲', '甲', '甲', '乙', '乙', '丙', '自费', '非医疗'];
const LEVELS = [
  '三级甲等',
  '三级甲等',
  '三级乙等',
  '三级',
  '二级甲等',
  '二级丙等',
  '二级',
  '一级甲等',
  '未定级',
];
const ICD10 = [
  'J18.9',
  'J06.9',
  'K35.8',
  'S72.3',
  'R56.0',
  'C91.0',
  'A08.0',
  'Q21.0',
  'P59.9',
  'K02.1',
  'Z41.1',
];

const yuan = (fen: number) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
const day = (time: number) => new Date(time).toISOString().slice(0, 10);
const timeOf = (date: string) =>
  Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8)));
const later = (date: string, days: number) => day(timeOf(date) + days * 86_400_000);
const inYear = (date: string, year: number) =>
  day(Date.UTC(year, Number(date.slice(5, 7)) - 1, Number(date.slice(8))));

function ratio(random: Random): string {
  // More than the expense: only the bill itself then caps what is paid.
  if (random.chance(0.06)) return '1.25';
  const decimals = random.int(1, 4);
  return (random.int(1, 10 ** decimals) / 10 ** decimals).toFixed(decimals);
}

const DEDUCTIBLES = ['policy_year', 'accident', 'visit', 'stay_if_no_si'] as const;

function medicalCoverage(random: Random, code: string): JsonObject {
  const type = random.pick(DEDUCTIBLES);
  const amountFen = random.pick([0, 5_000, 10_000, random.int(0, 60_000)]);
  const coverage: JsonObject = {
    name_zh: { HM: '住院医疗', AM: '意外伤害医疗', OP: '疾病门急诊' }[code] as string,
    annual_limit: yuan(random.int(1, 40) * 50_000 + random.int(0, 1) * random.int(0, 9_999)),
    deductible: { type, amount: yuan(amountFen) },
    ratio_si: random.chance(0.5) ? '1.00' : ratio(random),
    waiting_days: random.pick([0, 0, 1, 30, 90, 180]),
    classes: random.pick([['甲', '乙'], ['甲', '乙', '丙'], ['甲'], ['甲', '乙', '丙', '自费']]),
  };
  if (random.chance(0.3)) coverage.per_visit_limit = yuan(random.int(100, 400_000));
  if (random.chance(0.4)) {
    const fees = [...new Set([random.pick(FEES), random.pick(FEES), '床位费'])].slice(0, random.int(1, 3));
    coverage.sublimits = fees.map(fee => ({ fee, per_day: yuan(random.int(1_000, 30_000)) }));
  }
  if (random.chance(0.35)) coverage.tiers_no_si = tiers(random, amountFen);
  else coverage.ratio_no_si = ratio(random);
  return coverage;
}

function tiers(random: Random, firstFen: number): JsonObject[] {
  const bands: JsonObject[] = [];
  let fromFen = firstFen;
  for (let left = random.int(1, 4); left > 0; left--) {
    const toFen = fromFen + random.int(10_000, 400_000);
    bands.push({ from: yuan(fromFen), to: left === 1 ? null : yuan(toFen), ratio: ratio(random) });
    fromFen = toFen;
  }
  return bands;
}

function criticalIllness(random: Random): JsonObject {
  return {
    name_zh: '重大疾病',
    sum_insured: yuan(random.int(1, 300_000) * 100 + random.int(0, 99)),
    scope: 'lifetime',
    mild_ratio: random.pick(['0.30', '0.20', '0.455', '0.3333']),
    mild_mode: random.pick(['advance', 'independent']),
    waiting_days: random.pick([0, 30, 90, 180]),
  };
}

const REF_HM: JsonObject = {
  name_zh: '住院医疗',
  annual_limit: '660000.00',
  deductible: { type: 'policy_year', amount: '500.00' },
  ratio_si: '1.00',
  ratio_no_si: '0.60',
  waiting_days: 30,
  classes: ['甲', '乙'],
  sublimits: [{ fee: '床位费', per_day: '100.00' }],
};
const REF_AM: JsonObject = {
  name_zh: '意外伤害医疗',
  annual_limit: '30000.00',
  deductible: { type: 'accident', amount: '100.00' },
  ratio_si: '1.00',
  ratio_no_si: '0.80',
  waiting_days: 0,
  classes: ['甲', '乙', '丙'],
};
const REF_CI: JsonObject = {
  name_zh: '重大疾病',
  sum_insured: '300000.00',
  scope: 'lifetime',
  mild_ratio: '0.30',
  mild_mode: 'advance',
  waiting_days: 90,
};

/** The three plans of the golden cases, which every file of histories carries beside its own random ones. */
const REF_PLANS: JsonObject = {
  'REF-A': {
    note: 'as in the golden cases',
    coverages: {
      CI: REF_CI,
      HM: REF_HM,
      AM: REF_AM,
      OP: {
        name_zh: '疾病门急诊',
        annual_limit: '10000.00',
        per_visit_limit: '300.00',
        deductible: { type: 'visit', amount: '50.00' },
        ratio_si: '0.80',
        ratio_no_si: '0.60',
        waiting_days: 30,
        classes: ['甲', '乙'],
      },
    },
  },
  'REF-A2': { extends: 'REF-A', override: { 'CI.mild_mode': 'independent' } },
  'REF-B': {
    coverages: {
      CI: { ...REF_CI, sum_insured: '200000.00' },
      HM: {
        name_zh: '住院医疗',
        annual_limit: '20000.00',
        deductible: { type: 'stay_if_no_si', amount: '100.00' },
        ratio_si: '1.00',
        tiers_no_si: [
          { from: '100.00', to: '5000.00', ratio: '0.60' },
          { from: '5000.00', to: '10000.00', ratio: '0.70' },
          { from: '10000.00', to: null, ratio: '0.90' },
        ],
        waiting_days: 30,
        classes: ['甲', '乙'],
      },
      AM: { ...REF_AM, annual_limit: '5000.00' },
    },
  },
};

function randomPlan(random: Random): JsonObject {
  const codes = ['CI', 'HM', 'AM', 'OP'].filter(() => random.chance(0.85));
  const coverages: JsonObject = {};
  for (const code of codes.length > 0 ? codes : ['HM'])
    coverages[code] = code === 'CI' ? criticalIllness(random) : medicalCoverage(random, code);
  return { coverages };
}

/** A plan file: the reference plans, a random one, and a chain of two that extend it. */
export function generatePlans(random: Random): JsonObject {
  const own = randomPlan(random);
  const coverages = own.coverages as JsonObject;
  const override: JsonObject = {};
  for (const code of Object.keys(coverages)) {
    if (code === 'CI') override['CI.sum_insured'] = yuan(random.int(1, 50_000_000));
    else if (random.chance(0.6)) override[`${code}.annual_limit`] = yuan(random.int(1, 3_000_000));
    else override[`${code}.ratio_si`] = ratio(random);
  }
  const again: JsonObject = {};
  for (const code of Object.keys(coverages)) again[`${code}.waiting_days`] = random.int(0, 100);
  return {
    ...REF_PLANS,
    OWN: own,
    'OWN-2': { extends: 'OWN', override },
    'OWN-3': { extends: 'OWN-2', override: again },
  };
}

/** A case with its plans. About one in twenty cannot be decided at all: a figure or a field of it is wrong. */
export function generateHistory(seed: number): History {
  const random = seeded(seed);
  const plans = generatePlans(random);
  const plan = random.pick(['REF-A', 'REF-A', 'REF-A2', 'REF-B', 'OWN', 'OWN', 'OWN-2', 'OWN-3']);
  const document = new Story(random, `G${seed}`, plan, waitingDays(plans, plan)).tell();
  if (random.chance(0.05)) spoil(random, document);
  return { plans, case: document };
}

/** Waiting days of the coverages, so that dates can be set at their edge. */
function waitingDays(plans: JsonObject, plan: string): number[] {
  const found = plans[plan] as JsonObject;
  const coverages = found.coverages as JsonObject | undefined;
  if (!coverages) return waitingDays(plans, found.extends as string).concat(Object.values(overridden(found)));
  return Object.values(coverages).map(coverage => (coverage as JsonObject).waiting_days as number);
}

function overridden(plan: JsonObject): number[] {
  const entries = Object.entries(plan.override as JsonObject);
  return entries.filter(([path]) => path.endsWith('.waiting_days')).map(([, days]) => days as number);
}

class Story {
  readonly #random: Random;
  readonly #id: string;
  readonly #plan: string;
  readonly #waiting: readonly number[];
  readonly #effective: string;
  readonly #terminated: string | null;
  readonly #children: { id: string; birth: string }[];
  readonly #claims: JsonObject[] = [];
  readonly #numbers: string[] = [];
  #accidents: string[] = [];

  constructor(random: Random, id: string, plan: string, waiting: readonly number[]) {
    this.#random = random;
    this.#id = id;
    this.#plan = plan;
    this.#waiting = waiting;
    this.#effective = random.pick([
      '2020-02-29',
      '2020-02-29',
      '2021-01-01',
      later('2019-01-01', random.int(0, 1_460)),
      later('2019-01-01', random.int(0, 1_460)),
    ]);
    this.#terminated = random.chance(0.2) ? later(this.#effective, random.int(0, 1_500)) : null;
    const birth = random.pick([
      '2004-02-29',
      '2020-02-29',
      later('2003-01-01', random.int(0, 1_500)),
      ...[1, 2, 3, 4].map(() => later('2019-01-01', random.int(-400, 400))),
    ]);
    this.#children = [{ id: 'P1', birth }];
    if (random.chance(0.3)) this.#children.push({ id: 'P2', birth });
    if (random.chance(0.1)) this.#children.push({ id: 'P3', birth: later(birth, random.int(300, 2_000)) });
  }

  tell(): JsonObject {
    const random = this.#random;
    for (let left = random.int(1, 7); left > 0; left--) {
      const revisable = this.#claims.filter(claim => claim.kind === 'medical' && !this.#isRevised(claim));
      if (random.chance(0.22)) this.#claims.push(this.#illness());
      else if (revisable.length > 0 && random.chance(0.25)) this.#claims.push(this.#revision(revisable));
      else this.#claims.push(this.#visit());
    }
    const document: JsonObject = {
      id: this.#id,
      title_zh: '生成的案例',
      title_en: 'generated',
      plan: this.#plan,
      tags: [],
      contract: { no: 'SDCB-0001', effective: this.#effective, terminated: this.#terminated },
      insured: this.#children,
      // Claims stand in any order in a file; adjudication_order decides.
      claims: this.#shuffled(this.#claims),
    };
    if (random.chance(0.25)) document.prior_state = this.#priorState();
    return document;
  }

  #shuffled(claims: readonly JsonObject[]): JsonObject[] {
    const left = [...claims];
    const out: JsonObject[] = [];
    while (left.length > 0) out.push(...left.splice(this.#random.int(0, left.length - 1), 1));
    return out;
  }

  #isRevised(claim: JsonObject): boolean {
    return this.#claims.some(other => other.revises === claim.id);
  }

  #head(kind: string, insured: string): JsonObject {
    const order = this.#claims.length + 1;
    return { id: `${this.#id}-${order}`, kind, insured, adjudication_order: order };
  }

  /** A day at or beside one of the edges of cover, waiting period and policy year, or any day of five years. */
  #eventDay(birth: string): string {
    const random = this.#random;
    const edge = random.pick([
      later(this.#effective, random.pick([0, ...this.#waiting])),
      inYear(this.#effective, Number(this.#effective.slice(0, 4)) + random.int(1, 3)),
      inYear(birth, Number(birth.slice(0, 4)) + 18),
      this.#terminated ?? this.#effective,
    ]);
    if (random.chance(0.25)) return later(edge, random.int(-2, 2));
    return later(this.#effective, random.pick([random.int(31, 700), random.int(0, 1_500)]));
  }

  #illness(): JsonObject {
    const random = this.#random;
    const child = random.pick(this.#children);
    const tier = random.pick(['mild', 'mild', 'major']);
    return {
      ...this.#head('critical_illness', child.id),
      disease_code: `3.1.${tier === 'mild' ? 2 : 1}.${random.int(1, 3)}`,
      disease_zh: '恶性肿瘤',
      tier,
      diagnosed: this.#eventDay(child.birth),
      cause: random.pick(['illness', 'illness', 'illness', 'accident']),
      icd10: random.pick(ICD10),
    };
  }

  #visit(): JsonObject {
    const random = this.#random;
    const child = random.pick(this.#children);
    const from = this.#eventDay(child.birth);
    const visit = random.pick(['inpatient', 'outpatient']);
    const accident = random.chance(0.4);
    const accidentDate =
      this.#accidents.length > 0 && random.chance(0.5)
        ? random.pick(this.#accidents)
        : later(from, -random.int(0, 20));
    if (accident) this.#accidents = [...this.#accidents, accidentDate];
    const claim: JsonObject = {
      ...this.#head('medical', child.id),
      visit,
      cause: accident ? 'accident' : 'illness',
      first_consult: this.#firstConsult(from),
      accident_date: accident ? accidentDate : null,
      icd10: random.pick(ICD10),
      from,
      to: later(from, visit === 'inpatient' ? random.pick([0, 1, random.int(1, 20)]) : 0),
      hospital: this.#hospital(),
      emergency: random.chance(0.15),
      invoices: this.#invoices(),
    };
    if (random.chance(0.08)) {
      claim.documents_complete = later(from, random.int(5, 90));
      claim.disputed_lines = [random.pick(FEES), random.pick(FEES)];
    }
    return claim;
  }

  #firstConsult(from: string): string {
    const random = this.#random;
    if (random.chance(0.7)) return from;
    if (random.chance(0.4)) return later(from, -random.int(0, 60));
    return later(this.#effective, random.pick(this.#waiting) + random.int(-2, 1));
  }

  #hospital(): JsonObject {
    const random = this.#random;
    return {
      name: '示例市人民医院',
      level: random.chance(0.8) ? '三级甲等' : random.pick(LEVELS),
      ownership: random.chance(0.94) ? 'public' : 'private',
      ward: random.chance(0.94) ? '普通部' : random.pick(['特需部', '国际部']),
    };
  }

  /**
   * An appeal: the same child and admission day, other bills, sometimes another first consultation, ward or finding
   * of forgery. It names the latest decision, so that a second appeal names the first.
   */
  #revision(revisable: readonly JsonObject[]): JsonObject {
    const random = this.#random;
    const named = random.pick(revisable);
    const invoices = structuredClone(named.invoices) as JsonObject[];
    for (const invoice of invoices) {
      if (random.chance(0.4)) reclass(random, invoice);
      if (random.chance(0.1)) invoice.forged = true;
      else if (invoice.forged === true && random.chance(0.5)) delete invoice.forged;
    }
    if (random.chance(0.15) && invoices.length > 1) invoices.pop();
    if (random.chance(0.2)) invoices.push(this.#invoice());
    const claim: JsonObject = {
      ...structuredClone(named),
      ...this.#head('medical', named.insured as string),
      revises: named.id as string,
      invoices,
    };
    // An advance belongs to the first decision; the rules know none for an appeal.
    delete claim.documents_complete;
    delete claim.disputed_lines;
    if (random.chance(0.25)) claim.hospital = this.#hospital();
    if (random.chance(0.15)) claim.first_consult = this.#firstConsult(named.from as string);
    if (random.chance(0.05)) claim.visit = named.visit === 'inpatient' ? 'outpatient' : 'inpatient';
    return claim;
  }

  #invoices(): JsonObject[] {
    const count = this.#random.pick([1, 1, 1, 2, 2, 3]);
    return Array.from({ length: count }, () => this.#invoice());
  }

  #invoice(): JsonObject {
    const random = this.#random;
    const again = this.#numbers.length > 0 && random.chance(0.1);
    const number = again ? random.pick(this.#numbers) : String(random.int(1, 10 ** 9)).padStart(10, '0');
    this.#numbers.push(number);
    const scale = random.pick([5_000, 50_000, 400_000, 3_000_000]);
    const lines = Array.from({ length: random.int(1, 6) }, () => ({
      fee: random.pick(FEES),
      class: random.pick(CLASSES),
      amount: random.pick([random.int(0, scale), random.int(0, scale / 100) * 100]),
    }));
    const total = lines.reduce((sum, line) => sum + line.amount, 0);
    const invoice: JsonObject = {
      code: '37060223',
      number,
      check: 'a1b2c3',
      total: yuan(total),
      lines: lines.map(line => ({ ...line, amount: yuan(line.amount) })),
      settlement: settlement(random, total),
      other_insurers_paid: random.chance(0.2) ? yuan(random.int(0, Math.floor(total / 2))) : '0.00',
    };
    if (random.chance(0.07)) invoice.forged = true;
    return invoice;
  }

  /** Consumption before the first claim; sometimes more than the plan's limit or deductible. */
  #priorState(): JsonObject {
    const random = this.#random;
    const state: JsonObject = {};
    for (const { id } of this.#children) {
      const years: JsonObject = {};
      const first = Number(this.#effective.slice(0, 4));
      for (const year of [first, first + 1, first + 2].filter(() => random.chance(0.6))) {
        const coverages: JsonObject = {};
        for (const code of ['HM', 'AM', 'OP'].filter(() => random.chance(0.5))) {
          const before: JsonObject = {};
          if (random.chance(0.8)) before.paid = yuan(random.pick([random.int(0, 2_500_000), 3_000_000]));
          if (random.chance(0.6)) before.deductible_used = yuan(random.pick([50_000, random.int(0, 60_000)]));
          coverages[code] = before;
        }
        years[String(year)] = coverages;
      }
      state[id] = years;
    }
    return state;
  }
}

/** An invoice's payment: not through social insurance, or any split of it, up to social money for everything. */
function settlement(random: Random, totalFen: number): JsonObject {
  let left = totalFen;
  const take = (share: number) => {
    const part = random.chance(share)
      ? random.pick([left, ...[1, 2, 3, 4].map(() => random.int(0, left))])
      : 0;
    left -= part;
    return yuan(part);
  };
  const social = random.chance(0.55);
  return {
    si_pool: take(social ? 0.9 : 0),
    serious_illness: take(social ? 0.3 : 0.03),
    medical_assistance: take(social ? 0.2 : 0.03),
    personal_account: take(0.3),
    cash: yuan(left),
  };
}

/** The appeal proves that some lines belong to another class. */
function reclass(random: Random, invoice: JsonObject): void {
  for (const line of invoice.lines as JsonObject[]) if (random.chance(0.5)) line.class = random.pick(CLASSES);
}

/** Damages one thing so that the whole case cannot be decided. */
function spoil(random: Random, document: JsonObject): void {
  const claim = random.pick(document.claims as JsonObject[]);
  const invoice = (claim.invoices as JsonObject[] | undefined)?.[0];
  const medical: (() => void)[] = invoice
    ? [
        () => {
          invoice.total = yuan(Math.round(Number(invoice.total) * 100) + 1);
        },
        () => {
          (invoice.settlement as JsonObject).cash = '99999999.99';
        },
        () => {
          delete (invoice.settlement as JsonObject).si_pool;
        },
        () => {
          (invoice.lines as JsonObject[])[0] = { fee: '西药费', class: '甲' };
        },
        () => {
          invoice.total = Number(invoice.total);
        },
        () => {
          delete claim.from;
        },
        () => {
          claim.visit = 'home';
        },
        () => {
          claim.emergency = 'no';
        },
        () => {
          claim.invoices = invoice;
        },
        () => {
          delete claim.hospital;
        },
      ]
    : [
        () => {
          delete claim.diagnosed;
        },
        () => {
          claim.disease_code = 3;
        },
        () => {
          claim.tier = 'moderate';
        },
      ];
  const always: (() => void)[] = [
    () => {
      claim.insured = 'P9';
    },
    () => {
      delete claim.cause;
    },
    () => {
      claim.adjudication_order = 'first';
    },
    () => {
      document.plan = 'REF-Z';
    },
    () => {
      delete document.contract;
    },
    () => {
      claim.kind = 'dental';
    },
  ];
  random.pick([...medical, ...medical, ...always])();
}
