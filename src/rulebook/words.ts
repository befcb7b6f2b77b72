/** The same words in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** Both languages as the one message that a zod check carries: `z.string().min(1, message('不得为空', 'is empty'))`. */
export function message(zh: string, en: string): string {
  return `${zh}\n${en}`;
}

/** The words of a message; a message of zod's own is the same in both. */
export function wordsOf(text: string): Words {
  const [zh = text, en = text] = text.split('\n');
  return { zh, en };
}
