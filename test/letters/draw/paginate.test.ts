import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paginate } from '../../../src/letters/draw/paginate.ts';
import type { Unit } from '../../../src/letters/draw/unit.ts';

const SEED = { seed: 20_260_502, numRuns: 1_000 };

const unit = (height: number, changes: Partial<Unit> = {}): Unit => ({
  height,
  keep: false,
  gap: 0,
  draw: () => {},
  ...changes,
});
const column = () => ({ top: 10, bottom: 110 });
const heights = (units: readonly Unit[]) =>
  paginate(units, column).map(page => page.map(({ unit: { height }, y }) => `${height}@${y}`));

describe('paginate', () => {
  it('fills a page to its end, and no further', () => {
    expect(heights([unit(60), unit(40), unit(1)])).toEqual([['60@10', '40@70'], ['1@10']]);
  });

  it('moves a heading to the page of what follows it', () => {
    expect(heights([unit(70), unit(10, { keep: true }), unit(30)])).toEqual([['70@10'], ['10@10', '30@20']]);
  });

  it('drops white space at the top of a page', () => {
    expect(heights([unit(90), unit(20, { gap: 15 }), unit(20, { gap: 5 })])).toEqual([
      ['90@10'],
      ['20@10', '20@35'],
    ]);
  });

  it('draws the head of a table again on each further page', () => {
    const head = unit(10, { keep: true });
    const rows = Array.from({ length: 12 }, () => unit(15, { head }));
    expect(heights([head, ...rows]).map(page => [page[0], page.length])).toEqual([
      ['10@10', 7],
      ['10@10', 7],
    ]);
  });

  it('cuts what must stay together when it is taller than a page', () => {
    const units = Array.from({ length: 5 }, () => unit(40, { keep: true }));
    expect(heights(units).map(page => page.length)).toEqual([2, 2, 1]);
  });

  it('gives one page for nothing', () => {
    expect(heights([])).toEqual([[]]);
  });

  it('places every unit once, in order, inside the page', () => {
    const units = fc.array(
      fc.record({ height: fc.integer({ min: 1, max: 100 }), keep: fc.boolean(), gap: fc.nat(20) }),
    );
    fc.assert(
      fc.property(units, shapes => {
        const all = shapes.map(shape => unit(shape.height, shape));
        const pages = paginate(all, column);
        expect(pages.flat().map(placed => placed.unit)).toEqual(all);
        for (const { unit: placed, y } of pages.flat()) expect(y + placed.height).toBeLessThanOrEqual(110);
      }),
      SEED,
    );
  });
});
