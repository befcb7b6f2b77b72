import { checkCharacter } from '../engine/resident-id.ts';

/**
 * The families of a first start: fictional, each with a story that shows one side of the work. Written in the form of
 * the import files, so that they come in by the same road as the bank's own data.
 */
interface Story {
  readonly contract: object;
  readonly claims: readonly object[];
}

const residentId = (area: string, birth: string, order: string) => {
  const digits = `${area}${birth}${order}`;
  return `${digits}${checkCharacter(digits)}`;
};
const isoDate = (compact: string) => `${compact.slice(0, 4)}-${compact.slice(4, 6)}-${compact.slice(6)}`;

interface FamilyTold {
  readonly no: string;
  readonly area: string;
  readonly mother: string;
  /** Name, sex and birth (YYYYMMDD) of each child. */
  readonly children: readonly (readonly [name: string, sex: 'M' | 'F', birth: string])[];
  readonly storedOn: string;
  readonly storageType?: string;
  readonly terminatedOn?: string;
}

function contractOf({
  no,
  area,
  mother,
  children,
  storedOn,
  storageType = 'self',
  terminatedOn,
}: FamilyTold): object {
  const parent = {
    name: mother,
    id_no: residentId(area, '19910317', `${no.slice(-2)}2`),
    mobile: `1390000${no.slice(-4)}`,
  };
  return {
    contract_no: no,
    storage_type: storageType,
    signed_on: storedOn,
    stored_on: storedOn,
    city: area.slice(0, 4),
    statuses: [
      { status: 'active', effective_on: storedOn },
      ...(terminatedOn ? [{ status: 'terminated', effective_on: terminatedOn }] : []),
    ],
    holder: parent,
    guardians: [{ ...parent, relation: '母亲' }],
    children: children.map(([name, sex, birth], index) => ({
      name,
      sex,
      birth_on: isoDate(birth),
      id_no: residentId(area, birth, `${no.slice(-2)}${2 * index + (sex === 'M' ? 1 : 2)}`),
    })),
  };
}

const CITY_HOSPITAL = { name: '示例市人民医院', level: '三级甲等', ownership: 'public', ward: '普通部' };
const COUNTY_HOSPITAL = { name: '示例县中医院', level: '二级甲等', ownership: 'public', ward: '普通部' };
const COMMUNITY_CENTRE = {
  name: '示例街道社区卫生服务中心',
  level: '一级',
  ownership: 'public',
  ward: '普通部',
};
const PRIVATE_HOSPITAL = { name: '示例民营儿童医院', level: '三级', ownership: 'private', ward: '普通部' };

type Line = readonly [fee: string, catalogueClass: string, amount: string];

const cents = (yuan: string) => Math.round(Number(yuan) * 100);
const yuan = (fen: number) => (fen / 100).toFixed(2);

function invoiceOf(number: string, lines: readonly Line[], siPool = '0.00', kind = '02'): object {
  const total = lines.reduce((sum, [, , amount]) => sum + cents(amount), 0);
  return {
    code: `3706${kind}25`,
    number: `00000${number}`,
    check: 'a1b2c3',
    total: yuan(total),
    lines: lines.map(([fee, catalogueClass, amount]) => ({ fee, class: catalogueClass, amount })),
    settlement: {
      si_pool: siPool,
      serious_illness: '0.00',
      medical_assistance: '0.00',
      personal_account: '0.00',
      cash: yuan(total - cents(siPool)),
    },
    other_insurers_paid: '0.00',
  };
}

const PNEUMONIA: readonly Line[] = [
  ['床位费', '甲', '360.00'],
  ['诊察费', '甲', '90.00'],
  ['检查费', '甲', '820.00'],
  ['化验费', '甲', '1265.40'],
  ['治疗费', '甲', '742.60'],
  ['护理费', '甲', '180.00'],
  ['西药费', '甲', '4384.35'],
  ['卫生材料费', '乙', '500.00'],
  ['其他费', '非医疗', '300.00'],
];

interface Visit {
  readonly visit: 'inpatient' | 'outpatient';
  readonly from: string;
  readonly to: string;
  readonly hospital: object;
  readonly icd10: string;
  readonly invoices: readonly object[];
  readonly accident?: boolean;
  readonly emergency?: boolean;
}

function medical({ accident = false, emergency = false, ...visit }: Visit): object {
  return {
    kind: 'medical',
    cause: accident ? 'accident' : 'illness',
    first_consult: visit.from,
    accident_date: accident ? visit.from : null,
    emergency,
    ...visit,
  };
}

function filed(
  reference: string,
  contractNo: string,
  submittedOn: string,
  claim: object,
  childNo = 1,
): object {
  return { reference, contract_no: contractNo, child_no: childNo, submitted_on: submittedOn, claim };
}

