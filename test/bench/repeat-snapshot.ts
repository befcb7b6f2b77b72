import {
  type RareClaim,
  SNAPSHOT_COLUMNS,
  type Snapshot,
  type SnapshotColumns,
} from '../../src/engine/snapshot.ts';
import { type TextColumn, textAt } from '../../src/engine/text-column.ts';

type Name = keyof SnapshotColumns;

/** Columns that say where a row's part of another table ends, and that table's length. */
const ENDS: Readonly<Partial<Record<Name, Name>>> = {
  childSpellEnd: 'spellFirst',
  childOpeningEnd: 'openingYear',
  childClaimEnd: 'claimTurn',
  claimInvoiceEnd: 'invoiceTotal',
  invoiceLineEnd: 'lineFee',
};

/** The same families again and again, as different ones: a large snapshot without generating one. */
export function repeatSnapshot(snapshot: Snapshot, times: number): Snapshot {
  const { columns, texts, rare, claims, children } = snapshot;
  const repeated = Object.fromEntries(
    (Object.keys(SNAPSHOT_COLUMNS) as Name[]).map(name => {
      const column = columns[name];
      const step =
        name === 'claimChild'
          ? children
          : name === 'claimTurn'
            ? claims
            : name === 'claimRare'
              ? rare.length
              : ENDS[name] === undefined
                ? 0
                : columns[ENDS[name]].length;
      const all = new SNAPSHOT_COLUMNS[name](column.length * times);
      for (let time = 0; time < times; time++)
        for (let at = 0; at < column.length; at++) {
          const value = column[at]!;
          // −1 stands for a claim that is not rare.
          all[time * column.length + at] = name === 'claimRare' && value < 0 ? value : value + time * step;
        }
      return [name, all];
    }),
  ) as unknown as SnapshotColumns;
  return {
    ...snapshot,
    claims: claims * times,
    children: children * times,
    columns: repeated,
    rare: Array.from({ length: times }, (_, time) => rare.map(one => otherRare(one, time, claims))).flat(),
    texts: {
      contractNo: repeatTexts(texts.contractNo, times, (text, time) => `${time} ${text}`),
      claimNo: repeatTexts(texts.claimNo, times, (text, time) => `${time} ${text}`),
    },
  };
}

/** Each time with invoices of its own. */
function otherRare(rare: RareClaim, time: number, claims: number): RareClaim {
  const { claim, acceptedElsewhere, revises } = rare;
  const code = (one: string) => `${time} ${one}`;
  return {
    ...rare,
    claim:
      claim.kind === 'medical'
        ? { ...claim, invoices: claim.invoices.map(one => ({ ...one, code: code(one.code) })) }
        : claim,
    acceptedElsewhere: acceptedElsewhere.map(code),
    revises: typeof revises === 'number' ? revises + time * claims : revises,
  };
}

function repeatTexts(
  column: TextColumn,
  times: number,
  change: (text: string, time: number) => string,
): TextColumn {
  const encoder = new TextEncoder();
  const rows: Uint8Array[] = [];
  const ends = new Uint32Array(column.ends.length * times);
  let end = 0;
  for (let time = 0; time < times; time++)
    for (let at = 0; at < column.ends.length; at++) {
      const row = encoder.encode(change(textAt(column, at), time));
      rows.push(row);
      end += row.length;
      ends[time * column.ends.length + at] = end;
    }
  const bytes = new Uint8Array(end);
  let at = 0;
  for (const row of rows) {
    bytes.set(row, at);
    at += row.length;
  }
  return { bytes, ends };
}
