/** A piece of a file as a message quotes it. */
export function inBrief(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

/** "U+0430" of the first character. */
export function codePoint(text: string): string {
  return `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A letter or sign that is neither ASCII nor Chinese, and may look like one that is. */
const FOREIGN = /[^\p{ASCII}\p{Script=Han}\p{P}\p{S}]/u;

/** A value as a message quotes it: never deep, never long, and a letter of another script by its number. */
export function quoted(value: unknown): string {
  if (Array.isArray(value)) return '[ … ]';
  if (typeof value === 'object' && value !== null) return '{ … }';
  const text = inBrief(JSON.stringify(value) ?? '');
  const foreign = FOREIGN.exec(text);
  return foreign === null ? text : `${text} [${foreign[0]} = ${codePoint(foreign[0])}]`;
}
