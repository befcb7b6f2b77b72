import { Liquid, type Template } from 'liquidjs';
import type { Language } from '../../platform/words.ts';
import { FILTERS, type Names } from './filters.ts';

/** Longest text of a template; more is no sentence. */
export const MAX_TEXT = 4_000;

const TAGS: readonly string[] = ['if', 'unless', 'case'];

/** LiquidJS with nothing but output, conditions and our filters, for one language. */
export interface TextEngine {
  /** Throws an Error with the place when the text is no template, or uses a tag or filter that is not ours. */
  parse(text: string): Template[];
  /** Throws Error for a value that is null where it is printed, or that is none to print. */
  render(template: Template[], scope: object): string;
}

export function textEngine(language: Language, names: Names): TextEngine {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    dynamicPartials: false,
    relativeReference: false,
    cache: false,
    templates: {},
    parseLimit: MAX_TEXT,
    renderLimit: 1_000,
    memoryLimit: 1_000_000,
    outputEscape: printed,
  });
  for (const tag of Object.keys(liquid.tags)) if (!TAGS.includes(tag)) delete liquid.tags[tag];
  for (const filter of Object.keys(liquid.filters)) liquid.unregisterFilter(filter);
  for (const [name, { run }] of Object.entries(FILTERS)) {
    liquid.registerFilter(name, (value: unknown, argument: unknown) => {
      if (value === null || value === undefined) throw new Error(`there is no value for "${name}"`);
      return run(value as never, argument as never, language, names);
    });
  }
  return {
    parse: text => liquid.parse(text),
    render: (template, scope) => String(liquid.renderSync(template, scope)),
  };
}

/** A hole in a letter is worse than no letter. */
function printed(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Error(`there is nothing to print here (${value === null ? 'null' : typeof value})`);
}
