import type { Database } from '../platform/database.ts';
import { RulebookFault } from '../rulebook/fault.ts';
import type { Words } from '../rulebook/words.ts';
import { compareBooks } from './compare-books.ts';
import { shortHash } from './find-book.ts';
import { type BookEvent, type Publication, shelfOf } from './lifecycle.ts';
import type { Rulebooks } from './rulebooks.ts';
import type { ChangelogEntry } from './schema.ts';
import { bookEvents } from './store.ts';

/**
 * What each published book changed against the one before it, the newest first: made from the books themselves and
 * from who did what, so that nobody has to write it.
 */
export async function readChangelog(
  db: Database,
  rulebooks: Rulebooks,
  limit: number,
): Promise<ChangelogEntry[]> {
  const events = await bookEvents(db);
  const { publications } = shelfOf(events);
  const entries: ChangelogEntry[] = [];
  for (const [index, publication] of [...publications.entries()].reverse().slice(0, limit)) {
    const previous = publications[index - 1] ?? null;
    const steps = stepsTo(publication, events);
    entries.push({
      hash: publication.hash,
      effective_on: publication.effectiveOn,
      previous: previous?.hash ?? null,
      steps: steps.map(({ kind, by, at, why }) => ({ kind, by, at, why })),
      diff: previous === null ? null : await diffOf(db, rulebooks, previous, publication),
    });
  }
  return entries;
}

/** Null when this program cannot read one of the two. */
async function diffOf(db: Database, rulebooks: Rulebooks, before: Publication, after: Publication) {
  try {
    const [was, is] = await Promise.all([rulebooks.byHash(before.hash), rulebooks.byHash(after.hash)]);
    return await compareBooks(was.book, is.book, db);
  } catch (error) {
    if (error instanceof RulebookFault) return null;
    throw error;
  }
}

/** From the draft to the publication; of a book that was rehearsed or approved several times, the last. */
function stepsTo(publication: Publication, events: readonly BookEvent[]): BookEvent[] {
  const own = events.filter(({ hash, seq }) => hash === publication.hash && seq <= publication.seq);
  const drafted = own.findLast(({ kind }) => kind === 'drafted')?.seq ?? publication.seq;
  const since = own.filter(({ seq }) => seq >= drafted);
  return since.filter((step, index) => !since.slice(index + 1).some(({ kind }) => kind === step.kind));
}

const STEPS: Readonly<Record<string, Words>> = {
  installed: { zh: '安装', en: 'Installed' },
  drafted: { zh: '提交', en: 'Drafted' },
  rehearsed: { zh: '演练', en: 'Rehearsed' },
  approved: { zh: '批准', en: 'Approved' },
  published: { zh: '发布', en: 'Published' },
};

/** Steps of which the program says why, in both languages; of the others people do, in theirs. */
const OWN_WORDS: ReadonlySet<string> = new Set(['installed', 'rehearsed']);

/** "首次安装 / first installation" */
function bothOf(why: string): [zh: string, en: string] {
  const [zh = why, en = zh] = why.split(' / ');
  return [zh, en];
}

/** The changelog as Markdown. */
export function changelogText(entries: readonly ChangelogEntry[], language: 'zh' | 'en'): string {
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const sections = entries.map(({ hash, effective_on: effectiveOn, steps, diff }) => {
    const done = steps.map(
      ({ kind, by, at, why }) =>
        `- ${STEPS[kind]?.[language] ?? kind}: ${by}, ${at.slice(0, 10)}: ${OWN_WORDS.has(kind) ? say(...bothOf(why)) : why}`,
    );
    const from = effectiveOn === '0001-01-01' ? say('自始', 'from the beginning') : effectiveOn;
    const head = [`## ${from} · ${shortHash(hash)}`, '', ...done];
    if (diff === null) return head;
    const changed = diff.changes.map(({ subject, title, words }) => {
      const name = title[language] === subject ? subject : `${subject} ${title[language]}`;
      return `- ${name}: ${words[language]}`;
    });
    return [
      ...head,
      `- ${say('影响日期', 'Dates affected')}: ${diff.dates.words[language]}`,
      `- ${say('影响保障', 'Covers affected')}: ${diff.covers.words[language]}`,
      '',
      say('家庭会看到：', 'What families will see:'),
      '',
      ...(diff.families.length === 0
        ? [say('- 无变化', '- nothing new')]
        : diff.families.map(one => `- ${one[language]}`)),
      '',
      say('变更：', 'Changes:'),
      '',
      ...changed,
    ];
  });
  return [
    say('# 规则书变更记录', '# Changelog of the rulebook'),
    '',
    say(
      '由已发布的规则书生成；保障数为生成时的数目。',
      'Made from the published rulebooks; covers are counted as of its making.',
    ),
    ...sections.map(lines => `\n${lines.join('\n')}`),
    '',
  ].join('\n');
}
