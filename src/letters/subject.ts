import type { LetterLanguage } from './kinds.ts';

/** What a letter is about. A child's cover, or one policy year of it, is named by contract and child. */
export type LetterSubject =
  | { readonly kind: 'decision'; readonly decisionId: string }
  | { readonly kind: 'claim'; readonly claimId: string }
  | { readonly kind: 'cover'; readonly contractId: number; readonly childNo: number }
  | {
      readonly kind: 'policy_year';
      readonly contractId: number;
      readonly childNo: number;
      readonly policyYear: number;
    };

/** The subject as the tables hold it: `decision:…`, `claim:…`, `cover:12/1`, `policy_year:12/1/2025`. */
export function subjectText(subject: LetterSubject): string {
  switch (subject.kind) {
    case 'decision':
      return `decision:${subject.decisionId}`;
    case 'claim':
      return `claim:${subject.claimId}`;
    case 'cover':
      return `cover:${subject.contractId}/${subject.childNo}`;
    case 'policy_year':
      return `policy_year:${subject.contractId}/${subject.childNo}/${subject.policyYear}`;
  }
}

/** Reads what `subjectText` wrote. Throws Error for anything else. */
export function readSubject(text: string): LetterSubject {
  const [, kind = '', rest = ''] = /^(\w+):(.+)$/.exec(text) ?? [];
  const [contractId = 0, childNo = 0, policyYear = 0] = rest.split('/').map(Number);
  switch (kind) {
    case 'decision':
      return { kind, decisionId: rest };
    case 'claim':
      return { kind, claimId: rest };
    case 'cover':
      return { kind, contractId, childNo };
    case 'policy_year':
      return { kind, contractId, childNo, policyYear };
    default:
      throw new Error(`a letter is due for ${text}, which names no subject`);
  }
}

/**
 * The number that a letter bears: `CL000000042-1` is the letter of a claim's first decision, `CL000000042-1E` the same
 * with English, `CL000000042-1.2` its second issue. `formNo` is the number that its form gives it.
 */
export function letterNumber(formNo: string, language: LetterLanguage, issue: number): string {
  return `${formNo}${language === 'zh-en' ? 'E' : ''}${issue === 1 ? '' : `.${issue}`}`;
}
