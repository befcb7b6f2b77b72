import { type PlainDate, plainDate } from '../../../engine/dates.ts';
import { type Fen, parseYuan } from '../../../engine/money.ts';

/** "500.00" in fen. */
export function yuan(text: string): Fen {
  const amount = parseYuan(text);
  if (amount === null) throw new Error(`a sample names no amount: ${text}`);
  return amount;
}

export const day = (text: string): PlainDate => plainDate(text);

/** A fictional family and its contract: what every sample is about. */
export const HEAD = {
  date: day('2026-11-02'),
  insurer: {
    zh: '泰岱人寿保险股份有限公司山东分公司（示例）',
    en: 'Taidai Life Insurance, Shandong (fictional)',
  },
  verifyUrl: 'https://letters.example/verify/4K7M-2PQX-9TRB',
};

export const FAMILY = {
  holderName: '示例家长',
  contractNumber: 'SDCB-0001',
  childName: '示例孩子',
  document: { kind: 'resident_id' as const, masked: '3702**********0024' },
  plan: { zh: '参考方案甲（自存储户）', en: 'Reference plan A (self-storage families)' },
  masterPolicyNo: 'TL-GRP-2023-AE',
};

export const STAY = {
  claimNo: 'CL000000128',
  submittedOn: day('2026-10-28'),
  event: 'illness_inpatient' as const,
  days: { firstDay: day('2026-10-06'), lastDay: day('2026-10-11') },
  policyYear: { firstDay: day('2026-01-01'), lastDay: day('2026-12-31') },
  diagnosis: 'J18.9',
  disease: null,
  hospital: { name: '示例市人民医院', level: '三级甲等' },
};

export const LEUKAEMIA = {
  ...STAY,
  claimNo: 'CL000000131',
  event: 'critical_illness_major' as const,
  days: { firstDay: day('2026-10-06'), lastDay: day('2026-10-06') },
  diagnosis: 'C91.0',
  disease: { code: '3.1.1.1', name: { zh: '恶性肿瘤——重度', en: 'Malignancy, serious' } },
  hospital: null,
};

export const INPATIENT = { zh: '住院医疗', en: 'Inpatient medical' };
export const ACCOUNT = '6222 **** **** 0123';
export const SIGNERS = ['handler.li', 'handler.zhao'];

export const BILL = [
  {
    code: '37060226',
    number: '0000000101',
    totalFen: yuan('8642.35'),
    rejected: null,
    lines: [
      {
        fee: '床位费',
        class: '甲',
        amountFen: yuan('900.00'),
        deductedFen: yuan('400.00'),
        countedFen: yuan('500.00'),
        counted: 'yes' as const,
        notes: [{ kind: 'per_day' as const, coverage: null, perDayFen: yuan('100.00') }],
      },
      {
        fee: '西药费',
        class: '甲',
        amountFen: yuan('7442.35'),
        deductedFen: yuan('0.00'),
        countedFen: yuan('7442.35'),
        counted: 'yes' as const,
        notes: [],
      },
      {
        fee: '其他费',
        class: '非医疗',
        amountFen: yuan('300.00'),
        deductedFen: yuan('300.00'),
        countedFen: yuan('0.00'),
        counted: 'no' as const,
        notes: [{ kind: 'class_outside' as const, coverage: null, perDayFen: null }],
      },
    ],
  },
];

export const BALANCES = [
  {
    coverage: INPATIENT,
    limitFen: yuan('660000.00'),
    leftFen: yuan('657507.85'),
    deductibleFen: yuan('500.00'),
    deductibleLeftFen: yuan('0.00'),
    ended: false,
  },
  {
    coverage: { zh: '重大疾病', en: 'Critical illness' },
    limitFen: yuan('300000.00'),
    leftFen: yuan('300000.00'),
    deductibleFen: null,
    deductibleLeftFen: null,
    ended: false,
  },
];

export const CLAUSES = [
  { clause: 'REF-A 第五条（五）2', text: '住院医疗给付范围：医保目录甲类和乙类费用。' },
  { clause: 'REF-A 第七条（六）', text: '住院床位费以每日 100.00 元为限计入给付范围。' },
  {
    clause: 'REF-A 第七条（二）2',
    text: '住院医疗的免赔额为每一保险年度 500.00 元，由该年度内的各次住院累计承担。',
  },
];
