import type { Unit } from './unit.ts';

export interface Placed {
  readonly unit: Unit;
  readonly y: number;
}

/** Where the text stands on a page, from its upper edge, in points. */
export interface Column {
  readonly top: number;
  readonly bottom: number;
}

/**
 * Puts the units on pages: what must stay together moves together, and a table's head begins each of its pages. A group
 * taller than a page is cut between its units. At least one page.
 */
export function paginate(units: readonly Unit[], columnOf: (page: number) => Column): Placed[][] {
  const pages: Placed[][] = [[]];
  let column = columnOf(1);
  let y = column.top;
  const place = (unit: Unit) => {
    const page = pages[pages.length - 1]!;
    if (page.length > 0) y += unit.gap;
    page.push({ unit, y });
    y += unit.height;
  };
  const turn = (next: Unit) => {
    pages.push([]);
    column = columnOf(pages.length);
    y = column.top;
    if (next.head) place(next.head);
  };
  const isFull = (height: number) => pages[pages.length - 1]!.length > 0 && y + height > column.bottom;
  for (const group of keptTogether(units)) {
    if (isFull(group.reduce((sum, unit) => sum + unit.gap + unit.height, 0))) turn(group[0]!);
    for (const unit of group) {
      if (isFull(unit.gap + unit.height)) turn(unit);
      place(unit);
    }
  }
  return pages;
}

function keptTogether(units: readonly Unit[]): Unit[][] {
  const groups: Unit[][] = [];
  let open: Unit[] = [];
  for (const unit of units) {
    open.push(unit);
    if (unit.keep) continue;
    groups.push(open);
    open = [];
  }
  if (open.length > 0) groups.push(open);
  return groups;
}
