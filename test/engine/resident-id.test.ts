import { describe, expect, test } from 'vitest';
import { plainDate } from '../../src/engine/dates.ts';
import { readResidentId } from '../../src/engine/resident-id.ts';

const today = plainDate('2025-06-30');

describe('a resident identity number', () => {
  test.each([
    ['11010519491231002X', '1949-12-31', 'F'],
    ['440524188001010014', '1880-01-01', 'M'],
    ['370211200802290020', '2008-02-29', 'F'],
  ])('%s is read with birth and sex', (idNo, birthOn, sex) => {
    expect(readResidentId(idNo, today)).toEqual({ idNo, birthOn, sex });
  });

  test('a lower-case x is taken and written as X', () => {
    expect(readResidentId('11010519491231002x', today)).toMatchObject({ idNo: '11010519491231002X' });
  });

  test.each([
    ['3702112008022900', 'form'],
    ['37021120080229002Y', 'form'],
    ['37021120070229002X', 'birth'],
    ['370211200802290021', 'check'],
    ['110105194912310020', 'check'],
  ])('%s is refused for its %s', (idNo, fault) => {
    expect(readResidentId(idNo, today)).toBe(fault);
  });

  test('any single wrong digit is found', () => {
    const good = '370211200802290020';
    for (let at = 0; at < 17; at++) {
      const wrong = good.slice(0, at) + String((Number(good[at]) + 1) % 10) + good.slice(at + 1);
      expect(readResidentId(wrong, today)).toBeTypeOf('string');
    }
  });

  test('a birth after the given day is still to come, on the day itself it is not', () => {
    expect(readResidentId('370211200802290020', plainDate('2008-02-28'))).toBe('future');
    expect(readResidentId('370211200802290020', plainDate('2008-02-29'))).toMatchObject({ sex: 'F' });
  });
});
