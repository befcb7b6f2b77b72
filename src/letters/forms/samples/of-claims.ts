import type { AcknowledgementForm } from '../acknowledgement.ts';
import type { AdvanceForm } from '../advance.ts';
import type { AppealForm } from '../appeal.ts';
import type { ApportionmentForm } from '../apportionment.ts';
import type { DecisionForm } from '../decision.ts';
import type { PaymentForm } from '../payment.ts';
import type { RecoveryForm } from '../recovery.ts';
import type { RefusalForm } from '../refusal.ts';
import type { SupplementForm } from '../supplement.ts';
import {
  ACCOUNT,
  BALANCES,
  BILL,
  CLAUSES,
  day,
  FAMILY,
  HEAD,
  INPATIENT,
  LEUKAEMIA,
  SIGNERS,
  STAY,
  yuan,
} from './family.ts';

export const decision: DecisionForm = {
  kind: 'decision',
  letterNo: 'CL000000128-1',
  ...HEAD,
  ...FAMILY,
  ...STAY,
  decidedOn: HEAD.date,
  conclusion: 'paid',
  reasons: [],
  invoices: BILL,
  billedFen: yuan('8642.35'),
  deductedFen: yuan('700.00'),
  countedFen: yuan('7942.35'),
  coverages: [
    {
      code: 'HM',
      name: INPATIENT,
      startFen: yuan('8642.35'),
      startClause: '',
      steps: [
        {
          step: 'catalogue_class',
          clause: 'REF-A 第五条（五）2',
          inFen: yuan('8642.35'),
          outFen: yuan('8342.35'),
          changeFen: yuan('-300.00'),
        },
        {
          step: 'sub_limit',
          clause: 'REF-A 第七条（六）',
          inFen: yuan('8342.35'),
          outFen: yuan('7942.35'),
          changeFen: yuan('-400.00'),
        },
        {
          step: 'social_insurance',
          clause: 'REF-A 第七条（一）',
          inFen: yuan('7942.35'),
          outFen: yuan('2992.15'),
          changeFen: yuan('-4950.20'),
        },
        {
          step: 'deductible',
          clause: 'REF-A 第七条（二）2',
          inFen: yuan('2992.15'),
          outFen: yuan('2492.15'),
          changeFen: yuan('-500.00'),
        },
      ],
      ratio: '1.00',
      tiers: [],
      paidByEarlierFen: yuan('0.00'),
      payableFen: yuan('2492.15'),
    },
  ],
  totalFen: yuan('2492.15'),
  paysFen: yuan('2492.15'),
  revision: null,
  balances: BALANCES.slice(0, 1),
  clauses: CLAUSES,
  account: ACCOUNT,
  signers: [],
};

export const refusal: RefusalForm = {
  kind: 'refusal',
  letterNo: 'CL000000129-2',
  ...HEAD,
  ...FAMILY,
  ...STAY,
  claimNo: 'CL000000129',
  decidedOn: HEAD.date,
  reasons: [
    {
      code: 'WAITING_PERIOD',
      words: {
        zh: '这次疾病首次就诊的日期在等待期内，按条款约定不能给付。',
        en: 'The illness was first seen during the waiting period, for which the clause provides no payment.',
      },
      clause: 'REF-A 第六条（一）',
    },
  ],
  toFamily: '首次就诊为2026年10月6日，等待期的最后一日为2026年10月8日。',
  invoices: BILL.map(invoice => ({
    ...invoice,
    lines: invoice.lines.map(line => ({ fee: line.fee, class: line.class, amountFen: line.amountFen })),
  })),
  billedFen: yuan('8642.35'),
  paidBeforeFen: null,
  criticalIllnessEnds: false,
  clauses: [
    {
      clause: 'REF-A 第六条（一）',
      text: '因疾病住院或者门急诊就诊的等待期为三十日，自保障生效之日（第一日）起计算。',
    },
  ],
  signers: SIGNERS,
};

export const payment: PaymentForm = {
  kind: 'payment',
  letterNo: 'CL000000128-1-PAY',
  ...HEAD,
  ...FAMILY,
  ...STAY,
  decisionNo: 'CL000000128-1',
  decidedOn: HEAD.date,
  invoiceCount: 1,
  billedFen: yuan('8642.35'),
  coverages: [{ name: INPATIENT, payableFen: yuan('2492.15') }],
  totalFen: yuan('2492.15'),
  paidBeforeFen: null,
  paysFen: yuan('2492.15'),
  paidInYearFen: yuan('2492.15'),
  payee: {
    name: '示例家长',
    relation: { zh: '监护人', en: 'guardian' },
    bank: '示例银行济南分行',
    account: ACCOUNT,
  },
  paymentNo: 'PAY-20261102-0001',
};

