import type { Words } from '../words.ts';

/** What was changed, in words: "500.00 becomes 500.01". Texts that are the same in both languages stand once. */
type Text = Words | string;

export function becomes(from: Text, to: Text): Words {
  const [one, other] = [words(from), words(to)];
  return { zh: `${one.zh} 改为 ${other.zh}`, en: `${one.en} becomes ${other.en}` };
}

export function leftOut(what: Text): Words {
  const { zh, en } = words(what);
  return { zh: `去掉 ${zh}`, en: `${en} is left out` };
}

export function added(what: Text): Words {
  const { zh, en } = words(what);
  return { zh: `加上 ${zh}`, en: `${en} is added` };
}

/** A change of a part of a list: "levels: 二级 is left out". */
export function within(part: string, change: Words): Words {
  return { zh: `${part}：${change.zh}`, en: `${part}: ${change.en}` };
}

function words(text: Text): Words {
  return typeof text === 'string' ? { zh: text, en: text } : text;
}
