import { businessDay } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { accusingWord } from './accusing-word.ts';
import { decideAnew } from './decide-anew.ts';
import type { DecisionDeps } from './file-claim.ts';
import { addSignature, type Signed, type Signing } from './sign-decision.ts';
import { readStoredInput } from './stored-input.ts';
import { waitingClaim } from './waiting-claim.ts';

export interface RefusingClaim extends Signing {
  /** A reason of the list that is marked `by_person`. */
  readonly reason: string;
  /** Why, in this person's words to the family: a refusal says its reason (Insurance Law Art. 24). */
  readonly toFamily: string;
}

/**
 * A person refuses a waiting claim for a reason: a new version of its decision, signed by that person first. Where
 * the authority rules ask for two, another person must sign before it is final.
 *
 * Refuses: not_found, conflict (not waiting; a revision, which is withdrawn instead so that the earlier decision
 * stands), invalid_input (unknown reason, or one that no person refuses for; words that accuse), forbidden (as in
 * signDecision).
 */
export async function refuseClaim(tx: Tx, deps: DecisionDeps, refusing: RefusingClaim): Promise<Signed> {
  const { now, actor, reason, toFamily } = refusing;
  const reasons = personReasons(deps.rulebooks.inForce(businessDay(now)).book);
  if (!reasons.includes(reason)) throw unknownReason(reason, reasons);
  assertKind(toFamily);
  const waiting = await waitingClaim(tx, refusing.claimNo);
  const { claim, decision } = waiting;
  if (claim.revisesClaimId !== null) throw isRevision(claim.claimNo);
  const refused = await decideAnew(tx, deps, waiting, {
    actor,
    now,
    claim: readStoredInput(decision.input).claim,
    refusedByPerson: { reason, toFamily },
    decidedBy: actor.login,
    audit: { action: 'claim.refused-by-person', detail: { reason, comment: refusing.comment } },
  });
  return addSignature(tx, deps, refused, refusing);
}

/**
 * Refuses (invalid_input) words that the letter could not print: a decision never changes, so once it stands nobody
 * could correct them. `undrawable` gives the first character that has no glyph.
 */
export function assertPrintable(toFamily: string, undrawable: (text: string) => string | null): void {
  const character = undrawable(toFamily);
  if (character === null) return;
  const name = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  throw refuse(
    'invalid_input',
    {
      zh: `写给家庭的说明含有信函字体中没有的字：${character}（${name}）。`,
      en: `The words to the family hold ${name}, which the font of the letter cannot draw.`,
    },
    { zh: '请换一个字或另行表述后再提交。', en: 'Write them without that character and send again.' },
    [
      {
        field: '/to_family',
        zh: `含有无法打印的字（${name}）`,
        en: `holds ${name}, which cannot be printed`,
      },
    ],
  );
}

/** Refuses (invalid_input) words to a family that accuse somebody. */
function assertKind(toFamily: string): void {
  const word = accusingWord(toFamily);
  if (word === null) return;
  throw refuse(
    'invalid_input',
    {
      zh: `写给家庭的说明中有“${word}”。信函只写事实，不指责任何人。`,
      en: `The words to the family say "${word}". A letter tells facts and accuses nobody.`,
    },
    {
      zh: '请改写为事实：哪张票据、哪一项、与什么不一致；判断可写在 comment 中，只留在案卷里。',
      en: 'Write the facts: which invoice, which item, what it differs from. What you conclude may stand in the comment, which stays in the file.',
    },
    [{ field: '/to_family', zh: `含有指责的词“${word}”`, en: `accuses ("${word}")` }],
  );
}

/** The reasons that only a person refuses for. */
function personReasons(book: Rulebook): string[] {
  return [...book.reasons.values()].filter(({ byPerson }) => byPerson).map(({ code }) => code);
}

function unknownReason(reason: string, allowed: readonly string[]) {
  return refuse(
    'invalid_input',
    { zh: `不能以 ${reason} 为由拒付。`, en: `A person cannot refuse for ${reason}.` },
    { zh: `请选用：${allowed.join('、')}。`, en: `Use one of ${allowed.join(', ')}.` },
    [{ field: '/reason', zh: '不在可用的拒付原因之内', en: 'is not one of the reasons' }],
  );
}

function isRevision(claimNo: string) {
  return refuse(
    'conflict',
    {
      zh: `${claimNo} 是改判，拒付会使原决定失效。`,
      en: `Claim ${claimNo} is a revision; refusing it would undo the earlier decision.`,
    },
    {
      zh: '若改判不成立，请撤回它，原决定继续有效。',
      en: 'Withdraw it instead: the earlier decision then stands.',
    },
  );
}
