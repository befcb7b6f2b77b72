import type { LetterBlock, Said } from '../../document.ts';
import {
  BODY,
  headingStyle,
  LEFT,
  QUIET_BODY,
  type SaidStyle,
  STRONG,
  TITLE,
  UNDER_TITLE,
  WIDTH,
} from '../look.ts';
import { drawSaid, englishOf, justified, type Setting, setLines, setSaid, wordEnd } from '../set-text.ts';
import { Tag } from '../tag.ts';
import type { Unit } from '../unit.ts';

type BlockOf<Type extends LetterBlock['type']> = LetterBlock & { readonly type: Type };

interface Running {
  readonly place: string;
  readonly tag: Tag;
  readonly style: SaidStyle;
  readonly gap: number;
  /** All its lines stay together, and with what follows. */
  readonly keepAll: boolean;
  /** First-line indent of the Chinese, in characters. */
  readonly indent?: number;
  readonly left?: number;
}

/** Lines of a running text. Neither its first nor its last line, in either language, ever stands alone on a page. */
export function running(setting: Setting, said: Said, options: Running): Unit[] {
  const { place, tag, style, gap, keepAll, indent = 0, left = 0 } = options;
  const width = WIDTH - left;
  const indentWidth = indent * style.zh.size;
  const zh = setLines(setting, place, said.zh, width, style.zh, indentWidth);
  const en = setLines(setting, place, englishOf(setting, said), width, style.en);
  const count = zh.length + en.length;
  const keeps = (at: number) =>
    keepAll || (at < count - 1 && [0, zh.length - 2, zh.length - 1, zh.length, count - 2].includes(at));
  const advance = setting.faces.advance(style.zh);
  return [
    ...zh.map(({ text }, at): Unit => {
      const offset = at === 0 ? indentWidth : 0;
      const spacing = at === zh.length - 1 ? 0 : justified(text, width - offset, advance, style.zh.size);
      return {
        height: style.zhLine,
        keep: keeps(at),
        gap: at === 0 ? gap : 0,
        draw: (pen, y) =>
          pen.tagged(tag, () => pen.text(text, LEFT + left + offset, y, style.zhLine, style.zh, spacing)),
      };
    }),
    ...en.map(
      ({ text }, at): Unit => ({
        height: style.enLine,
        keep: keeps(zh.length + at),
        gap: at > 0 ? 0 : zh.length > 0 ? style.between : gap,
        draw: (pen, y) =>
          pen.tagged(tag.english, () =>
            pen.text(wordEnd(text, at, en.length), LEFT + left, y, style.enLine, style.en),
          ),
      }),
    ),
  ];
}

export function titleUnits(setting: Setting, root: Tag, { text, under }: BlockOf<'title'>): Unit[] {
  const title = setSaid(setting, '标题', text, WIDTH, TITLE);
  const below = setSaid(setting, '标题下', under, WIDTH, UNDER_TITLE);
  const [titleTag, belowTag] = [new Tag('H1', root), new Tag('P', root)];
  return [
    {
      height: title.height,
      keep: true,
      gap: 0,
      draw: (pen, y) => drawSaid(pen, titleTag, title, LEFT, y, WIDTH, 'center'),
    },
    {
      height: below.height + 7,
      keep: true,
      gap: 3,
      draw: (pen, y) => drawSaid(pen, belowTag, below, LEFT, y, WIDTH, 'center'),
    },
  ];
}

export function salutationUnits(setting: Setting, root: Tag, { text }: BlockOf<'salutation'>): Unit[] {
  return running(setting, text, {
    place: '称呼',
    tag: new Tag('P', root),
    style: STRONG,
    gap: 11,
    keepAll: true,
  });
}

const TONES: Record<BlockOf<'paragraph'>['tone'], { style: SaidStyle; indent: number }> = {
  plain: { style: BODY, indent: 2 },
  strong: { style: STRONG, indent: 2 },
  quiet: { style: QUIET_BODY, indent: 0 },
};

export function paragraphUnits(setting: Setting, root: Tag, { text, tone }: BlockOf<'paragraph'>): Unit[] {
  return running(setting, text, {
    place: '正文',
    tag: new Tag('P', root),
    gap: 7,
    keepAll: false,
    ...TONES[tone],
  });
}

/** Level 1 is a bookmark of the PDF. */
export function headingUnits(setting: Setting, root: Tag, { level, text }: BlockOf<'heading'>): Unit[] {
  const style = headingStyle(level, setting.colors);
  // The title of the letter is the heading above all.
  const tag = new Tag(level === 1 ? 'H2' : 'H3', root);
  const heading = setSaid(setting, '小标题', text, WIDTH, style);
  const [zh, en] = [heading.zh[0], heading.en[0]];
  const beside = heading.zh.length === 1 && heading.en.length === 1 && zh!.width + 8 + en!.width <= WIDTH;
  return [
    {
      height: (beside ? style.zhLine : heading.height) + 1,
      keep: true,
      gap: level === 1 ? 17 : 9,
      draw: (pen, y) => {
        if (level === 1) pen.bookmark(text.zh, y);
        if (!beside) return drawSaid(pen, tag, heading, LEFT, y, WIDTH);
        pen.tagged(tag, () => pen.text(`${zh!.text} `, LEFT, y, style.zhLine, style.zh));
        // The smaller letters stand on the same line as the larger ones.
        const drop = (style.zh.size - style.en.size) * 0.37;
        pen.tagged(tag.english, () =>
          pen.text(en!.text, LEFT + zh!.width + 8, y + drop, style.zhLine, style.en),
        );
      },
    },
  ];
}

const ITEM_LEFT = 20;

export function itemUnits(setting: Setting, root: Tag, { numbered, texts }: BlockOf<'items'>): Unit[] {
  const list = new Tag('L', root);
  return texts.flatMap((said, index) => {
    const item = new Tag('LI', list);
    const label = new Tag('Lbl', item);
    const body = new Tag('LBody', item);
    const [first, ...rest] = running(setting, said, {
      place: '列表',
      tag: body,
      style: BODY,
      gap: index === 0 ? 5 : 4,
      keepAll: false,
      left: ITEM_LEFT,
    });
    if (!first) return [];
    const mark = numbered ? `${index + 1}.` : '•';
    const marked: Unit = {
      ...first,
      draw: (pen, y) => {
        pen.tagged(label, () => {
          const style = { ...BODY.zh, color: setting.colors.accent, latin: true };
          pen.text(`${mark} `, LEFT + 2, y, BODY.zhLine, style);
        });
        first.draw(pen, y);
      },
    };
    return [marked, ...rest];
  });
}
