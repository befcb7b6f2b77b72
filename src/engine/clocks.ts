import { addDays, daysBetween, type PlainDate, yearOf } from './dates.ts';

/** Statutory working days of China with 调休 (weekends that are worked); passed in as data. */
export interface WorkingCalendar {
  /** In a year that is not covered: Monday to Friday. */
  isWorkingDay(day: PlainDate): boolean;
  /** Whether the holidays of the year are known. */
  covers(year: number): boolean;
}

/** Days of each clock. A policy may promise shorter ones. */
export interface ClockTerms {
  /** From claim and documents to the decision (Insurance Law Art. 23). */
  readonly decisionDays: number;
  /** From the decision to the refusal notice (Art. 24). */
  readonly denialNoticeDays: number;
  /** From the agreement to the payment (Art. 23). */
  readonly paymentDays: number;
  /** From claim and documents to the advance of what can be determined (Art. 25). */
  readonly advanceDays: number;
  /** Whether supplement time suspends the advance, too; the stricter reading says no. */
  readonly advanceSuspended: boolean;
  /** Service target for a simple case, in working days (人身保险业务基本服务规定). */
  readonly serviceWorkingDays: number;
}

export const STATUTORY_TERMS: ClockTerms = {
  decisionDays: 30,
  denialNoticeDays: 3,
  paymentDays: 10,
  advanceDays: 60,
  advanceSuspended: false,
  serviceWorkingDays: 5,
};

/** A request for missing documents (补件通知). */
export interface Supplement {
  readonly noticeDelivered: PlainDate;
  /** Null: still awaited. */
  readonly arrived: PlainDate | null;
}

export interface ClaimDates {
  /** Claim and its documents first arrived (T0); the start day is not counted (Civil Code Art. 201). */
  readonly received: PlainDate;
  readonly supplements: readonly Supplement[];
  readonly decided: PlainDate | null;
  /** Agreement on the amount (达成协议). */
  readonly agreed: PlainDate | null;
}

export interface Deadline {
  /** The last day as counted. */
  readonly nominal: PlainDate;
  /** The last day in law: a holiday moves to the next working day (Civil Code Art. 203). */
  readonly due: PlainDate;
  /** The calendar does not know a year that was counted: count again when it does. */
  readonly provisional: boolean;
}

export interface ClaimClocks {
  /** Days between delivery of a supplement notice and arrival, without the first (Interpretation II Art. 15). */
  readonly excludedDays: number;
  /** Null while a supplement is awaited: the clock stands still. */
  readonly decision: Deadline | null;
  readonly service: Deadline;
  /** Null while a supplement is awaited and the terms suspend the advance. */
  readonly advance: Deadline | null;
  /** Nominal: a duty owed to the family is not put off by a weekend. Null before the decision. */
  readonly denialNotice: PlainDate | null;
  /** Null before the agreement. */
  readonly payment: Deadline | null;
}

/** All clocks of a claim. Pure: the same dates, terms and calendar give the same deadlines. */
export function claimClocks(
  { received, supplements, decided, agreed }: ClaimDates,
  calendar: WorkingCalendar,
  terms: ClockTerms = STATUTORY_TERMS,
): ClaimClocks {
  const decision = suspendable(received, terms.decisionDays, supplements, calendar);
  const advance = terms.advanceSuspended
    ? suspendable(received, terms.advanceDays, supplements, calendar).deadline
    : deadline(received, terms.advanceDays, calendar);
  return {
    excludedDays: decision.excludedDays,
    decision: decision.deadline,
    service: workingDaysAfter(received, terms.serviceWorkingDays, calendar),
    advance,
    denialNotice: decided === null ? null : addDays(decided, terms.denialNoticeDays),
    payment: agreed === null ? null : deadline(agreed, terms.paymentDays, calendar),
  };
}

/** The last of `days` days after `start`, moved to a working day. */
export function deadline(start: PlainDate, days: number, calendar: WorkingCalendar): Deadline {
  const nominal = addDays(start, days);
  let due = nominal;
  let provisional = !calendar.covers(yearOf(due));
  while (!calendar.isWorkingDay(due)) {
    due = addDays(due, 1);
    provisional ||= !calendar.covers(yearOf(due));
  }
  return { nominal, due, provisional };
}

/** The `count`th working day after `start`. */
export function workingDaysAfter(start: PlainDate, count: number, calendar: WorkingCalendar): Deadline {
  let day = start;
  let provisional = false;
  for (let left = count; left > 0; ) {
    day = addDays(day, 1);
    provisional ||= !calendar.covers(yearOf(day));
    if (calendar.isWorkingDay(day)) left -= 1;
  }
  return { nominal: day, due: day, provisional };
}

/**
 * A deadline that supplements suspend. Overlapping waits count once, waiting before the start does not count, and a
 * notice delivered when the deadline has passed brings no time back.
 */
function suspendable(
  start: PlainDate,
  days: number,
  supplements: readonly Supplement[],
  calendar: WorkingCalendar,
): { readonly deadline: Deadline | null; readonly excludedDays: number } {
  const waits = [...supplements].sort((a, b) => (a.noticeDelivered < b.noticeDelivered ? -1 : 1));
  let excludedDays = 0;
  let countedTo = start;
  let current = deadline(start, days, calendar);
  for (const { noticeDelivered, arrived } of waits) {
    if (noticeDelivered > current.due) continue;
    if (arrived === null) return { deadline: null, excludedDays };
    const from = noticeDelivered > countedTo ? noticeDelivered : countedTo;
    if (arrived <= from) continue;
    excludedDays += daysBetween(from, arrived);
    countedTo = arrived;
    current = deadline(start, days + excludedDays, calendar);
  }
  return { deadline: current, excludedDays };
}
