/**
 * The one JSON text of a value: object keys sorted by code unit, no spaces, arrays in their order. Equal values have
 * equal text, so texts can be compared and hashed. Throws TypeError for what JSON would drop or bend: undefined, NaN,
 * infinities, bigint, functions, symbols, and objects that are neither plain nor arrays.
 */
export function canonicalJson(value: unknown): string {
  const text = write(value);
  if (text === null) throw new TypeError(faultIn(value, '$') ?? 'the value has no JSON');
  return text;
}

/** The text, null where there is none; the place is looked for only then. */
function write(value: unknown): string | null {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value === 0 ? 0 : value) : null;
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return writeArray(value);
  return isPlain(value) ? writeObject(value) : null;
}

function writeArray(items: readonly unknown[]): string | null {
  let text = '[';
  // By index: an iterator-free loop also meets the holes of a sparse array, as undefined.
  for (let index = 0; index < items.length; index++) {
    const item = write(items[index]);
    if (item === null) return null;
    text += index === 0 ? item : `,${item}`;
  }
  return `${text}]`;
}

function writeObject(value: Readonly<Record<string, unknown>>): string | null {
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    const member = write(value[key]);
    if (member === null) return null;
    text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${member}`;
  }
  return `${text}}`;
}

/** Where and what the value without JSON is; null when there is none. */
function faultIn(value: unknown, place: string): string | null {
  if (write(value) !== null) return null;
  const members: [string, unknown][] = Array.isArray(value)
    ? Array.from(value, (item, index): [string, unknown] => [`${place}[${index}]`, item])
    : isPlain(value)
      ? Object.entries(value).map(([key, member]) => [`${place}.${key}`, member])
      : [];
  for (const [inner, member] of members) {
    const fault = faultIn(member, inner);
    if (fault !== null) return fault;
  }
  const what = typeof value === 'object' ? 'an object of a class' : String(value);
  return `${place} has no JSON: ${what}`;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
