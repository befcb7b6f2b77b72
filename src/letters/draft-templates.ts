import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import {
  addTemplatesEvent,
  draftOf,
  inPrint,
  keepTemplates,
  type TemplatesActing,
  takeTemplateShelf,
} from './template-shelf.ts';

export interface TemplateDraft extends TemplatesActing {
  /** Hash of templates that were read and checked, with the texts of their files. */
  readonly hash: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Keeps a set of templates as a draft. Refuses: conflict (letters are printed with it already, or it is a draft). */
export async function draftTemplates(tx: Tx, drafting: TemplateDraft): Promise<void> {
  const { hash, files, now } = drafting;
  const events = await takeTemplateShelf(tx);
  if (inPrint(events)?.hash === hash) {
    throw refuse(
      'conflict',
      { zh: '这套模板正在使用，没有任何改动。', en: 'Letters are printed with these templates already.' },
      { zh: '请先修改模板，再提交草案。', en: 'Change them, then draft them.' },
    );
  }
  const draft = draftOf(events, hash);
  if (draft !== null) {
    throw refuse(
      'conflict',
      {
        zh: `这套模板已由 ${draft.by} 提交为草案。`,
        en: `These templates are a draft of ${draft.by} already.`,
      },
      { zh: '请由另一人查看样稿后发布。', en: 'Let another person look at its letters and publish it.' },
    );
  }
  await keepTemplates(tx, hash, files, now);
  await addTemplatesEvent(tx, events, drafting, { hash, kind: 'drafted' });
}
