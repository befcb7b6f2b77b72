import { describe, expect, it } from 'vitest';
import { book, changedBook, faultsOf } from '../support/book.ts';

/** A rule of our book whose first example says what the rule then does. */
function saying(file: string, gives: object, index = 0) {
  const rule = JSON.parse(book.content)[file];
  const examples = rule.examples.map((one: object, at: number) => (at === index ? { ...one, gives } : one));
  return { [file]: { ...rule, examples } };
}

const WAITING = 'gate/gate-ci-waiting-period.json';
const firing = (file: string, fires = true): number =>
  JSON.parse(book.content)[file].examples.findIndex((one: { fires: boolean }) => one.fires === fires);

describe('an example of a rule that says what the rule then does', () => {
  it.each([
    ['attach/attach-10-early-contract.json', { plan: 'REF-B', cover_start: 'stored' }],
    ['route/route-accident-inpatient.json', { coverages: ['AM', 'HM'] }],
    [WAITING, { reason: 'CI_WAITING_PERIOD', ends_ci: true }],
    [WAITING, { ends_ci: true }],
    ['invoice/invoice-forged.json', { reason: 'FALSE_DOCUMENT' }],
    ['document/document-25-settlement.json', { documents: ['si_settlement'] }],
    ['signal/signal-no-night.json', { signal: 'no_night' }],
    ['authority/authority-10-critical-illness.json', { signatures: 2, level: 5 }],
  ])('holds in %s: %j', (file, gives) => {
    expect(() => changedBook(saying(file, gives, firing(file)))).not.toThrow();
  });

  it('is told where the rule does otherwise', () => {
    expect(faultsOf(saying(WAITING, { reason: 'CI_ENDED', ends_ci: false }, firing(WAITING)))).toEqual([
      expect.stringMatching(
        /at examples\.\d\.gives\.reason: .* says "CI_ENDED", but the rule gives "CI_WAITING_PERIOD"/,
      ),
      expect.stringMatching(/at examples\.\d\.gives\.ends_ci: .* says false, but the rule gives true/),
    ]);
    expect(faultsOf(saying(WAITING, { signal: 'no_night' }, firing(WAITING)))).toEqual([
      expect.stringMatching(/gives\.signal: .* says "no_night", but the rule gives nothing/),
    ]);
  });

  it('is refused where the rule does not fire, or with a word that no effect has', () => {
    expect(faultsOf(saying(WAITING, { ends_ci: true }, firing(WAITING, false)))).toEqual([
      expect.stringMatching(/at examples\.\d\.gives: says what the rule does where it does not fire/),
    ]);
    expect(faultsOf(saying(WAITING, { ends: true }, firing(WAITING)))[0]).toContain('unknown key "ends"');
  });
});
