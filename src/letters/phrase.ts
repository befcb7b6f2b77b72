import { z } from 'zod';
import { said } from '../platform/words.ts';

/** A text with gaps: `{name}` stands for a value. Nothing else is special, and nothing is ever run. */
export interface Phrase<Name extends string> {
  readonly parts: readonly (string | { readonly name: Name })[];
}

const GAP = /\{([^{}]*)\}/gu;

/** Faults of a template's text: gaps of unknown name, single braces. Empty when there are none. */
function faultsOf(text: string, names: readonly string[]): string[] {
  const faults: string[] = [];
  for (const [gap, name = ''] of text.matchAll(GAP)) {
    if (!names.includes(name)) faults.push(gap);
  }
  if (/[{}]/u.test(text.replaceAll(GAP, ''))) faults.push('{ }');
  return faults;
}

/** Schema of a phrase that may use these gaps only; an unknown one is refused when the template is loaded. */
export function phraseSchema<const Name extends string>(names: readonly Name[]) {
  return z
    .string()
    .min(1)
    .superRefine((text, context) => {
      for (const fault of faultsOf(text, names)) {
        const known = names.map(name => `{${name}}`).join(' ') || '—';
        const words = said(
          `占位符 ${fault} 无效；此处可用：${known}`,
          `placeholder ${fault} is not known here; known are: ${known}`,
        );
        context.addIssue({ code: 'custom', message: words.error, params: words.params });
      }
    })
    .transform((text): Phrase<Name> => {
      const pieces = text.split(GAP);
      return {
        parts: pieces
          .map((piece, at) => (at % 2 === 0 ? piece : { name: piece as Name }))
          .filter(part => part !== ''),
      };
    });
}

/** The phrase with its gaps filled. Values are inserted as they are: a brace in a name stays a brace. */
export function fill<Name extends string>(
  phrase: Phrase<Name>,
  values: Readonly<Record<Name, string>>,
): string {
  return phrase.parts.map(part => (typeof part === 'string' ? part : values[part.name])).join('');
}
