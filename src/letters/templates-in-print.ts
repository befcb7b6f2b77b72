import type { Database } from '../platform/database.ts';
import {
  addTemplatesEvent,
  inPrint,
  keepTemplates,
  keptTemplates,
  takeTemplateShelf,
  templateEvents,
} from './template-shelf.ts';
import type { LetterTemplates } from './templates/letter-templates.ts';
import { templatesFromTexts } from './templates/read-templates.ts';

/** The templates that letters are printed with, held in memory. */
export interface TemplatesInPrint {
  /** The newest published set that was read. */
  now(): LetterTemplates;
  /** Reads what was published since. */
  refresh(db: Database): Promise<void>;
}

export function holdTemplates(first: LetterTemplates): TemplatesInPrint {
  let held = first;
  return {
    now: () => held,
    refresh: async db => {
      const newest = inPrint(await templateEvents(db));
      if (newest === null || newest.hash === held.hash) return;
      const { files } = await keptTemplates(db, newest.hash);
      held = templatesFromTexts(new Map(Object.entries(files)));
    },
  };
}

/**
 * The templates that a database prints with. In one without any, those of the folder publish themselves, so that a new
 * installation writes letters; after that the folder is not asked. Throws TemplateFault.
 */
export async function openTemplates(
  db: Database,
  folder: () => ReadonlyMap<string, string>,
  now: Date,
): Promise<TemplatesInPrint> {
  const newest = inPrint(await templateEvents(db));
  const files =
    newest === null ? folder() : new Map(Object.entries((await keptTemplates(db, newest.hash)).files));
  const templates = templatesFromTexts(files);
  const held = holdTemplates(templates);
  if (newest !== null) return held;
  await db.transaction(async tx => {
    const events = await takeTemplateShelf(tx);
    if (events.length > 0) return;
    await keepTemplates(tx, templates.hash, files, now);
    const why = '首次安装 / first installation';
    const acting = { actor: { login: 'system' }, auditedAs: 'system', now, why };
    await addTemplatesEvent(tx, events, acting, { hash: templates.hash, kind: 'installed' });
  });
  // Another process may have been first.
  await held.refresh(db);
  return held;
}
