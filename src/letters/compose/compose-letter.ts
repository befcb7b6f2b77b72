import { canonicalJson } from '../../engine/canonical-json.ts';
import { type Fen, ZERO_FEN } from '../../engine/money.ts';
import type { Language } from '../../platform/words.ts';
import type { LetterBlock, LetterDocument, LetterLanguage, Row, Said } from '../document.ts';
import type { LetterForm } from '../forms/forms.ts';
import { conditionText } from '../templates/check-text.ts';
import type { LetterTemplates, ReadyBlock } from '../templates/letter-templates.ts';
import type { BrandFile, Phrase, TemplateRow } from '../templates/template-schema.ts';

/**
 * A letter in words: form and templates, nothing else. Pure; the same form and templates give the same document.
 * Throws Error where a text would print a value that is not there.
 */
export function composeLetter(
  form: LetterForm,
  language: LetterLanguage,
  templates: LetterTemplates,
): LetterDocument {
  const template = templates.byKind.get(form.kind);
  if (template === undefined) throw new Error(`there is no template of kind ${form.kind}`);
  const brand = templates.brandOf(form.insurer.zh);
  const { phone, address, hours } = brand;
  const version = templates.hash.slice(0, 12);
  const around = { brand: { phone, address, hours }, template: version };
  const pen: Pen = { templates, language };
  const values = valuesOf({ ...form, ...around });
  return {
    language,
    title: phrase(pen, template.title, values),
    letterNo: form.letterNo,
    date: form.date,
    brand: brandOf(form, brand, language),
    blocks: blocksOf(pen, template.blocks, values),
    pageOf: (page, pages) => phrase(pen, templates.house.foot, valuesOf({ page, pages, template: version })),
    attachment: {
      name: `${form.letterNo}.json`,
      json: canonicalJson({ ...form, language, template: templates.hash }),
      description: phrase(pen, templates.house.attachment, valuesOf({})),
    },
  };
}

interface Pen {
  readonly templates: LetterTemplates;
  readonly language: LetterLanguage;
}

/** The same values in each language: a text in both is the one of the language. `facts`: as the form holds them. */
interface Values {
  readonly zh: Record<string, unknown>;
  readonly en: Record<string, unknown>;
  readonly facts: Record<string, unknown>;
}

function valuesOf(facts: Record<string, unknown>): Values {
  return { zh: inLanguage(facts, 'zh'), en: inLanguage(facts, 'en'), facts };
}

function inLanguage(members: Record<string, unknown>, language: Language): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).map(([key, member]) => [key, localized(member, language)]),
  );
}

function localized(value: unknown, language: Language): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(item => localized(item, language));
  const members = value as Record<string, unknown>;
  const { zh, en } = members;
  // A text without English stands in English letters as it is.
  if (typeof zh === 'string' && typeof en === 'string') return language === 'zh' || en === '' ? zh : en;
  return inLanguage(members, language);
}

function brandOf(form: LetterForm, { logo, accent, contact }: BrandFile, language: LetterLanguage) {
  const written = ({ zh, en }: Said): Said => ({ zh, en: language === 'zh' || en === zh ? '' : en });
  return { name: written(form.insurer), logo, accent, contact: contact.map(written) };
}

function say(pen: Pen, { zh, en }: Said, values: Values): Said {
  const chinese = pen.templates.render(zh, 'zh', values.zh);
  if (pen.language === 'zh' || en === '') return { zh: chinese, en: '' };
  const english = pen.templates.render(en, 'en', values.en);
  return { zh: chinese, en: english === chinese ? '' : english };
}

function phrase(pen: Pen, text: Phrase, values: Values): Said {
  if (!('each' in text)) return say(pen, text, values);
  const parts = eachOf(text.each, text.as, values).map(inner => say(pen, text, inner));
  const [lead, tail] = [text.lead ?? EMPTY, text.tail ?? EMPTY].map(end => say(pen, end, values));
  const zh = `${lead!.zh}${parts.map(part => part.zh).join(text.join.zh)}${tail!.zh}`;
  // Where no part needs English, the whole says it as it is. English words stand apart.
  const english = [lead!, ...parts, tail!].some(({ en }) => en !== '');
  const listed = parts.map(part => part.en || part.zh).join(`${text.join.en} `);
  return { zh, en: english ? `${lead!.en === '' ? '' : `${lead!.en} `}${listed}${tail!.en}` : '' };
}

const EMPTY: Said = { zh: '', en: '' };

