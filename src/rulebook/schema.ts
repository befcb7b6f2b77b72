import { z } from 'zod';
import { type PlainDate, parseDate, toEpochDay } from '../engine/dates.ts';
import { parseRatio, parseYuan } from '../engine/money.ts';
import { message } from './words.ts';

/** Schemas of the files under rules/, strict: a key that nothing reads is a mistake someone relies on. */

const words = z.string().min(1, message('不得为空', 'must not be empty'));
const bilingual = z.strictObject({ zh: words, en: words });

/** What an editor can tell of a text that is read further: the form it has (json-schemas.ts). */
export const WRITTEN = {
  day: { pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: '日期 / a date: "2024-02-29"' },
  yuan: { pattern: '^\\d+\\.\\d{2}$', description: '金额（元） / yuan with two decimals: "500.00"' },
  ratio: { pattern: '^\\d+(\\.\\d+)?$', description: '比例 / a ratio: "0.60"' },
} as const;

export const dateText = z
  .string()
  .transform((text, context): PlainDate => {
    const date = parseDate(text);
    if (date !== null) return date;
    context.addIssue({
      code: 'custom',
      message: message(
        `${JSON.stringify(text)} 不是日历上的日期（YYYY-MM-DD）`,
        `${JSON.stringify(text)} is not a calendar date (YYYY-MM-DD)`,
      ),
    });
    return z.NEVER;
  })
  .meta(WRITTEN.day);

/** Yuan with two decimals, not negative, as fen. */
export const yuanText = z
  .string()
  .transform((text, context) => {
    const amount = parseYuan(text);
    if (amount !== null && amount >= 0) return amount;
    context.addIssue({
      code: 'custom',
      message: message(
        `${JSON.stringify(text)} 不是金额（元），应如 "500.00"`,
        `${JSON.stringify(text)} is not an amount in yuan such as "500.00"`,
      ),
    });
    return z.NEVER;
  })
  .meta(WRITTEN.yuan);

/** A decimal such as "0.60", exact, with its own text. */
export const ratioText = z
  .string()
  .transform((text, context) => {
    const ratio = parseRatio(text);
    if (ratio !== null) return { text, ratio };
    context.addIssue({
      code: 'custom',
      message: message(
        `${JSON.stringify(text)} 不是比例，应如 "0.60"`,
        `${JSON.stringify(text)} is not a ratio such as "0.60"`,
      ),
    });
    return z.NEVER;
  })
  .meta(WRITTEN.ratio);

const EFFECT_TYPES = [
  'route',
  'refuse',
  'exclude_invoice',
  'reason',
  'require_documents',
  'flag',
  'refer',
  'sign',
  'attach',
] as const;

export const stagesFile = z.strictObject({
  stages: z.array(
    z.strictObject({
      id: words,
      scope: z.enum(['contract', 'claim', 'invoice']),
      hit_policy: z.enum(['collect', 'unique', 'first']),
      effects: z.array(z.enum(EFFECT_TYPES)).min(1),
      /** Some rule must fire on every claim: the check proves it. */
      complete: z.boolean().default(false),
      title: bilingual,
    }),
  ),
});
export type StageEntry = z.infer<typeof stagesFile>['stages'][number];

const bound = z.union([z.number().int(), z.string()]);

/** Conditions have their own reader, conditions.ts. */
const statement = z.unknown();

/** What always holds between facts: a condition, or one that holds when another does, with what holds otherwise. */
export const constraintForms = [
  z.strictObject({ title: bilingual, always: statement }),
  z.strictObject({ title: bilingual, when: statement, holds: statement, otherwise: statement.optional() }),
] as const;
const constraint = z.union(constraintForms);
export type ConstraintEntry = z.infer<typeof constraint>;

