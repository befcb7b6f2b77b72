import type { Database } from '../platform/database.ts';
import type { TemplatesView } from './template-schema.ts';
import { inPrint, type TemplatesEvent, templateEvents } from './template-shelf.ts';

/** The sets of templates, the newest first, and where each stands. */
export async function listTemplates(db: Database): Promise<TemplatesView[]> {
  const events = await templateEvents(db);
  const printing = inPrint(events)?.hash;
  const newest = new Map(events.map(event => [event.hash, event]));
  return [...newest.values()].reverse().map(event => present(event, printing));
}

function present({ hash, kind, by, at, why }: TemplatesEvent, printing: string | undefined): TemplatesView {
  const state =
    hash === printing && kind !== 'drafted' ? 'in_print' : kind === 'drafted' ? 'draft' : 'replaced';
  return { hash, state, by, at, why };
}
