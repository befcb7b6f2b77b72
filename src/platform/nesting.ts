import { refuse } from './refusal.ts';

/** Deepest nesting of a body: what walks it afterwards must not run out of stack. */
const MAX_NESTING = 100;

const [QUOTE, BACKSLASH, OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d,
];

/** Looks at the bytes of a JSON body before it is parsed. Throws Refusal `malformed` for one that is nested too deep. */
export function refuseDeepNesting(body: Uint8Array): void {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (inText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      if (++depth > MAX_NESTING) throw tooDeep();
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth--;
  }
}

function tooDeep() {
  return refuse(
    'malformed',
    {
      zh: `请求体的嵌套超过 ${MAX_NESTING} 层。`,
      en: `The body is nested more than ${MAX_NESTING} levels deep.`,
    },
    { zh: '请减少嵌套后重新提交。', en: 'Write it flatter and send it again.' },
  );
}
