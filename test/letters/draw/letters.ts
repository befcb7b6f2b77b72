import type { PlainDate } from '../../../src/engine/dates.ts';
import { fen } from '../../../src/engine/money.ts';
import type {
  Bar,
  Column,
  Fact,
  LetterBlock,
  LetterDocument,
  LetterLanguage,
  Row,
  Said,
} from '../../../src/letters/document.ts';

export const say = (zh: string, en = ''): Said => ({ zh, en });

const HOSPITAL = say(
  '山东第一医科大学附属省立医院暨省立医院集团东院区儿童血液肿瘤中心（三级甲等，公立，普通部）',
  'Shandong Provincial Hospital, Children’s Haematology Centre (grade 3A, public, ordinary ward)',
);

const FACTS: readonly Fact[] = [
  { label: say('被保险人', 'Insured child'), value: say('王小宝') },
  { label: say('身份证号', 'Identity number'), value: say('3701**********0012') },
  { label: say('存储合同', 'Storage contract'), value: say('SDCB-2024-000123') },
  { label: say('赔案号', 'Claim number'), value: say('CL000000128') },
  { label: say('就诊医院', 'Hospital'), value: HOSPITAL },
  { label: say('住院日期', 'Days of stay'), value: say('2026年9月1日至9月8日', '1 to 8 September 2026') },
  { label: say('诊断', 'Diagnosis'), value: say('J18.9') },
];

const COLUMNS: readonly Column[] = [
  { heading: say('费用项目', 'Item'), share: 0.24, align: 'left' },
  { heading: say('类别', 'Class'), share: 0.1, align: 'center' },
  { heading: say('金额（元）', 'Billed (CNY)'), share: 0.16, align: 'right' },
  { heading: say('不计入（元）', 'Not counted'), share: 0.16, align: 'right' },
  { heading: say('说明', 'Reason'), share: 0.34, align: 'left' },
];

const FEES: readonly Said[] = [
  say('西药费', 'Medicines'),
  say('检查费', 'Examinations'),
  say('床位费', 'Bed'),
];

/** Invoice lines: every fourth is outside the cover. */
export function invoiceRows(count: number): Row[] {
  const lines = Array.from({ length: count }, (_, at): Row => {
    const amount = say(`${(at + 1) * 11}.${10 + (at % 90)}`);
    const cells =
      at % 4 === 3
        ? [say('丙', 'C'), amount, amount, say('不在保障范围（第 2.3 条）', 'Outside the cover (clause 2.3)')]
        : [say('甲', 'A'), amount, say('0.00'), say('计入', 'Counts')];
    return { style: 'line', cells: [FEES[at % FEES.length]!, ...cells] };
  });
  return [
    {
      style: 'group',
      cells: [say('票据 00012345，合计 5,230.00 元', 'Invoice 00012345, total CNY 5,230.00')],
    },
    ...lines,
    { style: 'total', cells: [say('合计', 'Total'), say(''), say('5,230.00'), say('1,234.50'), say('')] },
  ];
}

export function invoiceTable(rows: readonly Row[]): LetterBlock {
  const summary = say('每项费用的类别、金额和原因。', 'Class, amount and reason of each line.');
  return { type: 'table', columns: COLUMNS, rows, whole: false, summary };
}

export function bar(kind: Bar['kind'], label: Said, fromFen: number, toFen: number): Bar {
  return { kind, label, fromFen: fen(fromFen), toFen: fen(toFen) };
}

const BARS: readonly Bar[] = [
  bar('start', say('票据费用', 'Billed'), 0, 523_000),
  bar('cut', say('不在保障范围', 'Outside the cover'), 523_000, 399_550),
  bar('cut', say('医保报销', 'Social insurance'), 399_550, 390_252),
  bar('cut', say('免赔额', 'Deductible'), 390_252, 340_252),
  bar('cut', say('自付比例', 'Own share'), 340_252, 289_215),
  bar('end', say('本次给付', 'Payable'), 0, 289_215),
];

export const VERIFY_URL = 'https://letters.example.cn/verify/CL000000128-1?c=8F3K-2M7Q';

