import { type Fen, fen, formatYuan } from '../engine/money.ts';

/** 289215 fen is "2,892.15"; a minus is the sign of that name, as wide as a digit. */
export function yuan(amountFen: Fen): string {
  const [whole = '', cents = ''] = formatYuan(fen(Math.abs(amountFen))).split('.');
  return `${amountFen < 0 ? '−' : ''}${whole.replace(/\B(?=(?:\d{3})+$)/gu, ',')}.${cents}`;
}
