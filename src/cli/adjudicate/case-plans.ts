import type { PlainDate } from '../../engine/dates.ts';
import type { Plan } from '../../engine/plan.ts';
import { governingVersion } from '../../engine/plan-versions.ts';
import { describeFault, FaultList } from '../../rulebook/fault.ts';
import { checkShape, isObject, type JsonObject } from '../../rulebook/json.ts';
import { readPlans, type WrittenPlan } from '../../rulebook/plan.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { FormError } from './form.ts';

/** The version of a plan that decides an event. Throws FormError for a plan that is unknown or has a fault. */
export type FindPlan = (planId: string, effective: PlainDate, eventDay: PlainDate) => Plan;

/** The plans of the rulebook, for a file that brings none. */
export function plansOfRulebook(book: Rulebook): FindPlan {
  return (planId, effective, eventDay) => {
    const versions = book.planVersions(planId);
    if (versions === null) throw unknownPlan(planId, book.planIds, 'the rulebook');
    return governingVersion(versions, effective, eventDay);
  };
}

/** The plans that a file brings inline: these and no others. A plan with a fault spoils only the cases that name it. */
export function plansInline(plans: JsonObject, book: Rulebook): FindPlan {
  const faults = new FaultList();
  const written: WrittenPlan[] = [];
  for (const [id, raw] of Object.entries(plans)) {
    const file = `plans.${id}`;
    if (!isObject(raw))
      faults.add(
        file,
        '',
        { zh: '不是对象 { … }', en: 'is not an object' },
        { zh: '请写 coverages，或 extends 与 override', en: 'Give coverages, or extends and override' },
      );
    else if (checkShape(file, raw, faults, { reservedKeys: false })) written.push(writtenPlan(id, raw));
  }
  const read = readPlans(written, book.planDefaults, false, faults);
  const ids = Object.keys(plans);
  return (planId, effective, eventDay) => {
    const versions = read.get(planId);
    if (versions !== undefined) return governingVersion(versions, effective, eventDay);
    if (!ids.includes(planId)) throw unknownPlan(planId, ids, 'the file');
    const own = faults.all.filter(({ file }) => file === `plans.${planId}`);
    throw new FormError(
      'plan',
      `"${planId}" cannot be used: ${(own.length > 0 ? own : faults.all).map(fault => describeFault(fault, 'en')).join(' ')}`,
      'Correct the plan at the head of the file',
    );
  };
}

function unknownPlan(planId: string, ids: readonly string[], where: string): FormError {
  return new FormError(
    'plan',
    `"${planId}" is not among the plans of ${where}`,
    `Use one of ${ids.join(', ')}`,
  );
}

/** Compact form: { coverages }, or { extends, override }; full form: { versions }. */
function writtenPlan(id: string, raw: JsonObject): WrittenPlan {
  const part = (key: string) => (Object.hasOwn(raw, key) ? raw[key] : undefined);
  const versions = part('versions');
  const base = part('extends');
  const override = part('override');
  const own = part('coverages');
  return {
    id,
    file: `plans.${id}`,
    title: { zh: id, en: id },
    versions:
      typeof base === 'string'
        ? null
        : Array.isArray(versions) && versions.length > 0
          ? versions.filter(isObject)
          : [raw],
    extends: typeof base === 'string' ? base : null,
    override: {
      ...(isObject(own) ? own : {}),
      ...(isObject(override) ? override : {}),
    },
  };
}
