import { fen } from '../../engine/money.ts';
import { FORMS, type LetterForm } from '../forms/forms.ts';
import { type ValueType, valueTypeOf } from './value-type.ts';

/** More than any amount that a plan can pay. */
const LARGEST_FEN = fen(999_999_999);
/** Longer than any name on record. */
const LONGEST_NAME = 60;
const LONGEST_WORDS = 240;

/** The form with names, words and amounts as long as they can be; codes, numbers and dates stay. */
export function longest<Form extends LetterForm>(form: Form): Form {
  return stretched(form, valueTypeOf(FORMS[form.kind])) as Form;
}

function stretched(value: unknown, type: ValueType): unknown {
  if (value === null) return null;
  switch (type.is) {
    case 'list':
      return (value as readonly unknown[]).map(item => stretched(item, type.of));
    case 'object':
      return Object.fromEntries(
        Object.entries(value as object).map(([key, member]) => [
          key,
          stretched(member, type.members.get(key)!),
        ]),
      );
    case 'leaf':
      return stretchedLeaf(value, type.kind);
  }
}

function stretchedLeaf(value: unknown, kind: (ValueType & { is: 'leaf' })['kind']): unknown {
  if (kind === 'fen') return LARGEST_FEN;
  if (kind === 'text')
    return /\p{Script=Han}/u.test(value as string) ? repeated(value as string, LONGEST_NAME) : value;
  if (kind !== 'said') return value;
  const { zh, en } = value as { readonly zh: string; readonly en: string };
  return { zh: repeated(zh, LONGEST_NAME), en: en === '' ? '' : repeated(`${en} `, LONGEST_WORDS).trim() };
}

function repeated(text: string, length: number): string {
  return text === ''
    ? ''
    : text.repeat(Math.ceil(length / text.length)).slice(0, Math.max(length, text.length));
}