/** An ordinary stay, paid by the machine; then the same invoice once more, which a person must see. */
const ORDINARY: Story = {
  contract: contractOf({
    no: 'SDCB-2021-0001',
    area: '370102',
    mother: '王示例',
    children: [['王小示', 'F', '20210318']],
    storedOn: '2021-03-20',
  }),
  claims: [
    filed(
      'DEMO-0001',
      'SDCB-2021-0001',
      '2025-04-02',
      medical({
        visit: 'inpatient',
        from: '2025-03-06',
        to: '2025-03-12',
        hospital: CITY_HOSPITAL,
        icd10: 'J18.9',
        invoices: [invoiceOf('10001', PNEUMONIA, '4950.20')],
      }),
    ),
    filed(
      'DEMO-0002',
      'SDCB-2021-0001',
      '2025-10-20',
      medical({
        visit: 'inpatient',
        from: '2025-10-08',
        to: '2025-10-11',
        hospital: COUNTY_HOSPITAL,
        icd10: 'J20.9',
        invoices: [
          invoiceOf('10001', PNEUMONIA, '4950.20'),
          invoiceOf('10002', [['西药费', '甲', '1400.00']], '600.00'),
        ],
      }),
    ),
  ],
};

/** A broken arm in the garden: accident cover, no waiting period, all catalogue classes. */
const ACCIDENT: Story = {
  contract: contractOf({
    no: 'SDCB-2020-0002',
    area: '370203',
    mother: '李示例',
    children: [['李小例', 'M', '20200702']],
    storedOn: '2020-07-05',
  }),
  claims: [
    filed(
      'DEMO-0003',
      'SDCB-2020-0002',
      '2025-06-01',
      medical({
        visit: 'outpatient',
        from: '2025-05-18',
        to: '2025-05-18',
        hospital: COUNTY_HOSPITAL,
        icd10: 'S52.5',
        accident: true,
        invoices: [
          invoiceOf(
            '10003',
            [
              ['检查费', '甲', '460.00'],
              ['治疗费', '甲', '500.00'],
              ['卫生材料费', '丙', '300.00'],
            ],
            '0.00',
            '01',
          ),
        ],
      }),
    ),
  ],
};

/** What a handler records of every disease before anything else: a specialist has made the diagnosis, no exclusion. */
const NOTHING_EXCLUDED = {
  specialist_diagnosis: true,
  excluded_cause: 'none',
  hereditary_or_congenital: false,
};

/**
 * A mild cancer, paid after two signatures; then leukaemia: filed before the morphology was there, which a handler has
 * recorded since (STORY_EVIDENCE), so that its proposal now waits to be signed.
 */
const ILLNESS: Story = {
  contract: contractOf({
    no: 'SDCB-2018-0003',
    area: '370602',
    mother: '张示例',
    children: [['张小安', 'F', '20180511']],
    storedOn: '2018-05-14',
  }),
  claims: [
    filed('DEMO-0004', 'SDCB-2018-0003', '2024-06-20', {
      kind: 'critical_illness',
      disease_code: '3.1.2.1',
      tier: 'mild',
      cause: 'illness',
      diagnosed: '2024-05-30',
      icd10: 'C73',
      evidence: {
        ...NOTHING_EXCLUDED,
        pathology_kind: 'histology',
        icdo_behaviour: '3',
        tumour_kind: 'thyroid',
        thyroid_stage: 'I',
      },
    }),
    filed('DEMO-0005', 'SDCB-2018-0003', '2025-09-15', {
      kind: 'critical_illness',
      disease_code: '3.1.1.1',
      tier: 'major',
      cause: 'illness',
      diagnosed: '2025-08-27',
      icd10: 'C91.0',
      evidence: { ...NOTHING_EXCLUDED, pathology_kind: 'bone_marrow' },
    }),
    filed(
      'DEMO-0006',
      'SDCB-2018-0003',
      '2025-10-30',
      medical({
        visit: 'inpatient',
        from: '2025-08-20',
        to: '2025-10-15',
        hospital: CITY_HOSPITAL,
        icd10: 'C91.0',
        invoices: [
          invoiceOf(
            '10004',
            [
              ['西药费', '甲', '50000.00'],
              ['化验费', '乙', '11500.00'],
              ['西药费', '丙', '6500.00'],
            ],
            '38000.00',
          ),
        ],
      }),
    ),
  ],
};

/** Twins on one contract: a deductible of their own for each. */
const TWINS: Story = {
  contract: contractOf({
    no: 'SDCB-2022-0004',
    area: '371302',
    mother: '赵示例',
    children: [
      ['赵小双', 'F', '20220214'],
      ['赵小对', 'M', '20220214'],
    ],
    storedOn: '2022-02-17',
  }),
  claims: [1, 2].map(childNo =>
    filed(
      `DEMO-000${6 + childNo}`,
      'SDCB-2022-0004',
      '2025-03-20',
      medical({
        visit: 'inpatient',
        from: '2025-03-03',
        to: childNo === 1 ? '2025-03-08' : '2025-03-06',
        hospital: CITY_HOSPITAL,
        icd10: 'A08.0',
        invoices: [
          invoiceOf(
            `1000${4 + childNo}`,
            [['西药费', '甲', childNo === 1 ? '4100.00' : '1500.00']],
            childNo === 1 ? '2000.00' : '800.00',
          ),
        ],
      }),
      childNo,
    ),
  ),
};

