import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { openLetterPress } from '../../src/letters/press.ts';
import type { LetterDeps } from '../../src/letters/print-due.ts';
import { makeSelfSigned, readPem } from '../../src/letters/sign/signing-key.ts';

let press: LetterDeps['press'] | undefined;

/** Letters as the service makes them, signed with a key of this test run. */
export function lettersOn({ rulebooks }: Pick<DecisionDeps, 'rulebooks'>): LetterDeps {
  press ??= openLetterPress(readPem(makeSelfSigned('示例保险（测试）', new Date('2026-11-02T02:00:00Z'))));
  return { rulebooks, press, publicUrl: 'https://letters.example.cn' };
}
