import type { PlanVersions } from '../engine/plan-versions.ts';
import type { DiseaseBook } from './disease-book.ts';
import type { FaultList } from './fault.ts';
import type { PlanDefaults } from './schema.ts';

/** Every plan names dictionaries that are there; a mild benefit stays within 30 % of the serious one (2020 text, 2.2). */
export function checkDefinitions(
  plans: ReadonlyMap<string, PlanVersions>,
  defaults: PlanDefaults,
  diseases: DiseaseBook | null,
  faults: FaultList,
): void {
  if (diseases === null) return;
  const known = [...diseases.byVersion.keys()];
  const unknown = (file: string, place: string, version: string) => {
    if (!known.includes(version))
      faults.add(
        file,
        place,
        { zh: `没有这个版本的疾病定义："${version}"`, en: `unknown definitions "${version}"` },
        { zh: `请用 ${known.join('、')} 之一`, en: `Use one of ${known.join(', ')}` },
      );
  };
  if (defaults.definitions.length === 0)
    faults.add(
      'plan-defaults.json',
      'definitions',
      { zh: '没有适用的疾病定义版本', en: 'no version of the disease definitions applies' },
      {
        zh: '请按时间写明版本：[{"from": "2021-02-01", "version": "2020"}]',
        en: 'Name one for each time: [{"from": "2021-02-01", "version": "2020"}]',
      },
    );
  for (const { version } of defaults.definitions) unknown('plan-defaults.json', 'definitions', version);
  for (const [id, versions] of plans) {
    const file = `plans/${id}.json`;
    for (const { effectiveOn, coverages } of versions) {
      const at = `version ${effectiveOn}, CI`;
      for (const { version } of coverages.CI?.definitions ?? []) unknown(file, `${at}.definitions`, version);
      for (const version of coverages.CI?.extraDiseases ?? []) unknown(file, `${at}.extra_diseases`, version);
      const ratio = coverages.CI?.mildRatio.ratio;
      if (ratio && ratio.numerator * 10 > ratio.denominator * 3)
        faults.add(
          file,
          `${at}.mild_ratio`,
          {
            zh: '轻症给付超过重疾保额的 30%，为 2020 年定义规范 2.2 所不许',
            en: 'a mild disease pays more than 30 % of the serious one, which the definitions of 2020 (2.2) do not allow',
          },
          { zh: '请写至多 "0.30"', en: 'Write at most "0.30"' },
        );
    }
  }
}