export const factsFile = z.strictObject({
  constraints: z.array(constraint).default([]),
  facts: z.array(
    z.strictObject({
      id: z
        .string()
        .regex(
          /^[a-z][a-z0-9_]*$/,
          message('只能用小写字母、数字和下划线', 'must be lower-case letters, digits and underscores'),
        ),
      type: z.enum(['money', 'int', 'bool', 'enum', 'day', 'text']),
      domain: z.array(words).min(1).optional(),
      /** What the values of an enum are called. */
      words: z.record(z.string(), bilingual).optional(),
      unit: words.optional(),
      /**
       * What an explanation may suppose to have been otherwise: of an enum these values, of anything else any value.
       * Left out: it is as it is.
       */
      what_if: z.union([z.literal('any'), z.array(words).min(1)]).optional(),
      /** A later day that this one never lies after; an explanation moves both. */
      not_after: words.optional(),
      /** What a family can honestly still hand in to show that the fact has this value. */
      family_can_supply: z.strictObject({ value: z.boolean(), zh: words, en: words }).optional(),
      min: bound.optional(),
      max: bound.optional(),
      stages: z.array(words).min(1),
      title: bilingual,
      source: words,
    }),
  ),
});
export type FactEntry = z.infer<typeof factsFile>['facts'][number];

const factOverrides = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const baseCasesFile = z.strictObject({
  cases: z.strictObject({
    contract: factOverrides,
    invoice: factOverrides,
    medical: factOverrides,
    critical_illness: factOverrides,
  }),
  /** The claims that examples of plans start from, read by plan-examples.ts. */
  claims: z.unknown().optional(),
});
export type BaseCases = z.infer<typeof baseCasesFile>['cases'];
export type BaseCaseName = keyof BaseCases;

const coverageCode = z.enum(['CI', 'HM', 'AM', 'OP']);

/** Ids of other files that an effect names: any text to the loader, which looks them up; their list to an editor. */
export interface NamedIds {
  readonly reason: z.ZodType<string>;
  readonly plan: z.ZodType<string>;
  readonly document: z.ZodType<string>;
  readonly signal: z.ZodType<string>;
}

/** The closed vocabulary of effects, by type. */
export function effectForms({ reason, plan, document, signal }: NamedIds) {
  return {
    route: z.strictObject({
      type: z.literal('route'),
      params: z.strictObject({ coverages: z.array(coverageCode).min(1) }),
    }),
    refuse: z.strictObject({
      type: z.literal('refuse'),
      params: z.strictObject({ reason, ends_ci: z.boolean().default(false) }),
    }),
    exclude_invoice: z.strictObject({
      type: z.literal('exclude_invoice'),
      params: z.strictObject({ reason }),
    }),
    reason: z.strictObject({ type: z.literal('reason'), params: z.strictObject({ reason }) }),
    require_documents: z.strictObject({
      type: z.literal('require_documents'),
      params: z.strictObject({ documents: z.array(document).min(1) }),
    }),
    flag: z.strictObject({ type: z.literal('flag'), params: z.strictObject({ signal }) }),
    refer: z.strictObject({ type: z.literal('refer'), params: z.strictObject({ reason }) }),
    sign: z.strictObject({
      type: z.literal('sign'),
      params: z.strictObject({
        signatures: z.number().int().min(1).max(2),
        /** A book from before there were levels names none. */
        level: z.number().int().min(1).max(5).optional(),
      }),
    }),
    attach: z.strictObject({
      type: z.literal('attach'),
      params: z.strictObject({ plan, cover_start: z.enum(['signed', 'stored', 'birth']) }),
    }),
  };
}

/** What an example says that its rule does: any of what an effect of the rule can say. */
export function givesForm({ reason, plan, document, signal }: NamedIds) {
  return z
    .strictObject({
      coverages: z.array(coverageCode),
      reason,
      ends_ci: z.boolean(),
      documents: z.array(document),
      signal,
      signatures: z.number().int(),
      level: z.number().int(),
      plan,
      cover_start: z.enum(['signed', 'stored', 'birth']),
    })
    .partial();
}
export type Gives = z.infer<ReturnType<typeof givesForm>>;

const ANY_NAMES: NamedIds = { reason: words, plan: words, document: words, signal: words };
const effects = effectForms(ANY_NAMES);
const event = z.discriminatedUnion('type', [
  effects.route,
  effects.refuse,
  effects.exclude_invoice,
  effects.reason,
  effects.require_documents,
  effects.flag,
  effects.refer,
  effects.sign,
  effects.attach,
]);

export const exampleForm = z.strictObject({
  name: words,
  base: z.enum(['contract', 'invoice', 'medical', 'critical_illness']).optional(),
  /** The day whose parameter values the example is about; otherwise the first day of the rule. */
  on: dateText.transform(toEpochDay).optional(),
  facts: factOverrides,
  fires: z.boolean(),
  gives: givesForm(ANY_NAMES).optional(),
});

