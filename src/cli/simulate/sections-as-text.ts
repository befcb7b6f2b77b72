import type { Section } from '../../insight/section.ts';
import { table } from '../kit.ts';

/** Sections as a terminal shows them. */
export function sectionsAsText(sections: readonly Section[]): string {
  return sections
    .map(({ title, words, table: shown }) =>
      [
        `## ${title}`,
        ...words,
        ...(shown === null ? [] : [table(shown.head, shown.rows, shown.figures)]),
      ].join('\n'),
    )
    .join('\n\n');
}
