/** Words and weights of the demo data. Names are common ones, hospitals say 示例, nobody and nothing is meant. */

export const SURNAMES = [
  ...'王李张刘陈杨赵孙周吴徐马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢姜崔',
];
export const GIVEN = [
  ...'子浩宇轩梓涵欣怡佳琪思远晨曦雨桐一诺俊熙睿博文嘉懿若兰静雅明哲安然昕妍书瑶诗语泽楷宸铭钰彤可心乐天舒航',
];
export const PARENT_GIVEN = [...'建国伟强军磊洋勇艳杰娟涛超秀霞平刚桂英芳丽敏静红梅玲燕鹏飞宁波辉亮倩颖'];

/** Division code, name, population in ten thousands. 3712 (莱芜) is part of Jinan since 2019. */
export const CITIES: readonly (readonly [code: string, name: string, population: number])[] = [
  ['3701', '济南', 920],
  ['3702', '青岛', 1007],
  ['3703', '淄博', 470],
  ['3704', '枣庄', 386],
  ['3705', '东营', 219],
  ['3706', '烟台', 710],
  ['3707', '潍坊', 939],
  ['3708', '济宁', 836],
  ['3709', '泰安', 547],
  ['3710', '威海', 291],
  ['3711', '日照', 297],
  ['3713', '临沂', 1102],
  ['3714', '德州', 561],
  ['3715', '聊城', 595],
  ['3716', '滨州', 393],
  ['3717', '菏泽', 880],
];

/** Storage contracts signed per year, in thousands, 2005 first: growth, then fewer births. */
export const FIRST_SIGNING_YEAR = 2005;
export const SIGNED_PER_YEAR = [
  4, 7, 11, 16, 21, 26, 31, 37, 44, 52, 57, 72, 76, 66, 62, 53, 48, 43, 40, 41, 33,
];

export interface HospitalKind {
  /** What follows 示例 and the city's name. */
  readonly name: string;
  readonly level: string;
  readonly ownership: 'public' | 'private';
  readonly ward: string;
  readonly inpatientWeight: number;
  readonly outpatientWeight: number;
}

export const HOSPITALS: readonly HospitalKind[] = [
  {
    name: '市人民医院',
    level: '三级甲等',
    ownership: 'public',
    ward: '普通部',
    inpatientWeight: 26,
    outpatientWeight: 20,
  },
  {
    name: '市儿童医院',
    level: '三级甲等',
    ownership: 'public',
    ward: '普通部',
    inpatientWeight: 22,
    outpatientWeight: 24,
  },
  {
    name: '市妇幼保健院',
    level: '三级乙等',
    ownership: 'public',
    ward: '普通部',
    inpatientWeight: 16,
    outpatientWeight: 18,
  },
  {
    name: '市第二人民医院',
    level: '二级甲等',
    ownership: 'public',
    ward: '普通部',
    inpatientWeight: 20,
    outpatientWeight: 20,
  },
  {
    name: '县中医院',
    level: '二级乙等',
    ownership: 'public',
    ward: '普通部',
    inpatientWeight: 14,
    outpatientWeight: 15,
  },
  {
    name: '镇卫生院',
    level: '一级甲等',
    ownership: 'public',
    ward: '普通部',
    inpatientWeight: 0.6,
    outpatientWeight: 1.2,
  },
  {
    name: '康宁医院',
    level: '二级甲等',
    ownership: 'private',
    ward: '普通部',
    inpatientWeight: 0.6,
    outpatientWeight: 0.9,
  },
  {
    name: '市人民医院',
    level: '三级甲等',
    ownership: 'public',
    ward: '特需部',
    inpatientWeight: 0.5,
    outpatientWeight: 0.6,
  },
];

