import type { Words } from './words.ts';

export type Decoded =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'undecodable'; readonly problem: Words };

/** The text of a file in UTF-8, without its byte order mark; or what the bytes look like instead. */
export function decodeText(bytes: Uint8Array): Decoded {
  if (looksLikeUtf16(bytes)) return undecodable('UTF-16', 'UTF-16');
  const text = decodedAs('utf-8', bytes);
  if (text !== null) return { kind: 'text', text };
  return decodedAs('gb18030', bytes) === null
    ? { kind: 'undecodable', problem: { zh: '不是 UTF-8 编码的文字', en: 'is no text in UTF-8' } }
    : undecodable('GB18030（GBK）', 'GB18030 (GBK)');
}

/** A byte order mark of UTF-16, or a zero byte among the first: JSON begins with a sign of ASCII. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return first === 0 || second === 0;
}

function decodedAs(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function undecodable(zh: string, en: string): Decoded {
  return {
    kind: 'undecodable',
    problem: { zh: `编码似乎是 ${zh}，不是 UTF-8`, en: `looks like ${en}, not UTF-8` },
  };
}
