import { type PlainDate, parseDate } from './dates.ts';

export type Sex = 'M' | 'F';

/** What is wrong with a number: its form, its day of birth, its check character, or a birth that is still to come. */
export type ResidentIdFault = 'form' | 'birth' | 'check' | 'future';

export interface ResidentId {
  /** 18 characters, the check character X in upper case. */
  readonly idNo: string;
  readonly birthOn: PlainDate;
  readonly sex: Sex;
}

const FORM = /^\d{17}[\dXx]$/;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = '10X98765432';

/** The check character over the first 17 digits. */
export function checkCharacter(digits: string): string {
  let sum = 0;
  for (let index = 0; index < 17; index++)
    sum += (digits.charCodeAt(index) - 48) * (WEIGHTS[index] as number);
  return CHECK_CHARACTERS[sum % 11] as string;
}

/** Reads YYYYMMDD; null when it names no real day. */
export function parseBirth(digits: string): PlainDate | null {
  return parseDate(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`);
}

/**
 * Reads a resident identity number (公民身份号码, GB 11643: ISO 7064 MOD 11-2 over 17 digits). Division codes are
 * not judged: numbers keep codes of districts that are gone (3712 莱芜).
 * @param on the birth may not lie after this day.
 * @param readBirth reads the eight digits of the birth; for who reads many and remembers them.
 */
export function readResidentId(
  text: string,
  on: PlainDate,
  readBirth: (digits: string) => PlainDate | null = parseBirth,
): ResidentId | ResidentIdFault {
  if (!FORM.test(text)) return 'form';
  const birthOn = readBirth(text.slice(6, 14));
  if (birthOn === null) return 'birth';
  const check = checkCharacter(text);
  const last = text[17] === 'x' ? 'X' : text[17];
  if (check !== last) return 'check';
  if (birthOn > on) return 'future';
  return {
    idNo: last === text[17] ? text : `${text.slice(0, 17)}X`,
    birthOn,
    sex: (text.charCodeAt(16) - 48) % 2 === 1 ? 'M' : 'F',
  };
}
