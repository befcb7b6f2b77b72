import { z } from 'zod';
import { message } from '../../rulebook/words.ts';
import { LETTER_KINDS } from '../forms/forms.ts';

/** Schemas of the files under templates/, strict: a key that nothing reads is a mistake someone relies on. */

const filled = z.string().min(1, message('不得为空', 'must not be empty'));

/** Chinese, and English for the bilingual letter; '' where nothing is added to the Chinese. */
const said = z.strictObject({ zh: filled, en: z.string() });

const name = z
  .string()
  .regex(/^[a-z][A-Za-z]*$/, message('只能用字母，小写开头', 'must be letters, the first in lower case'));

const path = z
  .string()
  .regex(
    /^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)*$/,
    message('请写作 "a.b" 的形式', 'must be names joined by points, as in "a.b"'),
  );

/** When to print, as a condition of the template language, and for each of which list. */
const printed = {
  when: filled.optional(),
  each: path.optional(),
  as: name.optional(),
};

/** A text, or one for each of a list, joined, between a lead and a tail. */
const phrase = z.union([
  said,
  z.strictObject({
    each: path,
    as: name,
    zh: filled,
    en: z.string(),
    join: said,
    lead: said.optional(),
    tail: said.optional(),
  }),
]);
export type Phrase = z.infer<typeof phrase>;

const item = z.strictObject({ ...printed, text: phrase });
const fact = z.strictObject({ ...printed, label: phrase, value: phrase });
const column = z.strictObject({
  heading: said,
  share: z.number().positive().max(1),
  align: z.enum(['left', 'right', 'center']),
});
const columns = z
  .array(column)
  .min(1)
  .refine(
    all => Math.abs(all.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9,
    message('各列的 share 之和应为 1', 'the shares of the columns must add up to 1'),
  );

const line = z.strictObject({
  ...printed,
  style: z.enum(['line', 'group', 'note', 'total']),
  /** Null: an empty cell. */
  cells: z.array(phrase.nullable()).min(1),
});
/** Rows that repeat together, two levels deep: an invoice with its lines. */
const rows = z.array(z.union([line, z.strictObject({ ...printed, rows: z.array(line).min(1) })]));
export type TemplateRow = z.infer<typeof rows>[number];

const bar = z.strictObject({
  ...printed,
  kind: z.enum(['start', 'cut', 'end']),
  label: phrase,
  /** Path of an amount, or "0". */
  from: z.union([path, z.literal('0')]),
  to: path,
});

const plainBlocks = [
  z.strictObject({ type: z.literal('title'), ...printed, text: phrase, under: phrase }),
  z.strictObject({ type: z.literal('salutation'), ...printed, text: phrase }),
  z.strictObject({
    type: z.literal('paragraph'),
    ...printed,
    text: phrase,
    tone: z.enum(['plain', 'strong', 'quiet']).default('plain'),
  }),
  z.strictObject({
    type: z.literal('heading'),
    ...printed,
    level: z.union([z.literal(1), z.literal(2)]),
    text: phrase,
  }),
  z.strictObject({
    type: z.literal('items'),
    ...printed,
    numbered: z.boolean().default(false),
    items: z.array(item).min(1),
  }),
  z.strictObject({ type: z.literal('amount'), ...printed, label: phrase, figure: filled, words: phrase }),
  z.strictObject({ type: z.literal('facts'), ...printed, facts: z.array(fact).min(1) }),
  z.strictObject({
    type: z.literal('table'),
    ...printed,
    columns,
    rows,
    whole: z.boolean().default(false),
    summary: phrase,
  }),
  z.strictObject({ type: z.literal('waterfall'), ...printed, bars: z.array(bar).min(2), alt: phrase }),
  z.strictObject({ type: z.literal('qr'), ...printed, url: path, caption: phrase }),
  z.strictObject({
    type: z.literal('signature'),
    ...printed,
    codes: z.array(item),
    sender: phrase,
    seal: phrase,
    date: phrase,
  }),
  z.strictObject({ type: z.literal('partial'), ...printed, name: filled }),
] as const;
const plainBlock = z.discriminatedUnion('type', plainBlocks);

/** Blocks that repeat together: a heading, a table and a figure for each coverage. */
const block = z.discriminatedUnion('type', [
  ...plainBlocks,
  z.strictObject({ type: z.literal('group'), ...printed, blocks: z.array(plainBlock).min(1) }),
]);
export type TemplateBlock = z.infer<typeof block>;

/** templates/letters/<kind>.json */
export const templateFile = z.strictObject({
  kind: z.enum(LETTER_KINDS as [(typeof LETTER_KINDS)[number], ...typeof LETTER_KINDS]),
  /** What the PDF is called. */
  title: said,
  blocks: z.array(block).min(1),
});
export type LetterTemplate = z.infer<typeof templateFile>;

/** templates/letters/partials/<name>.json: blocks that several letters have; a partial has none in it. */
export const partialFile = z.strictObject({ blocks: z.array(block).min(1) });

/** templates/letters/house.json: the foot of each page, and what codes are called. */
export const houseFile = z.strictObject({
  foot: said,
  attachment: said,
  names: z.record(name, z.record(z.string(), said)),
});
export type House = z.infer<typeof houseFile>;

/** templates/brands/<name>.json: look and address of an insurer; the one without insurers stands in for all others. */
export const brandFile = z.strictObject({
  /** Chinese names, as the group policies write them. */
  insurers: z.array(filled),
  logo: z
    .string()
    .regex(/^[MmLlHhVvCcSsQqTtAaZz0-9 .,+-]+$/, message('不是 SVG 路径数据', 'is no SVG path data'))
    .max(10_000)
    .nullable(),
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, message('请写作 #rrggbb（小写）', 'must be #rrggbb in lower case'))
    .refine(
      hex => contrastWithWhite(hex) >= 4.5,
      message('与白色的对比度不足 4.5，难以辨认', 'has a contrast with white below 4.5, too pale to read'),
    ),
  /** Lines of the letterhead. */
  contact: z.array(said),
  phone: filled.nullable(),
  /** Where letters and documents are sent. */
  address: said.nullable(),
  hours: said.nullable(),
});
export type BrandFile = z.infer<typeof brandFile>;

/** Contrast of a colour with white (WCAG 2.2 §1.4.3). */
function contrastWithWhite(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