export const ruleFile = z.strictObject({
  id: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]*$/,
      message('只能用小写字母、数字和连字符', 'must be lower-case letters, digits and hyphens'),
    ),
  title: bilingual,
  clause: words,
  effective: z.strictObject({
    from: dateText.transform(toEpochDay),
    to: dateText.transform(toEpochDay).nullable(),
  }),
  kind: z.enum(['medical', 'critical_illness']).nullable(),
  /** The condition tree has its own reader, conditions.ts. */
  conditions: z.unknown(),
  event,
  examples: z.array(exampleForm),
});
export type RuleEntry = z.infer<typeof ruleFile>;

export const reasonsFile = z.strictObject({
  reasons: z.array(
    z.strictObject({
      code: z
        .string()
        .regex(
          /^[A-Z][A-Z0-9_]*$/,
          message('只能用大写字母、数字和下划线', 'must be upper-case letters, digits and underscores'),
        ),
      zh: words,
      contestable: z.boolean(),
      precedence: z.number().int().positive(),
      by_person: z.boolean().default(false),
      family: bilingual,
      file: bilingual,
    }),
  ),
});
export type ReasonEntry = z.infer<typeof reasonsFile>['reasons'][number];

const code = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]*$/,
    message('只能用小写字母、数字和下划线', 'must be lower-case letters, digits and underscores'),
  );

/** A parameter whose values are written as `value`. */
function parameterForm<Type extends string, Value extends z.ZodType>(type: Type, value: Value) {
  return z.strictObject({
    id: code,
    type: z.literal(type),
    unit: words.optional(),
    title: bilingual,
    /** The day that picks the value: that of the event, or the first day of the cover. */
    governs: z.enum(['event', 'cover_start']),
    values: z
      .array(z.strictObject({ from: dateText.transform(toEpochDay), value, clause: words, source: words }))
      .min(1),
  });
}

export const parametersFile = z.strictObject({
  parameters: z.array(
    z.discriminatedUnion('type', [
      parameterForm('money', z.string().meta(WRITTEN.yuan)),
      parameterForm('int', z.number().int()),
      parameterForm('day', z.string().meta(WRITTEN.day)),
    ]),
  ),
});
export type ParameterEntry = z.infer<typeof parametersFile>['parameters'][number];

export const documentsFile = z.strictObject({
  documents: z.array(
    z.strictObject({
      code,
      title: bilingual,
      /** Codes of documents that serve in its place. */
      served_by: z.array(words).default([]),
      /** Whether a family can still get it when it is asked for later. */
      family_can_supply: z.boolean(),
      /** How a family gets it. */
      where: bilingual,
    }),
  ),
});
export type DocumentEntry = z.infer<typeof documentsFile>['documents'][number];

export const signalsFile = z.strictObject({
  signals: z.array(
    z.strictObject({
      code,
      title: bilingual,
      /** What a handler looks at. */
      look: bilingual,
    }),
  ),
});
export type SignalEntry = z.infer<typeof signalsFile>['signals'][number];

const period = z
  .strictObject({ from: dateText, to: dateText })
  .refine(({ from, to }) => from <= to, message('终止日不得早于起始日', 'must not end before it begins'));
const cohorts = z
  .strictObject({ from: z.number().int(), to: z.number().int() })
  .refine(
    ({ from, to }) => from <= to,
    message('终止年度不得早于起始年度', 'must not end before they begin'),
  );

export const masterPoliciesFile = z.strictObject({
  insurers: z.record(z.string(), bilingual),
  policies: z.array(
    z.strictObject({ no: words, insurer: words, plans: z.array(words).min(1), cohorts, period }),
  ),
});

const hospital = z.strictObject({
  levels: z.array(words).min(1),
  ownerships: z.array(words).min(1),
  wards: z.array(words).min(1),
  emergency_waives: z.enum(['level', 'all']),
});
const exclusion = z.strictObject({
  id: words,
  icd10_prefixes: z.array(words).min(1),
  except_accident: z.boolean(),
  clause: words,
});
/** Which version of the disease definitions applies to covers from a day on. */
const definitions = z.array(z.strictObject({ from: dateText, version: words }));
const governingDate = z.enum(['term_at_event', 'cover_start']);
const days = z.number().int().min(0);

