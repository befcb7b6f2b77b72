import type { Actor } from '../platform/actor.ts';
import { writeAudit } from '../platform/audit.ts';
import type { Database, Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';

/** Text of each file of a set by its name. */
export type TemplateFiles = Readonly<Record<string, string>>;

export interface TemplatesEvent {
  readonly seq: number;
  readonly hash: string;
  readonly kind: 'installed' | 'drafted' | 'published' | 'withdrawn';
  /** ISO instant. */
  readonly at: string;
  readonly by: string;
  readonly why: string;
}

/** Who does something to a set of templates, when and why. */
export interface TemplatesActing {
  readonly actor: Pick<Actor, 'login'>;
  readonly auditedAs: string;
  readonly now: Date;
  readonly why: string;
}

/** Changes of the shelf take turns: what was read is still true when the change is written. */
const TURN_LOCK = 7_202_437;

/** All that happened to the sets, in order, which nobody adds to until the transaction ends. */
export async function takeTemplateShelf(tx: Tx): Promise<readonly TemplatesEvent[]> {
  await tx.sql`SELECT pg_advisory_xact_lock(${TURN_LOCK})`;
  return templateEvents(tx);
}

export async function templateEvents({ sql }: Tx | Database): Promise<readonly TemplatesEvent[]> {
  return sql<TemplatesEvent[]>`
    SELECT seq, hash, kind, at, person AS by, why FROM letter_templates_event ORDER BY seq`;
}

/** The set that letters are printed with; null before the first. */
export function inPrint(events: readonly TemplatesEvent[]): TemplatesEvent | null {
  return events.findLast(({ kind }) => kind === 'installed' || kind === 'published') ?? null;
}

/** The newest draft of a set that was neither published nor withdrawn since; null when there is none. */
export function draftOf(events: readonly TemplatesEvent[], hash: string): TemplatesEvent | null {
  const last = events.findLast(event => event.hash === hash);
  return last?.kind === 'drafted' ? last : null;
}

/** The draft of a set, which is to be published or withdrawn. Refuses: conflict (no draft). */
export function draftToEnd(events: readonly TemplatesEvent[], hash: string): TemplatesEvent {
  const draft = draftOf(events, hash);
  if (draft !== null) return draft;
  throw refuse(
    'conflict',
    { zh: '这套模板不是草案。', en: 'These templates are no draft.' },
    {
      zh: '请用 cordcover templates list 查看各套的状态；须先提交草案。',
      en: 'See cordcover templates list for where each set stands; draft them first.',
    },
  );
}

export async function addTemplatesEvent(
  tx: Tx,
  events: readonly TemplatesEvent[],
  { actor, auditedAs, now, why }: TemplatesActing,
  happening: Pick<TemplatesEvent, 'hash' | 'kind'>,
): Promise<void> {
  const { hash, kind } = happening;
  const seq = (events.at(-1)?.seq ?? 0) + 1;
  await tx.sql`
    INSERT INTO letter_templates_event (seq, hash, kind, at, person, why)
    VALUES (${seq}, ${hash}, ${kind}, ${now}, ${actor.login}, ${why})`;
  await writeAudit(tx, [
    {
      at: now,
      actor: auditedAs,
      action: `letter_templates.${kind}`,
      subject: `letter_templates:${hash}`,
      detail: { event: seq, person: actor.login, why },
    },
  ]);
}

export async function keepTemplates(
  { sql }: Tx,
  hash: string,
  files: ReadonlyMap<string, string>,
  at: Date,
): Promise<void> {
  await sql`
    INSERT INTO letter_templates (hash, files, stored_at)
    VALUES (${hash}, ${JSON.stringify(Object.fromEntries(files))}::json, ${at})
    ON CONFLICT (hash) DO NOTHING`;
}

/** The files of the kept set whose hash begins so, to the letter. Refuses: not_found (none, or several). */
export async function keptTemplates(
  { sql }: Tx | Database,
  prefix: string,
): Promise<{ readonly hash: string; readonly files: TemplateFiles }> {
  const [kept, other] = await sql<{ hash: string; files: TemplateFiles }[]>`
    SELECT hash, files FROM letter_templates WHERE starts_with(hash, ${prefix}) ORDER BY hash LIMIT 2`;
  if (kept !== undefined && other === undefined) return kept;
  throw refuse(
    'not_found',
    kept === undefined
      ? {
          zh: `没有哈希以 ${prefix} 开头的模板。`,
          en: `There are no templates whose hash begins with ${prefix}.`,
        }
      : {
          zh: `哈希以 ${prefix} 开头的模板不止一套。`,
          en: `Several sets of templates begin with ${prefix}.`,
        },
    { zh: '请用 cordcover templates list 查看。', en: 'See cordcover templates list for those there are.' },
  );
}
