import { z } from 'zod';
import { amount, count, day, ratio, said, text } from './fields.ts';
import { addressee, child, clause, cover, head } from './parts.ts';

/** 保障凭证: what a child is covered for, from when, up to how much. */
export const certificateForm = z.strictObject({
  kind: z.literal('certificate'),
  ...head,
  ...addressee,
  ...child,
  ...cover,
  birthOn: day,
  effectiveOn: day,
  /** Last covered day by age. */
  untilDay: day,
  endAge: count,
  coverages: z
    .array(
      z.strictObject({
        code: z.enum(['CI', 'HM', 'AM', 'OP']),
        name: said,
        /** Of the year; for a critical illness the sum insured. Null: no limit. */
        limitFen: amount.nullable(),
        perVisitLimitFen: amount.nullable(),
        deductible: z.strictObject({
          type: z.enum(['none', 'policy_year', 'accident', 'visit', 'stay_if_no_si']),
          amountFen: amount,
        }),
        /** Settled through social insurance; for a critical illness that of a mild one. */
        ratio: ratio,
        /** Not settled through it; null where it is no other, or bands apply. */
        ratioWithoutSi: ratio.nullable(),
        tiers: z.array(z.strictObject({ fromFen: amount, toFen: amount.nullable(), ratio })),
        /** First day on which an illness is covered; null: no waiting. */
        coveredFrom: day.nullable(),
        waitingDays: count,
        classes: z.array(text),
        subLimits: z.array(z.strictObject({ fee: text, perDayFen: amount })),
      }),
    )
    .min(1),
  hospital: z.strictObject({
    levels: z.array(text),
    /** public, private; empty: any. */
    ownerships: z.array(text),
    wards: z.array(text),
    emergencyWaives: z.enum(['level', 'all']),
    clause: text,
  }),
  /** What the plan does not cover (责任免除), in the words of its clauses: to be shown so that it is seen (Art. 17). */
  exclusions: z.array(clause),
  clauses: z.array(clause),
});
export type CertificateForm = z.infer<typeof certificateForm>;
