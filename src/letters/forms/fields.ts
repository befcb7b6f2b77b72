import { z } from 'zod';
import type { PlainDate } from '../../engine/dates.ts';
import type { Fen } from '../../engine/money.ts';

/**
 * Fields that forms are made of. Each says what it is (`letter`), so that a template which prints fen as a number, or a
 * date as it is stored, is refused when it is loaded.
 */
export type FieldKind = 'text' | 'said' | 'fen' | 'day' | 'ratio' | 'count' | 'flag';

const of = <Schema extends z.ZodType>(kind: FieldKind, schema: Schema): Schema =>
  schema.meta({ letter: kind });

/** One line of text as it is on record: a name, a number, a clause. */
export const text = of('text', z.string());

/** In Chinese and English; '' where there is no English. */
export const said = of('said', z.strictObject({ zh: z.string(), en: z.string() }));

/** Whole fen; negative where less is paid than before. */
export const amount = of(
  'fen',
  z.number().int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
) as unknown as z.ZodType<Fen, Fen>;

export const day = of('day', z.string().regex(/^\d{4}-\d{2}-\d{2}$/)) as unknown as z.ZodType<
  PlainDate,
  PlainDate
>;

/** A decimal as the plan writes it: "0.60". */
export const ratio = of('ratio', z.string().regex(/^\d+(\.\d+)?$/));

export const count = of('count', z.number().int().min(0));

export const flag = of('flag', z.boolean());
