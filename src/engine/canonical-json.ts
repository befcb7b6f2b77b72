/**
 * The one JSON text of a value: object keys sorted by code unit, no spaces, arrays in their order. Equal values have
 * equal text, so texts can be compared and hashed. Throws TypeError for what JSON would drop or bend: undefined, NaN,
 * infinities, bigint, functions, symbols, and objects that are neither plain nor arrays.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, place: string): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items: string[] = [];
    // By index: an iterator-free loop also meets the holes of a sparse array, as undefined.
    for (let index = 0; index < value.length; index++) items.push(write(value[index], `${place}[${index}]`));
    return `[${items.join(',')}]`;
  }
  if (isPlain(value)) {
    const members = Object.keys(value)
      .sort()
      .map(key => `${JSON.stringify(key)}:${write(value[key], `${place}.${key}`)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(
    `${place} has no JSON: ${typeof value === 'object' ? 'an object of a class' : String(value)}`,
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
