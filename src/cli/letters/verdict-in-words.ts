import { standingOf } from '../../letters/present-letter.ts';
import type { LetterVerdict } from '../../letters/verify-letter.ts';
import type { Words } from '../../platform/words.ts';

/** What `letters verify` found, as its JSON has it. */
export function presentVerdict(verdict: LetterVerdict) {
  const says = verdictInWords(verdict);
  if (verdict.kind !== 'genuine') return { genuine: false, verdict: verdict.kind, says };
  const { letter, signedAt, selfMade } = verdict;
  return {
    genuine: true,
    verdict: standingOf(letter),
    letter_no: letter.number,
    claim_no: letter.claimNo,
    signed_at: signedAt.toISOString(),
    self_made_certificate: selfMade,
    superseded_by: letter.supersededBy,
    superseded_on: letter.supersededOn,
    says,
  };
}

/** The same as a person reads it. */
export function verdictInWords(verdict: LetterVerdict): Words {
  switch (verdict.kind) {
    case 'genuine': {
      const { letter, selfMade } = verdict;
      const warning: Words = selfMade
        ? {
            zh: '\n签名使用本程序自制的证书，没有第三方担保。',
            en: '\nIt is signed with a self-made certificate, for which nobody vouches.',
          }
        : { zh: '', en: '' };
      if (standingOf(letter) === 'outdated')
        return {
          zh: `真实，但保障已有变动：凭证 ${letter.number} 签名完好，出具后所写的保障有变动，请重新出具。${warning.zh}`,
          en: `Genuine, but the cover has changed since certificate ${letter.number} was made: issue it again.${warning.en}`,
        };
      return letter.supersededBy === null
        ? {
            zh: `真实有效：信函 ${letter.number}，签名完好，内容未被改动，目前有效。${warning.zh}`,
            en: `Genuine and current: letter ${letter.number}, signed by us, not changed since.${warning.en}`,
          }
        : {
            zh: `真实，但已被取代：信函 ${letter.number} 自 ${letter.supersededOn} 起由 ${letter.supersededBy} 取代。${warning.zh}`,
            en: `Genuine, but superseded: letter ${letter.number} was replaced by ${letter.supersededBy} on ${letter.supersededOn}.${warning.en}`,
          };
    }
    case 'unknown':
      return {
        zh: `签名是我们的，但账册中没有这一份信函 ${verdict.letterNo}。请确认核验所用的数据库。`,
        en: `The signature is ours, but the books hold no such letter ${verdict.letterNo}. Check that this is the right database.`,
      };
    case 'changed':
      return {
        zh: `不是原件：签名后内容被改动过${verdict.letterNo === null ? '' : `（自称 ${verdict.letterNo}）`}。请以系统存档的原件为准。`,
        en: `Not genuine: it was changed after it had been signed${verdict.letterNo === null ? '' : ` (it says ${verdict.letterNo})`}. Go by the file that is kept here.`,
      };
    case 'foreign':
      return {
        zh: `不是我们的信函：由别人签名（${verdict.signer}）。`,
        en: `Not our letter: it is signed by somebody else (${verdict.signer}).`,
      };
    case 'unsigned':
      return {
        zh: '不是我们的信函：没有签名，或签名无法读取。打印后再扫描的文件没有签名，请扫描信函上的二维码核验。',
        en: 'Not our letter as we made it: it has no signature, or none that can be read. A scan of a printed letter has none; scan its QR code instead.',
      };
  }
}
