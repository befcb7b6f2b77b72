import type { LetterPress } from './press.ts';
import type { LetterTemplates } from './templates/letter-templates.ts';

interface Opened {
  readonly press: LetterPress;
  readonly hash: string;
  /** Letters that it is printing. */
  printing: number;
}

/**
 * A press that prints with the templates of now: when others were published, the next letter opens a press for them, and
 * the one before is let go of once it has printed what it was given.
 */
export function openPressInPrint(
  templates: () => LetterTemplates,
  open: (templates: LetterTemplates) => LetterPress,
): LetterPress {
  const opened = (): Opened => ({ press: open(templates()), hash: templates().hash, printing: 0 });
  let current = opened();
  const newest = () => {
    if (templates().hash === current.hash) return current;
    const before = current;
    current = opened();
    if (before.printing === 0) void before.press.close();
    return current;
  };
  return {
    key: current.press.key,
    undrawable: text => current.press.undrawable(text),
    print: async order => {
      const one = newest();
      one.printing += 1;
      try {
        return await one.press.print(order);
      } finally {
        one.printing -= 1;
        if (one !== current && one.printing === 0) await one.press.close();
      }
    },
    close: () => current.press.close(),
  };
}
