import { createHash } from 'node:crypto';
import { escaped } from '../platform/escaped.ts';
import type { Words } from '../platform/words.ts';
import { standingOf } from './present-letter.ts';
import type { StandingRow } from './store.ts';
import { dayInWords } from './templates/filters.ts';

/** What came of holding typed number and amount against the letter. */
export type Comparison =
  | { readonly kind: 'not_asked' }
  | { readonly kind: 'too_many' }
  | { readonly kind: 'same' | 'different'; readonly letterNo: string; readonly amount: string };

export interface VerifyPage {
  /** Null: no letter has this token; 'preview': it stands on previews. */
  readonly letter: StandingRow | 'preview' | null;
  /** The letter is signed with the program's own key. */
  readonly selfMade: boolean;
  readonly comparison: Comparison;
}

const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f6f8; color: #1c2733; font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 1rem; }
h2 { font-size: 1.0625rem; margin: 0 0 .5rem; }
section { background: #fff; border: 1px solid #d5dce3; border-radius: 10px; padding: 1rem 1.125rem; margin: 0 0 1rem; }
p { margin: 0 0 .5rem; }
p:last-child { margin-bottom: 0; }
[lang=en] { color: #4a5866; font-size: .9375rem; }
h1 [lang=en], h2 [lang=en], label [lang=en], button [lang=en], strong [lang=en] { display: block; font-weight: 400; }
button [lang=en], strong [lang=en] { color: inherit; }
.mark { border-left: 6px solid; }
.mark strong { display: block; font-size: 1.125rem; }
.good { border-left-color: #0a7a3d; } .good strong { color: #0a6b36; }
.stale { border-left-color: #a15c00; } .stale strong { color: #8a4f00; }
.bad { border-left-color: #b3261e; } .bad strong { color: #a3211a; }
label { display: block; margin: .875rem 0 .25rem; font-weight: 600; }
input { width: 100%; min-height: 48px; padding: .5rem .75rem; font: inherit; color: inherit; background: #fff; border: 1px solid #66757f; border-radius: 8px; }
input:focus-visible, button:focus-visible { outline: 3px solid #1a5fb4; outline-offset: 2px; }
button { width: 100%; min-height: 48px; margin-top: 1.125rem; padding: .5rem; font: inherit; font-weight: 600; line-height: 1.3; color: #fff; background: #1a5fb4; border: 0; border-radius: 8px; }
footer { color: #4a5866; font-size: .875rem; }
`;

/** The policy of the page lets this style in and nothing else. */
export const PAGE_STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

/** The page as HTML, in Chinese with English beneath it. It holds nothing of the letter that was not typed in. */
export function renderVerifyPage({ letter, selfMade, comparison }: VerifyPage): string {
  const sections =
    letter === null
      ? [UNKNOWN]
      : letter === 'preview'
        ? [PREVIEW]
        : [standing(letter), answer(comparison), form(letter, comparison)];
  const foot = selfMade ? `<footer>${said(SELF_MADE)}</footer>` : '';
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>信函核验 · Letter verification</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>信函核验 <span lang="en">Is this letter genuine?</span></h1>
${sections.filter(section => section !== '').join('\n')}
${foot}
</main>
</body>
</html>
`;
}

const SELF_MADE: Words = {
  zh: '本系统为演示系统：信函用程序自制的证书签名，没有第三方担保。',
  en: 'This is a demonstration: its letters are signed with a self-made certificate, for which nobody vouches.',
};

const UNKNOWN = marked('bad', { zh: '没有这样的信函', en: 'There is no such letter' }, [
  {
    zh: '我们的记录中没有这个核验码。请重新扫描信函上的二维码；如果是手工输入，请核对网址是否完整。',
    en: 'Our records do not hold this code. Scan the QR code of the letter again; if you typed the address, check that it is complete.',
  },
  {
    zh: '如果仍是这个结果，信函可能不是我们出具的：请不要按信函付款或提供资料，并拨打您保障合同上的客服电话核实。',
    en: 'If this does not change, the letter may not be ours: pay nothing and give no data on its account, and call the number in your own contract.',
  },
]);

const PREVIEW = marked('bad', { zh: '这是样稿，不是信函', en: 'This is a preview, not a letter' }, [
  {
    zh: '这个二维码印在用来检查版面的样稿上，样稿没有任何效力。请不要按它付款或提供资料。',
    en: 'This code stands on previews that are printed to look at the layout; they have no force. Pay nothing and give no data on their account.',
  },
]);

function standing(letter: StandingRow): string {
  const { supersededBy, supersededOn, letterOn } = letter;
  const on = { zh: dayInWords(letterOn, 'zh'), en: dayInWords(letterOn, 'en') };
  if (standingOf(letter) === 'outdated') return outdated(on);
  if (supersededBy === null || supersededOn === null) {
    return marked('good', { zh: '真实，目前有效', en: 'Genuine and current' }, [
      {
        zh: `这个二维码属于我们于${on.zh}出具的一封信函，目前有效。`,
        en: `This code is of a letter that we wrote on ${on.en}. It is current.`,
      },
    ]);
  }
  return marked('stale', { zh: '真实，但已被取代', en: 'Genuine, but superseded' }, [
    {
      zh: `这个二维码属于我们于${on.zh}出具的一封信函。自${dayInWords(supersededOn, 'zh')}起它已被新的信函取代，请以新的信函为准。`,
      en: `This code is of a letter that we wrote on ${on.en}. It was superseded on ${dayInWords(supersededOn, 'en')}; go by the newer letter.`,
    },
  ]);
}

/** Says that the cover changed, and nothing of how. */
function outdated(on: Words): string {
  return marked('stale', { zh: '真实，但保障已有变动', en: 'Genuine, but the cover has changed since' }, [
    {
      zh: `这个二维码属于我们于${on.zh}出具的保障凭证。此后它所写的保障有了变动，不再与凭证一致。`,
      en: `This code is of a certificate of cover that we wrote on ${on.en}. The cover has changed since and is no longer as it says.`,
    },
    {
      zh: '请以新的凭证为准；可向我们索取。',
      en: 'Go by a newer certificate; ask us for one.',
    },
  ]);
}

function answer(comparison: Comparison): string {
  switch (comparison.kind) {
    case 'not_asked':
      return '';
    case 'same':
      return marked('good', { zh: '一致', en: 'They agree' }, [
        {
          zh: '您输入的内容与我们存档的信函一致。',
          en: 'What you typed in is what our letter says.',
        },
      ]);
    case 'different':
      return marked('bad', { zh: '不一致', en: 'They differ' }, [
        {
          zh: '您输入的编号或金额与我们存档的信函不同。请先检查是否输错。',
          en: 'The number or the amount is not that of our letter. Check first whether it is typed as printed.',
        },
        {
          zh: '如果没有输错，您手上的信函可能被改动过：请不要据此付款或提供资料，并拨打您保障合同上的客服电话核实。',
          en: 'If it is, your letter may have been altered: pay nothing and give no data on its account, and call the number in your own contract.',
        },
      ]);
    case 'too_many':
      return marked('stale', { zh: '核对次数过多', en: 'Too many tries' }, [
        {
          zh: '这封信函刚才被核对了很多次。请十分钟后再试。',
          en: 'This letter was compared many times just now. Try again in ten minutes.',
        },
      ]);
  }
}

function form({ amountFen }: StandingRow, comparison: Comparison): string {
  const typed = comparison.kind === 'different' ? comparison : { letterNo: '', amount: '' };
  const amount =
    amountFen === null
      ? ''
      : field(
          'amount',
          { zh: '大字印出的金额（元）', en: 'Amount in large figures, in yuan' },
          typed.amount,
          'inputmode="decimal"',
        );
  return `<section>
<h2>核对您手上的信函 <span lang="en">Compare the letter in your hands</span></h2>
${said({
  zh:
    '真实的二维码也可能被印到假的信函上。请输入您手上信函的编号' +
    (amountFen === null ? '' : '和金额') +
    '，看是否与我们的存档一致。',
  en: `A genuine code can be printed on a false letter. Type in the number${amountFen === null ? '' : ' and the amount'} that your letter shows.`,
})}
<form method="post">
${field('letter_no', { zh: '通知书编号（信函右上角）', en: 'Letter number, at the upper right, like CL000000042-1' }, typed.letterNo, 'autocapitalize="characters"')}
${amount}
<button type="submit">核对 <span lang="en">Compare</span></button>
</form>
</section>`;
}

function field(name: string, label: Words, value: string, more: string): string {
  return `<label for="${name}">${label.zh} <span lang="en">${label.en}</span></label>
<input id="${name}" name="${name}" value="${escaped(value)}" required maxlength="80" autocomplete="off" spellcheck="false" ${more}>`;
}

function marked(look: 'good' | 'stale' | 'bad', title: Words, texts: readonly Words[]): string {
  return `<section class="mark ${look}" role="status">
<strong>${title.zh} <span lang="en">${title.en}</span></strong>
${texts.map(said).join('\n')}
</section>`;
}

function said({ zh, en }: Words): string {
  return `<p>${escaped(zh)}</p>\n<p lang="en">${escaped(en)}</p>`;
}