/** A fever cramp at the nearest health centre: an emergency, so its level does not matter. And a private hospital. */
const HOSPITALS: Story = {
  contract: contractOf({
    no: 'SDCB-2023-0005',
    area: '370802',
    mother: '孙示例',
    children: [['孙小康', 'M', '20230105']],
    storedOn: '2023-01-08',
  }),
  claims: [
    filed(
      'DEMO-0009',
      'SDCB-2023-0005',
      '2025-06-20',
      medical({
        visit: 'outpatient',
        from: '2025-06-06',
        to: '2025-06-06',
        hospital: COMMUNITY_CENTRE,
        icd10: 'R56.0',
        emergency: true,
        invoices: [
          invoiceOf(
            '10007',
            [
              ['治疗费', '甲', '500.00'],
              ['西药费', '甲', '360.00'],
            ],
            '0.00',
            '01',
          ),
        ],
      }),
    ),
    filed(
      'DEMO-0010',
      'SDCB-2023-0005',
      '2025-08-01',
      medical({
        visit: 'inpatient',
        from: '2025-07-05',
        to: '2025-07-10',
        hospital: PRIVATE_HOSPITAL,
        icd10: 'J18.9',
        invoices: [invoiceOf('10008', [['西药费', '甲', '12000.00']], '5000.00')],
      }),
    ),
  ],
};

/** A contract that ended: what was treated before is paid, what came after waits for a person to refuse it. */
const ENDED: Story = {
  contract: contractOf({
    no: 'SDCB-2019-0006',
    area: '370902',
    mother: '周示例',
    children: [['周小平', 'M', '20190930']],
    storedOn: '2019-10-02',
    terminatedOn: '2025-07-01',
  }),
  claims: [
    filed(
      'DEMO-0011',
      'SDCB-2019-0006',
      '2025-08-01',
      medical({
        visit: 'inpatient',
        from: '2025-06-10',
        to: '2025-06-15',
        hospital: CITY_HOSPITAL,
        icd10: 'J18.9',
        invoices: [invoiceOf('10009', [['西药费', '甲', '5400.00']], '2400.00')],
      }),
    ),
    filed(
      'DEMO-0012',
      'SDCB-2019-0006',
      '2025-08-01',
      medical({
        visit: 'outpatient',
        from: '2025-07-02',
        to: '2025-07-02',
        hospital: CITY_HOSPITAL,
        icd10: 'J06.9',
        invoices: [invoiceOf('10010', [['西药费', '甲', '180.00']], '0.00', '01')],
      }),
    ),
  ],
};

/** Public storage gives no cover. */
const PUBLIC: Story = {
  contract: contractOf({
    no: 'SDCB-2024-0007',
    area: '371402',
    mother: '吴示例',
    children: [['吴小义', 'F', '20240229']],
    storedOn: '2024-03-02',
    storageType: 'public',
  }),
  claims: [],
};

/** Everything was handed in but the list of fees, which the hospital still prints: a person asks the family for it. */
const PAPERS: Story = {
  contract: contractOf({
    no: 'SDCB-2022-0008',
    area: '370302',
    mother: '郑示例',
    children: [['郑小全', 'M', '20220910']],
    storedOn: '2022-09-13',
  }),
  claims: [
    filed('DEMO-0013', 'SDCB-2022-0008', '2025-11-20', {
      ...medical({
        visit: 'inpatient',
        from: '2025-11-03',
        to: '2025-11-07',
        hospital: CITY_HOSPITAL,
        icd10: 'J18.9',
        invoices: [
          invoiceOf(
            '10011',
            [
              ['床位费', '甲', '240.00'],
              ['化验费', '甲', '1320.00'],
              ['西药费', '甲', '2640.00'],
            ],
            '1900.00',
          ),
        ],
      }),
      documents: [
        'application_form',
        'guardian_identity',
        'guardianship_proof',
        'guardian_account',
        'child_identity',
        'consent',
        'inpatient_record',
        'diagnosis_certificate',
        'invoice',
        'si_settlement',
      ],
    }),
  ],
};

const STORIES = [ORDINARY, ACCIDENT, ILLNESS, TWINS, HOSPITALS, ENDED, PUBLIC, PAPERS];

/** Contracts of the stories, one NDJSON line each. */
export const STORY_CONTRACTS = STORIES.map(({ contract }) => `${JSON.stringify(contract)}\n`).join('');

/** Claims of the stories in the order of their arrival, one NDJSON line each. */
export const STORY_CLAIMS = STORIES.flatMap(({ claims }) => claims)
  .map(claim => `${JSON.stringify(claim)}\n`)
  .join('');

/** References of the claims that the demo's handlers have signed already. */
export const SIGNED_STORIES = ['DEMO-0004'];

/** What the demo's handler has recorded since a claim was filed, by its reference. */
export const STORY_EVIDENCE = {
  'DEMO-0005': { icdo_behaviour: '3', tumour_kind: 'other' },
} as const;
