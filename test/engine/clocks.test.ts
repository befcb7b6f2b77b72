import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClaimDates,
  claimClocks,
  deadline,
  STATUTORY_TERMS,
  workingDaysAfter,
} from '../../src/engine/clocks.ts';
import {
  addDays,
  daysBetween,
  fromEpochDay,
  type PlainDate,
  plainDate,
  toEpochDay,
} from '../../src/engine/dates.ts';
import { chinaCalendar } from '../../src/platform/working-calendar.ts';

const SEED = { seed: 20_260_504, numRuns: 500 };

const d = plainDate;

/** Clock case X05, as in the golden cases. */
const X05: ClaimDates = {
  received: d('2024-03-01'),
  supplements: [{ noticeDelivered: d('2024-03-06'), arrived: d('2024-03-20') }],
  decided: d('2024-04-10'),
  agreed: d('2024-04-12'),
};

describe('case X05', () => {
  it('moves the decision from Sunday 14 April to Monday, with 14 days excluded', () => {
    expect(claimClocks(X05, chinaCalendar)).toEqual({
      excludedDays: 14,
      decision: { nominal: '2024-04-14', due: '2024-04-15', provisional: false },
      service: { nominal: '2024-03-08', due: '2024-03-08', provisional: false },
      advance: { nominal: '2024-04-30', due: '2024-04-30', provisional: false },
      denialNotice: '2024-04-13',
      payment: { nominal: '2024-04-22', due: '2024-04-22', provisional: false },
    });
  });

  it('is due on Monday 1 April without a supplement', () => {
    const { decision } = claimClocks({ ...X05, supplements: [] }, chinaCalendar);
    expect(decision).toEqual({ nominal: '2024-03-31', due: '2024-04-01', provisional: false });
  });

  const golden = new URL('../../../shared/domain/golden-cases.json', import.meta.url);
  it.skipIf(!existsSync(golden) && process.env.CI !== 'true')(
    'gives every figure of the golden file (needs ../shared)',
    () => {
      const { input, expected } = JSON.parse(readFileSync(golden, 'utf8')).clock_case;
      const dates: ClaimDates = {
        received: d(input.request_and_documents_received),
        supplements: [
          { noticeDelivered: d(input.supplement_notice_delivered), arrived: d(input.supplement_received) },
        ],
        decided: d(input.decision),
        agreed: d(input.agreement),
      };
      const clocks = claimClocks(dates, chinaCalendar);
      const unsuspended = claimClocks({ ...dates, supplements: [] }, chinaCalendar);
      expect({
        excluded_days: clocks.excludedDays,
        decision_due_without_exclusion_nominal: unsuspended.decision?.nominal,
        decision_due_without_exclusion: unsuspended.decision?.due,
        decision_due_nominal: clocks.decision?.nominal,
        decision_due: clocks.decision?.due,
        service_target_5_working_days_simple_case: clocks.service.due,
        denial_notice_due_if_refused: clocks.denialNotice,
        payment_due_nominal: clocks.payment?.nominal,
        payment_due: clocks.payment?.due,
        advance_due_nominal_without_exclusion: clocks.advance?.nominal,
      }).toEqual(expected);
    },
  );
});

describe('supplements', () => {
  const within = (supplements: ClaimDates['supplements']) =>
    claimClocks({ ...X05, supplements }, chinaCalendar);

  it('stop the decision clock while one is awaited, but not the advance', () => {
    const clocks = within([{ noticeDelivered: d('2024-03-06'), arrived: null }]);
    expect(clocks.decision).toBeNull();
    expect(clocks.advance?.due).toBe('2024-04-30');
  });

  it('suspend the advance when the terms say so', () => {
    const terms = { ...STATUTORY_TERMS, advanceSuspended: true };
    // 60 + 14 days end on 14 May 2024, a Tuesday.
    expect(claimClocks(X05, chinaCalendar, terms).advance?.due).toBe('2024-05-14');
  });

  it('count days of overlapping waits once', () => {
    const clocks = within([
      { noticeDelivered: d('2024-03-10'), arrived: d('2024-03-15') },
      { noticeDelivered: d('2024-03-06'), arrived: d('2024-03-12') },
    ]);
    expect(clocks.excludedDays).toBe(9);
  });

  it('bring no time back when the notice came after the deadline', () => {
    const late = within([{ noticeDelivered: d('2024-04-02'), arrived: d('2024-05-02') }]);
    expect(late.excludedDays).toBe(0);
    expect(late.decision?.due).toBe('2024-04-01');
    const onTheLastDay = within([{ noticeDelivered: d('2024-04-01'), arrived: d('2024-04-03') }]);
    expect(onTheLastDay.decision?.nominal).toBe('2024-04-02');
  });
});

