import type { CertificateForm } from '../certificate.ts';
import type { LetterForm, LetterKind } from '../forms.ts';
import type { PayoutAdviceForm } from '../payout-advice.ts';
import type { StatementForm } from '../statement.ts';
import { ACCOUNT, BALANCES, CLAUSES, day, FAMILY, HEAD, INPATIENT, SIGNERS, STAY, yuan } from './family.ts';
import {
  acknowledgement,
  advance,
  appeal,
  apportionment,
  decision,
  payment,
  recovery,
  refusal,
  supplement,
} from './of-claims.ts';

const certificate: CertificateForm = {
  kind: 'certificate',
  letterNo: 'SDCB-0001-1-CERT',
  ...HEAD,
  ...FAMILY,
  birthOn: day('2020-06-01'),
  effectiveOn: day('2021-01-01'),
  untilDay: day('2038-05-31'),
  endAge: 18,
  coverages: [
    {
      code: 'CI',
      name: { zh: '重大疾病', en: 'Critical illness' },
      limitFen: yuan('300000.00'),
      perVisitLimitFen: null,
      deductible: { type: 'none', amountFen: yuan('0.00') },
      ratio: '0.30',
      ratioWithoutSi: null,
      tiers: [],
      coveredFrom: day('2021-04-01'),
      waitingDays: 90,
      classes: [],
      subLimits: [],
    },
    {
      code: 'HM',
      name: INPATIENT,
      limitFen: yuan('660000.00'),
      perVisitLimitFen: null,
      deductible: { type: 'policy_year', amountFen: yuan('500.00') },
      ratio: '1.00',
      ratioWithoutSi: null,
      tiers: [
        { fromFen: yuan('100.00'), toFen: yuan('5000.00'), ratio: '0.60' },
        { fromFen: yuan('5000.00'), toFen: null, ratio: '0.90' },
      ],
      coveredFrom: day('2021-01-31'),
      waitingDays: 30,
      classes: ['甲', '乙'],
      subLimits: [{ fee: '床位费', perDayFen: yuan('100.00') }],
    },
    {
      code: 'OP',
      name: { zh: '疾病门急诊', en: 'Illness outpatient' },
      limitFen: null,
      perVisitLimitFen: yuan('300.00'),
      deductible: { type: 'visit', amountFen: yuan('50.00') },
      ratio: '0.80',
      ratioWithoutSi: '0.60',
      tiers: [],
      coveredFrom: null,
      waitingDays: 0,
      classes: ['甲', '乙'],
      subLimits: [],
    },
  ],
  hospital: {
    levels: ['二级', '三级'],
    ownerships: ['public'],
    wards: ['普通部'],
    emergencyWaives: 'level',
    clause: 'REF-A 第二十条（一）',
  },
  exclusions: [
    {
      clause: 'REF-A 第八条（六）',
      text: '先天性畸形、变形和染色体异常（ICD-10 编码 Q 类）的治疗费用不在给付范围。',
    },
  ],
  clauses: CLAUSES,
};

const statement: StatementForm = {
  kind: 'statement',
  letterNo: 'SDCB-0001-1-2026',
  ...HEAD,
  ...FAMILY,
  policyYear: STAY.policyYear,
  asOf: HEAD.date,
  claims: [
    {
      claimNo: 'CL000000128',
      event: 'illness_inpatient',
      days: STAY.days,
      decidedOn: HEAD.date,
      result: 'paid',
      billedFen: yuan('8642.35'),
      paidFen: yuan('2492.15'),
    },
    {
      claimNo: 'CL000000140',
      event: 'accident_outpatient',
      days: { firstDay: day('2026-10-30'), lastDay: day('2026-10-30') },
      decidedOn: null,
      result: 'open',
      billedFen: yuan('260.00'),
      paidFen: yuan('0.00'),
    },
  ],
  billedFen: yuan('8902.35'),
  paidFen: yuan('2492.15'),
  balances: BALANCES,
};

const payoutAdvice: PayoutAdviceForm = {
  kind: 'payout_advice',
  letterNo: 'BATCH-20261102-1',
  ...HEAD,
  verifyUrl: null,
  batchNo: 'BATCH-20261102-1',
  policyholder: '山东省脐带血造血干细胞库（示例）',
  payOn: day('2026-11-05'),
  payments: [
    {
      paymentNo: 'PAY-20261102-0001',
      masterPolicyNo: FAMILY.masterPolicyNo,
      claimNo: 'CL000000128',
      contractNumber: FAMILY.contractNumber,
      childName: FAMILY.childName,
      documentMasked: FAMILY.document.masked,
      amountFen: yuan('2492.15'),
      payee: '示例家长',
      bank: '示例银行济南分行',
      accountMasked: ACCOUNT,
    },
  ],
  paymentCount: 1,
  totalFen: yuan('2492.15'),
  signers: SIGNERS,
};

/** One letter of each kind about a fictional family: for previews, the check of templates, and tests. */
export const SAMPLES: { readonly [Kind in LetterKind]: Extract<LetterForm, { kind: Kind }> } = {
  decision,
  refusal,
  payment,
  supplement,
  acknowledgement,
  advance,
  appeal,
  recovery,
  certificate,
  statement,
  apportionment,
  payout_advice: payoutAdvice,
};