const BLOCKS: readonly LetterBlock[] = [
  {
    type: 'title',
    text: say('理赔决定通知书', 'Notice of Claim Decision'),
    under: say('编号 CL000000128-1', 'No. CL000000128-1'),
  },
  { type: 'salutation', text: say('尊敬的王晓梅女士：', 'Dear Ms Wang Xiaomei,') },
  {
    type: 'paragraph',
    tone: 'plain',
    text: say(
      '您为孩子王小宝提出的住院医疗理赔申请，我们已经收到并审核完毕。孩子这次住院，想必您和家人都很辛苦，我们祝他早日康复。以下是我们的决定，以及每一分钱是怎样算出来的。',
      'We have received and reviewed your claim for the hospital stay of your child, Wang Xiaobao. Below is the insurer’s decision, and how every fen of it was calculated.',
    ),
  },
  {
    type: 'amount',
    label: say('本次给付金额', 'Amount payable'),
    figure: '¥ 2,892.15',
    words: say('人民币贰仟捌佰玖拾贰元壹角伍分', 'RMB two thousand eight hundred ninety-two and 15/100'),
  },
  { type: 'heading', level: 1, text: say('理赔信息', 'The claim') },
  { type: 'facts', facts: FACTS },
  { type: 'heading', level: 1, text: say('费用明细', 'Billed lines') },
  invoiceTable(invoiceRows(12)),
  { type: 'heading', level: 1, text: say('从费用到给付', 'From bill to benefit') },
  {
    type: 'waterfall',
    bars: BARS,
    alt: say(
      '费用 5,230.00 元，减去四项扣除，给付 2,892.15 元。',
      'Billed 5,230.00, less four cuts: 2,892.15.',
    ),
  },
  { type: 'heading', level: 2, text: say('您的权利', 'Your rights') },
  {
    type: 'items',
    numbered: true,
    texts: [
      say(
        '如果您对本决定有疑问，可以在收到本通知之日起 60 日内申请复核；我们会逐项为您解释。',
        'If you have questions, you may ask for a review within 60 days of receiving this notice.',
      ),
      say('您可以拨打金融消费者投诉热线 12378。', 'You may call the financial consumers’ hotline 12378.'),
    ],
  },
  {
    type: 'paragraph',
    tone: 'quiet',
    text: say(
      '款项将在三个工作日内汇入您尾号 1234 的账户。',
      'It is paid to your account ending 1234 within three working days.',
    ),
  },
  {
    type: 'qr',
    url: VERIFY_URL,
    caption: say(
      '扫码核验本通知书是否真实、是否现行。',
      'Scan to see whether this letter is genuine and current.',
    ),
  },
  {
    type: 'signature',
    codes: [say('经办：H0123', 'Handled by: H0123'), say('复核：R0456', 'Reviewed by: R0456')],
    sender: say('泰岱人寿保险股份有限公司', 'Taidai Life Insurance Co., Ltd.'),
    seal: say('盖章处', 'Seal'),
    date: say('2026年11月2日', '2 November 2026'),
  },
];

/** A decision's letter of two pages with twelve invoice lines, of a fictional family. */
export function letter(language: LetterLanguage, changes: Partial<LetterDocument> = {}): LetterDocument {
  return {
    language,
    title: say('理赔决定通知书', 'Notice of Claim Decision'),
    letterNo: 'CL000000128-1',
    date: '2026-11-02' as PlainDate,
    brand: {
      name: say('泰岱人寿保险股份有限公司', 'Taidai Life Insurance Co., Ltd.'),
      logo: 'M12 1 L22 7 V17 L12 23 L2 17 V7 Z M12 5 L18.5 9 V15 L12 19 L5.5 15 V9 Z',
      accent: '#1d4e5f',
      contact: [
        say('客户服务 400-000-0000', 'Customer service 400-000-0000'),
        say('济南市历下区经十路 1 号', '1 Jingshi Road, Lixia District, Jinan'),
        say('www.example.cn'),
      ],
    },
    blocks: BLOCKS,
    pageOf: (page, pages) => say(`第 ${page} 页 / 共 ${pages} 页`, `Page ${page} of ${pages}`),
    attachment: {
      name: 'CL000000128-1.json',
      json: '{"claimNo":"CL000000128","payableFen":289215}',
      description: say('决定的机器可读内容', 'The decision for machines'),
    },
    ...changes,
  };
}

/** The letter with other blocks between its title and its signature. */
export function letterOf(language: LetterLanguage, ...blocks: readonly LetterBlock[]): LetterDocument {
  return letter(language, { blocks: [BLOCKS[0]!, ...blocks, BLOCKS.at(-1)!] });
}

export function paragraph(zh: string, en = ''): LetterBlock {
  return { type: 'paragraph', tone: 'plain', text: say(zh, en) };
}