export const supplement: SupplementForm = {
  kind: 'supplement',
  letterNo: 'CL000000128-SUP',
  ...HEAD,
  ...FAMILY,
  ...STAY,
  items: [
    {
      document: { zh: '出院小结', en: 'Discharge summary' },
      where: {
        zh: '就诊医院病案室，或医院的线上病案服务',
        en: 'Records office of the hospital, or its online service',
      },
      servedBy: [{ zh: '住院病历', en: 'Inpatient record' }],
    },
    {
      document: { zh: '医保结算单', en: 'Social-insurance settlement' },
      where: {
        zh: '就诊医院收费处，或医保服务平台',
        en: 'Cashier of the hospital, or the social-insurance platform',
      },
      servedBy: [],
    },
  ],
  daysLeft: 25,
  advanceOn: day('2026-12-27'),
  signers: SIGNERS.slice(0, 1),
};

export const acknowledgement: AcknowledgementForm = {
  kind: 'acknowledgement',
  letterNo: 'CL000000128-ACK',
  ...HEAD,
  ...FAMILY,
  ...STAY,
  invoiceCount: 1,
  billedFen: yuan('8642.35'),
  received: [
    { zh: '理赔申请书', en: 'Claim form' },
    { zh: '医疗票据', en: 'Medical invoices' },
  ],
  serviceOn: day('2026-11-04'),
  decisionOn: day('2026-11-27'),
};

export const advance: AdvanceForm = {
  kind: 'advance',
  letterNo: 'CL000000128-ADV',
  ...HEAD,
  ...FAMILY,
  ...STAY,
  documentsCompleteOn: day('2026-10-28'),
  dueOn: day('2026-12-27'),
  determinedFen: yuan('9000.00'),
  advanceFen: yuan('8500.00'),
  openFees: ['手术费', '卫生材料费'],
  account: ACCOUNT,
  signers: SIGNERS,
};

export const appeal: AppealForm = {
  kind: 'appeal',
  letterNo: 'CL000000128-APL',
  ...HEAD,
  ...FAMILY,
  ...STAY,
  appealedOn: day('2026-10-20'),
  request: '床位费按实际住院天数重新计算。',
  earlierLetterNo: 'CL000000128-1',
  earlierOn: day('2026-10-10'),
  result: 'changed',
  beforeFen: yuan('3700.00'),
  afterFen: yuan('5600.00'),
  paysFen: yuan('1900.00'),
  findings: [
    {
      words: {
        zh: '住院天数应按入院日和出院日计算为五日，原计算少计一日',
        en: 'The stay counts five days from admission to discharge; one had been left out',
      },
      clause: 'REF-A 第七条（六）',
    },
  ],
  clauses: CLAUSES,
  account: ACCOUNT,
  signers: SIGNERS,
};

export const recovery: RecoveryForm = {
  kind: 'recovery',
  letterNo: 'CL000000131-REC',
  ...HEAD,
  ...FAMILY,
  ...LEUKAEMIA,
  decisionNo: 'CL000000131-1',
  paidFen: yuan('300000.00'),
  paidOn: day('2026-10-15'),
  dueToFamilyFen: yuan('210000.00'),
  returnFen: yuan('90000.00'),
  why: {
    zh: '此前已就轻度疾病给付 90,000.00 元，按条款应从基本保险金额中扣除，付款时我们漏计了这一笔',
    en: 'CNY 90,000.00 had been paid for a mild illness before; by the clause it reduces the sum insured, and we left it out',
  },
  basis: 'REF-A 第九条（三）',
  returnBy: day('2026-12-02'),
  payTo: {
    name: '泰岱人寿保险股份有限公司山东分公司（示例）',
    bank: '示例银行济南分行',
    account: '0000 0000 0000 0000',
    reference: 'CL000000131-REC',
  },
  signers: SIGNERS,
};

export const apportionment: ApportionmentForm = {
  kind: 'apportionment',
  letterNo: 'CL000000128-1-APP',
  ...HEAD,
  ...FAMILY,
  ...STAY,
  decisionNo: 'CL000000128-1',
  decidedOn: HEAD.date,
  invoices: [
    {
      code: '37060226',
      number: '0000000101',
      totalFen: yuan('8642.35'),
      socialPaidFen: yuan('4950.20'),
      othersPaidFen: yuan('0.00'),
      paidFen: yuan('2492.15'),
      leftFen: yuan('1200.00'),
    },
  ],
  totals: {
    totalFen: yuan('8642.35'),
    socialPaidFen: yuan('4950.20'),
    othersPaidFen: yuan('0.00'),
    paidFen: yuan('2492.15'),
    leftFen: yuan('1200.00'),
  },
  signers: [],
};