describe('the working calendar of China', () => {
  it('works on 调休 weekends and rests on statutory holidays', () => {
    expect(chinaCalendar.isWorkingDay(d('2024-02-04'))).toBe(true); // Sunday, worked for Spring Festival
    expect(chinaCalendar.isWorkingDay(d('2024-02-12'))).toBe(false); // Monday, Spring Festival
    expect(chinaCalendar.isWorkingDay(d('2024-04-13'))).toBe(false); // an ordinary Saturday
    expect(chinaCalendar.isWorkingDay(d('2024-04-15'))).toBe(true);
  });

  it('moves a deadline over the whole of National Day', () => {
    expect(deadline(d('2024-09-01'), 30, chinaCalendar)).toEqual({
      nominal: '2024-10-01',
      due: '2024-10-08',
      provisional: false,
    });
  });

  it('does not know 2027: a deadline there is provisional', () => {
    expect(chinaCalendar.covers(2026)).toBe(true);
    expect(chinaCalendar.covers(2027)).toBe(false);
    expect(deadline(d('2026-12-02'), 30, chinaCalendar)).toEqual({
      nominal: '2027-01-01',
      due: '2027-01-01',
      provisional: true,
    });
    expect(workingDaysAfter(d('2026-12-28'), 5, chinaCalendar).provisional).toBe(true);
    expect(workingDaysAfter(d('2026-12-21'), 5, chinaCalendar).provisional).toBe(false);
  });
});

describe('for any claim', () => {
  const day = fc
    .integer({ min: toEpochDay(d('2005-01-01')), max: toEpochDay(d('2025-12-31')) })
    .map(fromEpochDay);
  const supplement = fc
    .tuple(fc.integer({ min: -10, max: 60 }), fc.integer({ min: 0, max: 30 }))
    .map(([delivered, waited]) => ({ delivered, waited }));
  const claims = fc.tuple(day, fc.array(supplement, { maxLength: 4 })).map(([received, waits]) => ({
    received,
    decided: null,
    agreed: null,
    supplements: waits.map(({ delivered, waited }) => ({
      noticeDelivered: addDays(received, delivered),
      arrived: addDays(received, delivered + waited),
    })),
  }));

  /** The days waited for within the claim's time, each counted once: an oracle that shares no code. */
  const waitedDays = (dates: ClaimDates) => {
    const days = new Set<PlainDate>();
    for (const { noticeDelivered, arrived } of dates.supplements) {
      for (let one = addDays(noticeDelivered, 1); arrived !== null && one <= arrived; one = addDays(one, 1)) {
        if (one > dates.received) days.add(one);
      }
    }
    return days.size;
  };

  it('is decided on a working day, no earlier than counted, and no supplement shortens the time', () => {
    fc.assert(
      fc.property(claims, dates => {
        const { decision, excludedDays } = claimClocks(dates, chinaCalendar);
        const plain = claimClocks({ ...dates, supplements: [] }, chinaCalendar).decision;
        if (decision === null || plain === null) throw new Error('nothing is awaited');
        expect(chinaCalendar.isWorkingDay(decision.due)).toBe(true);
        expect(decision.due >= decision.nominal).toBe(true);
        expect(daysBetween(dates.received, decision.nominal)).toBe(30 + excludedDays);
        expect(decision.due >= plain.due).toBe(true);
        expect(excludedDays).toBeLessThanOrEqual(waitedDays(dates));
      }),
      SEED,
    );
  });

  it('excludes every day waited when each notice came in the first thirty days', () => {
    const early = claims.filter(({ received, supplements }) =>
      supplements.every(({ noticeDelivered }) => daysBetween(received, noticeDelivered) <= 30),
    );
    fc.assert(
      fc.property(early, dates => {
        expect(claimClocks(dates, chinaCalendar).excludedDays).toBe(waitedDays(dates));
      }),
      SEED,
    );
  });

  it('gives the same deadlines in whatever order the supplements are listed', () => {
    fc.assert(
      fc.property(claims, dates => {
        const reversed = { ...dates, supplements: [...dates.supplements].reverse() };
        expect(claimClocks(reversed, chinaCalendar)).toEqual(claimClocks(dates, chinaCalendar));
      }),
      SEED,
    );
  });
});
