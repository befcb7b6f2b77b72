import { invoiceKey } from '../engine/claim.ts';
import { waysToCount, waysToPay } from '../engine/counterfactual.ts';
import type { DecisionInput, Outcome } from '../engine/decide.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Vocabulary } from '../rulebook/vocabulary.ts';
import { suppliableOf } from '../rulebook/what-if.ts';
import type { Explained, FamilyExplained } from './explanation-schema.ts';

/**
 * What may be said to the family of a claim's newest decision, and what they can honestly still hand in: a document
 * that is missing, or a paper that shows a fact, where that would make a difference. Of a proposal that waits nothing is
 * said but that a person looks at it. Never a date or a diagnosis that should have been otherwise, and no word of a
 * rule that asks a person to look.
 */
export function explainToFamily(
  explained: Explained,
  input: DecisionInput,
  outcome: Outcome,
  book: Rulebook,
  vocabulary: Vocabulary,
): FamilyExplained {
  const supplies = [
    ...missingDocuments(outcome, book),
    ...proofs(input, outcome, book),
    ...papers(explained, input, outcome, book, vocabulary),
  ];
  const closed = explained.state === 'withdrawn';
  // A reason says itself what the family can do about it.
  const silent =
    closed || (supplies.length === 0 && explained.state !== 'waiting' && outcome.reason !== null);
  const said = [...conclusionFor(explained), ...(silent ? [] : suppliesInWords(supplies))];
  return {
    supplies: closed ? [] : supplies,
    zh: `${said.map(({ zh }) => zh).join('\n')}\n`,
    en: `${said.map(({ en }) => en).join('\n')}\n`,
  };
}

function conclusionFor({ state, conclusion, reason, payable, total, to_family }: Explained): Words[] {
  switch (state) {
    case 'waiting':
      return [
        {
          zh: '您的申请由专人审核，我们会尽快告知结果。',
          en: 'Your claim is being looked at by a person; we will tell you the result as soon as we can.',
        },
      ];
    case 'withdrawn':
      return [{ zh: '这次申请已经撤回。', en: 'The claim has been withdrawn.' }];
    default: {
      const said: Words[] = [
        conclusion === '拒付'
          ? { zh: '这次申请没有给付。', en: 'The claim was not paid.' }
          : payable === total
            ? { zh: `这次申请给付 ${total} 元。`, en: `The claim is paid with CNY ${total}.` }
            : {
                zh: `重新审核后，这次申请应给付的总额为 ${total} 元。`,
                en: `Looked at again, the claim is worth CNY ${total} in all.`,
              },
      ];
      if (reason !== null) said.push(reason.family);
      if (to_family !== null) said.push({ zh: to_family, en: to_family });
      return said;
    }
  }
}

function suppliesInWords(supplies: readonly Words[]): Words[] {
  if (supplies.length === 0)
    return [{ zh: '目前没有需要您补充的材料。', en: 'There is nothing that you would need to send us.' }];
  return [
    {
      zh: '您还可以补充以下材料，收到后我们会重新审核：',
      en: 'You can still send us, and we will look again:',
    },
    ...supplies.map(({ zh, en }, at) => ({ zh: `${at + 1}. ${zh}`, en: `${at + 1}. ${en}` })),
  ];
}

/** Documents of the checklist that are not there and that a family can get. */
function missingDocuments({ documents }: Outcome, book: Rulebook): Words[] {
  return suppliable(documents?.missing ?? [], book);
}

/** Those that a family can get, and where. */
function suppliable(codes: readonly string[], book: Rulebook): Words[] {
  return codes
    .map(code => book.document(code))
    .filter(({ familyCanSupply }) => familyCanSupply)
    .map(({ title, where }) => ({ zh: `${title.zh}：${where.zh}`, en: `${title.en}: ${where.en}` }));
}

/**
 * Documents that would answer what the definition of the disease still asks, once somebody has begun to record it:
 * neither one on the checklist that is missing anyway, nor one that is there and has to be read.
 */
function proofs(
  { claim }: DecisionInput,
  { assessment, documents, conclusion }: Outcome,
  book: Rulebook,
): Words[] {
  if (assessment?.verdict !== 'not_shown' || conclusion === '拒付') return [];
  const asked = assessment.criteria.flatMap(({ missing }) => missing);
  const proving = asked.flatMap(id => book.diseases?.questions.get(id)?.document ?? []);
  const known = new Set([...(claim.documents ?? []), ...(documents?.missing ?? [])]);
  return suppliable(
    [...new Set(proving)].filter(code => !known.has(code)),
    book,
  );
}

/** Papers that would show a fact on which the claim, or an invoice of it, would be decided otherwise. */
function papers(
  { what_if }: Explained,
  input: DecisionInput,
  outcome: Outcome,
  book: Rulebook,
  vocabulary: Vocabulary,
): Words[] {
  const supposition = suppliableOf(vocabulary);
  const { ruleSet, evaluate } = book;
  const said = new Map<string, Words>();
  const supply = (fact: string, invoice: string | null) => {
    const words = vocabulary.facts.get(fact)?.familyCanSupply;
    if (!words) return;
    const [zh, en] = invoice === null ? ['', ''] : [`票据 ${invoice}：`, `Invoice ${invoice}: `];
    said.set(`${fact} ${invoice ?? ''}`, { zh: `${zh}${words.zh}`, en: `${en}${words.en}` });
  };
  const ways = [
    ...(outcome.conclusion === '拒付' ? waysToPay(input, ruleSet, evaluate, supposition) : []),
    ...what_if.invoices.flatMap(({ place }) => waysToCount(input, place, ruleSet, evaluate, supposition)),
  ];
  const keys = input.claim.kind === 'medical' ? input.claim.invoices.map(invoiceKey) : [];
  for (const { changes } of ways)
    for (const { fact, invoice } of changes) supply(fact, invoice === null ? null : (keys[invoice] ?? null));
  if (what_if.social_insurance !== null) supply('settled_through_si', null);
  return [...said.values()];
}