export const planDefaultsFile = z.strictObject({
  governing_date: governingDate,
  /** Day that stands for 29 February in a common year, for birthdays and policy years. */
  leap_day: z.strictObject({ value: z.enum(['march_1', 'february_28']), clause: words }).optional(),
  end_age: z.number().int().min(1),
  stay_grace_days: days,
  hospital,
  exclusions: z.array(exclusion),
  /** A book from before the definitions were kept has none. */
  definitions: definitions.default([]),
});
export type PlanDefaults = z.infer<typeof planDefaultsFile>;

/**
 * A plan version after its clauses have been taken off (plan.ts). A plan of a rulebook is read strictly; one that
 * is handed over inline may carry notes, which are left out. `written`: as it stands in the file, each term a value or
 * { value, clause }; for an editor only.
 */
export function planVersionSchema(form: 'strict' | 'lenient' | 'written') {
  const strict = form !== 'lenient';
  const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
    strict ? z.strictObject(shape) : (z.object(shape) as unknown as ReturnType<typeof z.strictObject<Shape>>);
  const term = <Schema extends z.ZodType>(schema: Schema): Schema =>
    form === 'written'
      ? (z.union([schema, z.strictObject({ value: schema, clause: words })]) as unknown as Schema)
      : schema;
  const clauses = z.record(z.string(), words).default({});
  const names = { name_zh: words.optional(), name_en: words.optional() };
  const ci = object({
    ...names,
    sum_insured: term(yuanText),
    scope: z.literal('lifetime').optional(),
    mild_ratio: term(ratioText),
    mild_mode: term(z.enum(['advance', 'independent'])),
    waiting_days: term(days).default(0),
    definitions: term(definitions.min(1)).optional(),
    extra_diseases: term(z.array(words)).default([]),
    clauses,
  });
  const medical = object({
    ...names,
    annual_limit: term(yuanText.nullable()).default(null),
    per_visit_limit: term(yuanText.nullable()).default(null),
    deductible: term(
      z
        .discriminatedUnion('type', [
          object({ type: z.literal('none'), amount: yuanText.optional() }),
          object({
            type: z.enum(['policy_year', 'accident', 'visit', 'stay_if_no_si']),
            amount: yuanText,
          }),
        ])
        .nullable(),
    ).default(null),
    ratio_si: term(ratioText),
    ratio_no_si: term(ratioText).optional(),
    tiers_no_si: term(
      z.array(object({ from: yuanText, to: yuanText.nullable(), ratio: ratioText })).min(1),
    ).optional(),
    waiting_days: term(days).default(0),
    classes: term(strict ? z.array(words).min(1) : z.array(z.string())),
    sublimits: term(z.array(object({ fee: words, per_day: yuanText })).nullable()).default(null),
    clauses,
  }).refine(
    ({ ratio_no_si, tiers_no_si }) => (ratio_no_si === undefined) !== (tiers_no_si === undefined),
    message(
      'ratio_no_si 与 tiers_no_si 应当有且只有一个',
      'needs exactly one of ratio_no_si and tiers_no_si',
    ),
  );
  return object({
    effective_on: dateText.optional(),
    governing_date: term(governingDate).optional(),
    end_age: term(z.number().int().min(1)).optional(),
    stay_grace_days: term(days).optional(),
    hospital: term(hospital.partial()).optional(),
    exclusions: term(z.array(exclusion)).optional(),
    coverages: object({
      CI: ci.optional(),
      HM: medical.optional(),
      AM: medical.optional(),
      OP: medical.optional(),
    }),
    clauses,
    /** The clauses that letters quote, by how they are cited; a clause without a text is cited alone. */
    clause_texts: z.record(words, words).default({}),
  });
}
export type PlanVersionEntry = z.infer<ReturnType<typeof planVersionSchema>>;

export const planHead = z.strictObject({
  id: words,
  title: bilingual,
  extends: words.optional(),
  override: z.record(z.string(), z.unknown()).optional(),
  versions: z.array(z.record(z.string(), z.unknown())).min(1).optional(),
  /** Read by plan-examples.ts. */
  examples: z.array(z.unknown()).default([]),
});
