/** Cities of Shandong by the first four digits of their division code; 莱芜 was merged into Jinan in 2019 and still occurs. */
export const CITY_NAMES: Readonly<Record<string, string>> = {
  '3701': '济南',
  '3702': '青岛',
  '3703': '淄博',
  '3704': '枣庄',
  '3705': '东营',
  '3706': '烟台',
  '3707': '潍坊',
  '3708': '济宁',
  '3709': '泰安',
  '3710': '威海',
  '3711': '日照',
  '3712': '莱芜',
  '3713': '临沂',
  '3714': '德州',
  '3715': '聊城',
  '3716': '滨州',
  '3717': '菏泽',
};

const CODE_BY_NAME = new Map(
  Object.entries(CITY_NAMES).flatMap(([code, name]) => [
    [name, code],
    [`${name}市`, code],
  ]),
);

const CODE = /^[1-9]\d{3}$/;

/** The four-digit code that a code or a name of Shandong stands for; null when it stands for none. */
export function cityCode(text: string): string | null {
  if (CODE.test(text)) return text.startsWith('37') && !(text in CITY_NAMES) ? null : text;
  return CODE_BY_NAME.get(text) ?? null;
}