/** Weight of each month, January first. */
type Season = readonly number[];
const WINTER: Season = [1.7, 1.4, 1.1, 0.9, 0.7, 0.5, 0.4, 0.4, 0.7, 1.0, 1.5, 1.7];
const SUMMER: Season = [0.6, 0.6, 0.6, 0.7, 1.0, 1.4, 1.7, 1.7, 1.4, 1.0, 0.7, 0.6];
const EARLY_SUMMER: Season = [0.2, 0.2, 0.4, 1.0, 1.7, 1.7, 1.5, 1.0, 0.7, 0.4, 0.3, 0.2];
const OUTDOORS: Season = [0.6, 0.6, 0.8, 1.0, 1.2, 1.3, 1.4, 1.4, 1.2, 1.0, 0.8, 0.7];
const ANY: Season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
export const STRONGEST_SEASON = 1.7;

export interface Complaint {
  readonly icd10: readonly string[];
  readonly season: Season;
  readonly weight: number;
  readonly minAge: number;
  readonly maxAge: number;
  /** Whether an operation is usual in hospital. */
  readonly surgery: boolean;
}

export const ILLNESSES: readonly Complaint[] = [
  {
    icd10: ['J18.9', 'J18.0', 'J20.9', 'J21.9'],
    season: WINTER,
    weight: 34,
    minAge: 0,
    maxAge: 17,
    surgery: false,
  },
  {
    icd10: ['J06.9', 'J03.9', 'J02.9', 'J10.1'],
    season: WINTER,
    weight: 26,
    minAge: 0,
    maxAge: 17,
    surgery: false,
  },
  { icd10: ['A09.9', 'K52.9', 'A08.0'], season: SUMMER, weight: 15, minAge: 0, maxAge: 17, surgery: false },
  { icd10: ['B08.4', 'B08.5'], season: EARLY_SUMMER, weight: 8, minAge: 0, maxAge: 7, surgery: false },
  {
    icd10: ['R50.9', 'R56.0', 'N39.0', 'H66.9', 'L30.9'],
    season: ANY,
    weight: 9,
    minAge: 0,
    maxAge: 17,
    surgery: false,
  },
  { icd10: ['K35.8', 'J35.3', 'K40.9', 'N47'], season: ANY, weight: 5, minAge: 2, maxAge: 17, surgery: true },
  { icd10: ['P59.9', 'P23.9', 'P39.9'], season: ANY, weight: 30, minAge: 0, maxAge: 0, surgery: false },
];

export const ACCIDENTS: readonly Complaint[] = [
  {
    icd10: ['S01.8', 'S61.9', 'T14.1', 'S00.9'],
    season: OUTDOORS,
    weight: 45,
    minAge: 0,
    maxAge: 17,
    surgery: false,
  },
  {
    icd10: ['S52.5', 'S42.4', 'S82.2', 'S53.0'],
    season: OUTDOORS,
    weight: 32,
    minAge: 1,
    maxAge: 17,
    surgery: true,
  },
  { icd10: ['T18.9', 'T17.9', 'T30.0'], season: ANY, weight: 15, minAge: 0, maxAge: 8, surgery: false },
  { icd10: ['S06.0', 'S09.9'], season: OUTDOORS, weight: 8, minAge: 0, maxAge: 17, surgery: false },
];

export interface Disease {
  /** Code of the definitions of 2020. */
  readonly code: string;
  readonly icd10: readonly string[];
  readonly weight: number;
}

/** Serious diseases of children by how often they are paid; leukaemia leads. */
export const SERIOUS_DISEASES: readonly Disease[] = [
  { code: '3.1.1.1', icd10: ['C91.0', 'C92.0', 'C71.9', 'C74.9', 'C64', 'C69.2', 'C83.5'], weight: 78 },
  { code: '3.1.1.24', icd10: ['D61.9'], weight: 9 },
  { code: '3.1.1.9', icd10: ['D33.2'], weight: 6 },
  { code: '3.1.1.11', icd10: ['G04.9'], weight: 4 },
  { code: '3.1.1.20', icd10: ['T31.2'], weight: 3 },
];

/** Mild malignancy: what the serious definition leaves out by stage. */
export const MILD_DISEASE: Disease = { code: '3.1.2.1', icd10: ['C73'], weight: 1 };
