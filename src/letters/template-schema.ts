import { z } from 'zod';
import { hashOf, sourceFiles, why } from '../publication/schema.ts';
import { LETTER_KINDS, LETTER_LANGUAGES } from './kinds.ts';
import { CLAIM_LETTERS } from './letter-of-claim.ts';

/** Requests and answers about the templates of letters. */

const templatesHash = hashOf({ zh: '一套信函模板', en: 'a set of letter templates' });

export const templatesParams = z.strictObject({ hash: templatesHash });

/** POST /letter-templates. */
export const templatesBody = z.strictObject({ why, files: sourceFiles });

/** POST /letter-templates/{hash}/publish and …/withdraw. */
export const templatesWhyBody = z.strictObject({ why });

/** GET /letter-templates/{hash}/preview: a sample of the kind. */
export const previewQuery = z.strictObject({
  kind: z.enum(LETTER_KINDS as [(typeof LETTER_KINDS)[number], ...typeof LETTER_KINDS]),
  language: z.enum(LETTER_LANGUAGES).default('zh'),
});

/** GET /claims/{claimNo}/letter/preview: a letter of the claim's newest decision. */
export const claimPreviewQuery = z.strictObject({
  templates: templatesHash,
  kind: z.enum(CLAIM_LETTERS).default('decision'),
  language: z.enum(LETTER_LANGUAGES).default('zh'),
});

export const templatesView = z
  .strictObject({
    hash: z.string(),
    state: z
      .enum(['draft', 'withdrawn', 'in_print', 'replaced'])
      .describe(
        'draft 草案；withdrawn 已撤回；in_print 在用；replaced 曾经在用 | replaced: letters were printed with it before',
      ),
    by: z.string(),
    at: z.string(),
    why: z.string(),
  })
  .meta({ id: 'LetterTemplates' });
export type TemplatesView = z.infer<typeof templatesView>;

export const templatesList = z.strictObject({ templates: z.array(templatesView) });
export const templatesChanged = z.strictObject({
  hash: z.string(),
  state: z.enum(['draft', 'in_print', 'withdrawn']),
});
export const templatesFiles = z
  .strictObject({ hash: z.string(), files: z.record(z.string(), z.string()) })
  .meta({ id: 'LetterTemplateFiles' });
