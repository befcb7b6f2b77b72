/** What the scanner found: plans, the beginning of `cases`, a case, the document's closing brace. */
export type Found =
  | { readonly kind: 'plans'; readonly text: string }
  | { readonly kind: 'cases begin' }
  | { readonly kind: 'case'; readonly text: string }
  | { readonly kind: 'end'; readonly offset: number };

/** Text that is no JSON document of cases; the message says where it breaks. */
export class NotJson extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotJson';
  }
}

const [QUOTE, BACKSLASH, COLON, COMMA, OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [
  0x22, 0x5c, 0x3a, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d,
];

type State =
  | 'document'
  | 'key or end'
  | 'key'
  | 'in key'
  | 'colon'
  | 'value'
  | 'in value'
  | 'after value'
  | 'case or end'
  | 'case'
  | 'in case'
  | 'after case'
  | 'done';

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * Cuts the texts of `plans` and of each element of `cases` out of a JSON document, chunk by chunk, holding no more
 * than one of them. What is cut out is parsed (and so judged) by JSON.parse; other members are passed over. An
 * eighth of the time of a token parser, and nothing but brackets, quotes and commas to understand.
 */
export class DocumentScanner {
  #state: State = 'document';
  #offset = 0;
  #key = '';
  #parts: Buffer[] = [];
  #keeps = false;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** Reads one chunk. Throws NotJson where the document breaks. */
  *read(chunk: Buffer): Generator<Found, void, undefined> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#isInside()) {
        const end = this.#skipInside(chunk, at);
        if (this.#keeps) this.#parts.push(chunk.subarray(at, end ?? chunk.length));
        at = end ?? chunk.length;
        if (end !== null) yield* this.#close();
        continue;
      }
      const byte = chunk[at] as number;
      if (!isSpace(byte)) {
        const found = this.#enter(byte, this.#offset + at);
        if (found !== null) yield found;
        if (this.#isInside()) continue;
      }
      at += 1;
    }
    this.#offset += chunk.length;
  }

  /** To be called after the last chunk. Throws NotJson when the document is not whole. */
  end(): void {
    if (this.#state !== 'done')
      throw new NotJson(`the file ends after ${this.#offset} bytes, inside the document`);
  }

  #isInside(): boolean {
    return this.#state === 'in value' || this.#state === 'in case' || this.#state === 'in key';
  }

  /** Takes one byte between values; the next value begins at the byte itself. */
  #enter(byte: number, offset: number): Found | null {
    switch (this.#state) {
      case 'document':
        if (byte !== OPEN_OBJECT) throw unexpected(byte, offset, 'an object with "plans" and "cases"');
        this.#state = 'key or end';
        return null;
      case 'key or end':
      case 'key':
        if (byte === CLOSE_OBJECT && this.#state === 'key or end') return this.#finish(offset);
        if (byte !== QUOTE) throw unexpected(byte, offset, 'a name in quotes');
        this.#begin('in key', true);
        return null;
      case 'colon':
        if (byte !== COLON) throw unexpected(byte, offset, 'a colon');
        this.#state = 'value';
        return null;
      case 'value':
        if (this.#key === 'cases') {
          if (byte !== OPEN_LIST) throw unexpected(byte, offset, 'the list of cases');
          this.#state = 'case or end';
          return { kind: 'cases begin' };
        }
        refuseEnd(byte, offset);
        this.#begin('in value', this.#key === 'plans');
        return null;
      case 'case or end':
      case 'case':
        if (byte === CLOSE_LIST && this.#state === 'case or end') {
          this.#state = 'after value';
          return null;
        }
        refuseEnd(byte, offset);
        this.#begin('in case', true);
        return null;
      case 'after case':
        if (byte !== COMMA && byte !== CLOSE_LIST)
          throw unexpected(byte, offset, 'a comma or the end of the cases');
        this.#state = byte === COMMA ? 'case' : 'after value';
        return null;
      case 'after value':
        if (byte === CLOSE_OBJECT) return this.#finish(offset);
        if (byte !== COMMA) throw unexpected(byte, offset, 'a comma or the end of the document');
        this.#state = 'key';
        return null;
      default:
        throw unexpected(byte, offset, 'nothing after the document');
    }
  }

  #begin(state: State, keeps: boolean): void {
    this.#state = state;
    this.#keeps = keeps;
    this.#parts = [];
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
  }

  #finish(offset: number): Found {
    this.#state = 'done';
    return { kind: 'end', offset };
  }

  /** End of the value that `at` is in, exclusive; null when it goes on in the next chunk. */
  #skipInside(chunk: Buffer, from: number): number | null {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          if (this.#depth === 0) return at + 1;
        }
      } else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#depth += 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (this.#depth === 0) return at;
        this.#depth -= 1;
        if (this.#depth === 0) return at + 1;
      } else if (byte === COMMA && this.#depth === 0) return at;
    }
    return null;
  }

  *#close(): Generator<Found, void, undefined> {
    const text = this.#keeps ? Buffer.concat(this.#parts).toString('utf8') : '';
    this.#parts = [];
    if (this.#state === 'in key') {
      this.#key = parseName(text);
      this.#state = 'colon';
    } else if (this.#state === 'in case') {
      this.#state = 'after case';
      yield { kind: 'case', text };
    } else {
      this.#state = 'after value';
      if (this.#key === 'plans') yield { kind: 'plans', text };
    }
  }
}

function parseName(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw new NotJson(`${text.slice(0, 40)} is not a name in quotes`);
  }
}

function refuseEnd(byte: number, offset: number): void {
  if (byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_LIST || byte === COLON)
    throw unexpected(byte, offset, 'a value');
}

function unexpected(byte: number, offset: number, wanted: string): NotJson {
  const seen = byte >= 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte ${byte}`;
  return new NotJson(`${seen} at byte ${offset} where ${wanted} should be`);
}
