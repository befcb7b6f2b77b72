import { z } from 'zod';

/** Pieces that the generated schemas are made of. */

/** One of the ids; any text where there are none. */
export function oneOf(ids: readonly string[]): z.ZodType<string> {
  return ids.length === 0 ? z.string() : z.enum(ids);
}

/** One of the ids, each with its title where an editor shows it. */
export function described(
  entries: readonly { readonly id: string; readonly title: string }[],
): z.ZodType<string> {
  return oneOf(entries.map(({ id }) => id)).meta({ enumDescriptions: entries.map(({ title }) => title) });
}

/** Any of the forms; of one form, itself. */
export function anyOf(options: readonly z.ZodType[]): z.ZodType {
  return options.length === 1 ? options[0]! : z.union(options);
}
