import { rehearse } from '../engine/columns.ts';
import type { PlainDate } from '../engine/dates.ts';
import { fen, formatYuan } from '../engine/money.ts';
import { refuse } from '../platform/refusal.ts';
import { FaultList, RulebookFault } from '../rulebook/fault.ts';
import { type Rulebook, readRulebook } from '../rulebook/rulebook.ts';
import { termName } from './name-things.ts';
import type { Rehearsable } from './rehearsable.ts';
import type { SweepView } from './schema.ts';
import { filesWith, type Sweep } from './sweep-target.ts';

export interface SweepingBooks {
  readonly rehearsable: Rehearsable;
  readonly baseline: Rulebook;
  readonly candidate: Rulebook;
  readonly termsOn: PlainDate | null;
  readonly sweep: Sweep;
}

/**
 * What the claims cost at each value of a term or parameter: the candidate's files with it changed, read and checked
 * as any book. Yields the number of values done. Refuses (invalid_input) a value that no book may have.
 */
export function* sweepBooks(sweeping: SweepingBooks): Generator<number, SweepView> {
  const { rehearsable, baseline, candidate, termsOn, sweep } = sweeping;
  const { snapshot } = rehearsable;
  let result = rehearse(snapshot, baseline, { termsOn: null });
  const before = totalOf(result.payableFen);
  const rows: SweepView['rows'] = [];
  for (const value of sweep.values) {
    result = rehearse(snapshot, bookWith(candidate, sweep, value), { termsOn }, result);
    const after = totalOf(result.payableFen);
    rows.push({
      value,
      total: formatYuan(fen(after.fen)),
      paid: after.paid,
      difference: formatYuan(fen(after.fen - before.fen)),
    });
    yield rows.length;
  }
  const { target, asked } = sweep;
  return {
    asked,
    name:
      target.kind === 'term'
        ? termName(target.path.join('.'), [candidate])
        : { zh: `参数 ${target.id}`, en: `parameter ${target.id}` },
    baseline: { total: formatYuan(fen(before.fen)), paid: before.paid },
    rows,
  };
}

/**
 * Refuses (invalid_input) at once what would be refused when the claims have been read and decided: a sweep of what the
 * candidate does not have, or one whose first or last value no book may have.
 */
export function assertSweepable(candidate: Rulebook, sweep: Sweep): void {
  for (const value of new Set([sweep.values[0]!, sweep.values.at(-1)!])) bookWith(candidate, sweep, value);
}

function totalOf(payableFen: Float64Array): { readonly fen: number; readonly paid: number } {
  let total = 0;
  let paid = 0;
  for (const amount of payableFen) {
    total += amount;
    if (amount > 0) paid++;
  }
  return { fen: total, paid };
}

function bookWith(candidate: Rulebook, sweep: Sweep, value: string): Rulebook {
  try {
    return readRulebook(filesWith(candidate, sweep, value), new FaultsButOfExamples());
  } catch (error) {
    if (!(error instanceof RulebookFault)) throw error;
    throw refuse(
      'invalid_input',
      {
        zh: `扫描「${sweep.asked}」在取值 ${value} 处得不到有效的规则书。`,
        en: `The sweep "${sweep.asked}" makes no valid rulebook at ${value}.`,
      },
      { zh: error.in('zh'), en: error.in('en') },
    );
  }
}

/** Examples stand at the thresholds that people wrote: at another value of a parameter they need not hold. */
class FaultsButOfExamples extends FaultList {
  override add(...fault: Parameters<FaultList['add']>): void {
    if (!/^examples\.\d+$/.test(fault[1])) super.add(...fault);
  }
}
