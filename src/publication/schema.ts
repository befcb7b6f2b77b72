import { z } from 'zod';
import { realDay } from '../contracts/real-day.ts';
import { said, type Words } from '../platform/words.ts';
import { AREAS } from '../rulebook/diff/change.ts';

/** Requests and answers about the rulebooks. */

/** A hash or its beginning; `what` it is of is told where it is none. */
export const hashOf = (what: Words) =>
  z
    .string()
    .refine(
      text => /^[0-9a-f]{6,64}$/.test(text),
      said(
        `应为${what.zh}的哈希或其前 6 位以上（小写十六进制）`,
        `is the hash of ${what.en} or its first 6 digits and more`,
      ),
    );

export const bookHash = hashOf({ zh: '规则书', en: 'a rulebook' });

export const bookParams = z.strictObject({ hash: bookHash });

/** Why a person does it; kept with what is done. */
export const why = z.string().trim().min(2).max(2_000);

export const MOST_FILES = 2_000;
const FILE_NAME = /^(?!.*\.\.)[A-Za-z0-9][\w@.-]*(?:\/[A-Za-z0-9][\w@.-]*){0,4}\.json$/;

/** Files by name relative to the folder of the rules, "/" between folders; no way leads out of the folder. */
export const sourceFiles = z
  .record(
    z
      .string()
      .max(200)
      .refine(
        name => FILE_NAME.test(name),
        said(
          '文件名应如 gate/gate-not-in-force.json',
          'the name of a file is like gate/gate-not-in-force.json',
        ),
      ),
    z.string(),
  )
  .refine(
    files => Object.keys(files).length <= MOST_FILES,
    said(`文件不得超过 ${MOST_FILES} 个`, `has at most ${MOST_FILES} files`),
  )
  .describe('文件名 → 文件原文 | Text of each file by its name');

/** POST /rulebooks. */
export const draftBody = z.strictObject({ why, files: sourceFiles });

/** POST /rulebooks/{hash}/approve: `rehearsal` is the one that the person has read. */
export const approveBody = z.strictObject({ rehearsal: z.string().min(1).max(200), why });

/** POST /rulebooks/{hash}/publish. */
export const publishBody = z.strictObject({
  effective_on: realDay('2027-01-01'),
  why,
});

/** POST /rulebooks/{hash}/withdraw. */
export const withdrawBody = z.strictObject({ why });

const bookState = z
  .enum(['kept', 'draft', 'rehearsed', 'approved', 'published', 'withdrawn'])
  .describe(
    'kept 仅留存；draft 草案；rehearsed 已演练；approved 已批准；published 已发布；withdrawn 已撤回 | ' +
      'kept: its content is kept, nothing is on its way',
  );

const rehearsalView = z.strictObject({
  id: z.string(),
  at: z.string(),
  by: z.string(),
  baseline: z.string().describe('比较的基准 | The book it was compared with'),
  current: z.boolean().describe('基准仍是最新发布的规则书 | Its baseline is still the newest published book'),
  summary: z.unknown().describe('演练的主要数字 | Its main figures'),
});

export const bookItem = z
  .strictObject({
    hash: z.string(),
    state: bookState,
    standing: z
      .enum(['in_force', 'scheduled', 'superseded'])
      .nullable()
      .describe('今天是否生效 | Whether it decides today; null when it was never published'),
    effective_on: z.string().nullable(),
    author: z.string().nullable(),
    why: z.string().nullable().describe('提交草案的原因 | Why it was drafted'),
    drafted_at: z.string().nullable(),
    based_on: z
      .string()
      .nullable()
      .describe('提交时最新发布的规则书 | The newest published book when it was drafted'),
    rehearsal: rehearsalView.nullable().describe('最近一次演练 | The newest rehearsal'),
    approved_by: z.string().nullable(),
    published_by: z.string().nullable(),
  })
  .meta({ id: 'Rulebook' });
export type BookItem = z.input<typeof bookItem>;

export const bookList = z.strictObject({ rulebooks: z.array(bookItem) });

export const bookView = bookItem
  .extend({
    counts: z.strictObject({ files: z.int(), rules: z.int(), plans: z.int(), reasons: z.int() }).nullable(),
    events: z.array(
      z.strictObject({
        seq: z.int(),
        kind: z.string(),
        at: z.string(),
        by: z.string(),
        why: z.string(),
        effective_on: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'RulebookWithEvents' });
export type BookView = z.input<typeof bookView>;

/** What a change has made of a book. */
export const changedView = z.strictObject({ hash: z.string(), state: bookState });

export const filesView = z
  .strictObject({ hash: z.string(), files: z.record(z.string(), z.string()) })
  .meta({ id: 'RulebookFiles' });

const words = z.strictObject({ zh: z.string(), en: z.string() });

/** GET /rulebooks/{hash}/diff. */
export const diffQuery = z.strictObject({
  against: z
    .string()
    .refine(
      text => text === 'published' || /^[0-9a-f]{6,64}$/.test(text),
      said('应为 published 或规则书的哈希', 'is "published" or the hash of a rulebook'),
    )
    .default('published')
    .describe(
      '比较的基准；缺省为最新发布的规则书 | What it is compared with; the newest published one when left out',
    ),
});

export const diffView = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    dates: z
      .strictObject({ from: z.string().nullable(), to: z.string().nullable(), words })
      .describe(
        '受影响的日期；两端为 null 表示无界限或无影响 | Days that it touches; null is no bound, or no effect',
      ),
    covers: z.strictObject({
      plans: z.array(z.strictObject({ plan: z.string(), covers: z.int().nullable() })),
      words,
    }),
    changes: z.array(
      z.strictObject({
        area: z.enum(AREAS),
        subject: z.string(),
        title: words,
        words,
        from: z.string().nullable(),
        to: z.string().nullable(),
        plans: z
          .array(z.string())
          .describe('可能因此改变核定的方案 | Plans whose claims it may decide otherwise'),
      }),
    ),
    families: z.array(words).describe('家庭会看到的变化 | What families will see'),
    text: words,
  })
  .meta({ id: 'RulebookDiff' });
export type DiffView = z.input<typeof diffView>;

export const changelogQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(50).default(10).describe('最近几次发布 | How many publications'),
});

const changelogEntry = z.strictObject({
  hash: z.string(),
  effective_on: z.string(),
  previous: z.string().nullable(),
  steps: z.array(z.strictObject({ kind: z.string(), by: z.string(), at: z.string(), why: z.string() })),
  diff: diffView.nullable(),
});
export type ChangelogEntry = z.input<typeof changelogEntry>;

export const changelogView = z
  .strictObject({ entries: z.array(changelogEntry), text: words })
  .meta({ id: 'RulebookChangelog' });
