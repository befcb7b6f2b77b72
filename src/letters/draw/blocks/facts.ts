import type { Fact, LetterBlock } from '../../document.ts';
import { CELL, CELL_PAD, LABEL, LEFT, ROW_PAD, RULE, WIDTH } from '../look.ts';
import { drawSaid, type SetText, type Setting, setSaid } from '../set-text.ts';
import { Tag } from '../tag.ts';
import type { Unit } from '../unit.ts';

const HALF = WIDTH / 2;
const LABEL_WIDTH = 92;
const VALUE_LEFT = CELL_PAD + LABEL_WIDTH + CELL_PAD;

interface SetFact {
  readonly label: SetText;
  readonly value: SetText;
}

/** Facts in two columns of label and value; a value too long for half a line takes a line of its own. */
export function factUnits(
  setting: Setting,
  root: Tag,
  { facts }: LetterBlock & { readonly type: 'facts' },
): Unit[] {
  const set = ({ label, value }: Fact, width: number): SetFact => ({
    label: setSaid(setting, '事项', label, LABEL_WIDTH, LABEL),
    value: setSaid(setting, label.zh, value, width - VALUE_LEFT - CELL_PAD, CELL),
  });
  const quiet = { ...setting, misfit: () => {} };
  const fits = (fact: Fact) =>
    setSaid(quiet, '', fact.value, HALF - VALUE_LEFT - CELL_PAD, CELL).zh.length <= 1;
  const rows: SetFact[][] = [];
  for (let at = 0; at < facts.length; ) {
    const [fact, next] = [facts[at]!, facts[at + 1]];
    const isPair = next !== undefined && fits(fact) && fits(next);
    rows.push(isPair ? [set(fact, HALF), set(next, HALF)] : [set(fact, WIDTH)]);
    at += isPair ? 2 : 1;
  }
  const table = new Tag('Table', root);
  const { accent } = setting.colors;
  // The line above the facts, again above those that go on to another page.
  const line: Unit = {
    height: 0,
    keep: true,
    gap: 0,
    draw: (pen, y) => pen.artifact('Layout', () => pen.rule(LEFT, y, WIDTH, 0.75, accent)),
  };
  return rows.map((row, index): Unit => {
    const height = Math.max(...row.flatMap(({ label, value }) => [label.height, value.height])) + 2 * ROW_PAD;
    const tag = new Tag('TR', table);
    const rest = row.length === 1 ? { columnSpan: 3 } : {};
    const tags = row.map(() => [new Tag('TH', tag, { scope: 'Row' }), new Tag('TD', tag, rest)] as const);
    return {
      ...(index === 0 ? {} : { head: line }),
      height,
      // Neither the first nor the last row stands alone on a page.
      keep: index < rows.length - 1 && (index === 0 || index === rows.length - 2),
      gap: index === 0 ? 8 : 0,
      draw: (pen, y) => {
        pen.artifact('Layout', () => {
          if (index === 0) pen.rule(LEFT, y, WIDTH, 0.75, accent);
          pen.rule(LEFT, y + height, WIDTH, 0.5, RULE);
        });
        row.forEach(({ label, value }, at) => {
          const left = LEFT + at * HALF;
          const [head, cell] = tags[at]!;
          drawSaid(pen, head, label, left + CELL_PAD, y + ROW_PAD, LABEL_WIDTH);
          drawSaid(pen, cell, value, left + VALUE_LEFT, y + ROW_PAD, WIDTH);
        });
      },
    };
  });
}
