/**
 * What a handler records about a critical illness: answers to the questions of rules/critical-illness/evidence.json,
 * as handed in: true or false, a whole number, a decimal in quotes ("0.49"), one of a list. A question without an
 * answer is not yet shown; {} means that nothing is recorded.
 */
export type Evidence = Readonly<Record<string, boolean | number | string>>;

/** A question as the engine needs it; its words are the rulebook's. */
export type Question =
  | { readonly id: string; readonly type: 'bool' }
  /** Whole number within its bounds, inclusive. */
  | { readonly id: string; readonly type: 'int'; readonly min: number; readonly max: number }
  /** Decimal with so many digits after the point; bounds and answers are whole numbers of its last digit. */
  | {
      readonly id: string;
      readonly type: 'decimal';
      readonly scale: number;
      readonly min: number;
      readonly max: number;
    }
  | { readonly id: string; readonly type: 'enum'; readonly domain: readonly string[] };

/** An answer as conditions compare it: a decimal is the whole number of its last digit ("0.49" of scale 2 is 49). */
export type Answer = boolean | number | string;

const DECIMAL = /^(-?)(\d{1,9})(?:\.(\d{1,6}))?$/;

/** The text of a decimal as whole number of its last digit; null when it has more digits, or another form. */
export function scaledDecimal(text: string, scale: number): number | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  if (fraction.length > scale) return null;
  const value = Number(`${whole}${fraction.padEnd(scale, '0')}`);
  return sign === '-' && value !== 0 ? -value : value;
}

/** The other way: 49 of scale 2 is "0.49". */
export function decimalText(value: number, scale: number): string {
  return (value / 10 ** scale).toFixed(scale);
}

/** The raw answer as conditions compare it; null when it is none that the question can have. */
export function readAnswer(question: Question, raw: unknown): Answer | null {
  switch (question.type) {
    case 'bool':
      return typeof raw === 'boolean' ? raw : null;
    case 'enum':
      return typeof raw === 'string' && question.domain.includes(raw) ? raw : null;
    case 'int':
      return Number.isSafeInteger(raw) ? within(question, raw as number) : null;
    case 'decimal': {
      const value = typeof raw === 'string' ? scaledDecimal(raw, question.scale) : null;
      return value === null ? null : within(question, value);
    }
  }
}

function within({ min, max }: { readonly min: number; readonly max: number }, value: number): number | null {
  return min <= value && value <= max ? value : null;
}

/** The recorded answer to a question; null when there is none that it can have. */
export function answerTo(question: Question, evidence: Evidence): Answer | null {
  return Object.hasOwn(evidence, question.id) ? readAnswer(question, evidence[question.id]) : null;
}
