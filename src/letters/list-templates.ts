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
  return { hash, state: stateAfter(kind, hash === printing), by, at, why };
}

function stateAfter(newest: TemplatesEvent['kind'], isPrinting: boolean): TemplatesView['state'] {
  if (newest === 'drafted') return 'draft';
  if (newest === 'withdrawn') return 'withdrawn';
  return isPrinting ? 'in_print' : 'replaced';
}
