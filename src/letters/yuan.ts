import { type Fen, fen, formatYuan } from '../engine/money.ts';
import { grouped } from '../platform/grouped.ts';

/** 289215 fen is "2,892.15"; a minus is the sign of that name, as wide as a digit. */
export function yuan(amountFen: Fen): string {
  return `${amountFen < 0 ? '−' : ''}${grouped(formatYuan(fen(Math.abs(amountFen))))}`;
}