interface Printed {
  readonly when?: string | undefined;
  readonly each?: string | undefined;
  readonly as?: string | undefined;
}

/** The values with which something is printed: none, where its condition does not hold; one for each of its list. */
function printings({ templates }: Pen, { when, each, as }: Printed, values: Values): readonly Values[] {
  if (when !== undefined && templates.render(conditionText(when), 'zh', values.zh) !== '1') return [];
  return each === undefined || as === undefined ? [values] : eachOf(each, as, values);
}

function eachOf(path: string, name: string, values: Values): readonly Values[] {
  const [zh, en, facts] = [values.zh, values.en, values.facts].map(members => at(path, members) as unknown[]);
  return facts!.map((item, place) => ({
    zh: { ...values.zh, [name]: zh![place] },
    en: { ...values.en, [name]: en![place] },
    facts: { ...values.facts, [name]: item },
  }));
}

function at(path: string, members: Record<string, unknown>): unknown {
  let value: unknown = members;
  for (const name of path.split('.')) value = (value as Record<string, unknown>)[name];
  return value;
}

function blocksOf(pen: Pen, blocks: readonly ReadyBlock[], values: Values): readonly LetterBlock[] {
  return blocks.flatMap(block =>
    printings(pen, block, values).flatMap(inner =>
      block.type === 'group' ? blocksOf(pen, block.blocks, inner) : blockOf(pen, block, inner),
    ),
  );
}

function blockOf(
  pen: Pen,
  block: Exclude<ReadyBlock, { type: 'group' }>,
  values: Values,
): readonly LetterBlock[] {
  const text = (one: Phrase) => phrase(pen, one, values);
  const items = (all: readonly (Printed & { readonly text: Phrase })[]) =>
    all.flatMap(one => printings(pen, one, values).map(inner => phrase(pen, one.text, inner)));
  switch (block.type) {
    case 'title':
      return [{ type: 'title', text: text(block.text), under: text(block.under) }];
    case 'salutation':
      return [{ type: 'salutation', text: text(block.text) }];
    case 'paragraph':
      return [{ type: 'paragraph', text: text(block.text), tone: block.tone }];
    case 'heading':
      return [{ type: 'heading', level: block.level, text: text(block.text) }];
    case 'items': {
      const texts = items(block.items);
      return texts.length === 0 ? [] : [{ type: 'items', numbered: block.numbered, texts }];
    }
    case 'amount': {
      const figure = pen.templates.render(block.figure, 'zh', values.zh);
      return [{ type: 'amount', label: text(block.label), figure, words: text(block.words) }];
    }
    case 'facts': {
      const facts = block.facts.flatMap(fact =>
        printings(pen, fact, values).map(inner => ({
          label: phrase(pen, fact.label, inner),
          value: phrase(pen, fact.value, inner),
        })),
      );
      return [{ type: 'facts', facts }];
    }
    case 'table':
      return [
        {
          type: 'table',
          columns: block.columns.map(({ heading, share, align }) => ({
            heading: text(heading),
            share,
            align,
          })),
          rows: rowsOf(pen, block.rows, values),
          whole: block.whole,
          summary: text(block.summary),
        },
      ];
    case 'waterfall': {
      const bars = block.bars.flatMap(bar =>
        printings(pen, bar, values).map(inner => ({
          kind: bar.kind,
          label: phrase(pen, bar.label, inner),
          fromFen: bar.from === '0' ? ZERO_FEN : (at(bar.from, inner.facts) as Fen),
          toFen: at(bar.to, inner.facts) as Fen,
        })),
      );
      return [{ type: 'waterfall', bars, alt: text(block.alt) }];
    }
    case 'qr':
      return [{ type: 'qr', url: at(block.url, values.facts) as string, caption: text(block.caption) }];
    case 'signature':
      return [
        {
          type: 'signature',
          codes: items(block.codes),
          sender: text(block.sender),
          seal: text(block.seal),
          date: text(block.date),
        },
      ];
  }
}

function rowsOf(pen: Pen, rows: readonly TemplateRow[], values: Values): readonly Row[] {
  return rows.flatMap(row =>
    printings(pen, row, values).flatMap(inner =>
      'rows' in row
        ? rowsOf(pen, row.rows, inner)
        : [
            {
              style: row.style,
              cells: row.cells.map(cell => (cell === null ? EMPTY : phrase(pen, cell, inner))),
            },
          ],
    ),
  );
}
