import type { PlainDate } from '../engine/dates.ts';
import { screenDiseases } from '../engine/disease.ts';
import { businessDay } from '../platform/clock.ts';
import { refuse } from '../platform/refusal.ts';
import { type Route, read } from '../platform/route.ts';
import type { Rulebooks } from '../publication/rulebooks.ts';
import type { DictionaryWords, DiseaseWords } from '../rulebook/disease-book.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { diseaseListQuery, diseaseListView, diseaseParams, diseaseView } from './disease-schema.ts';
import { presentDisease, presentDiseaseHead } from './present-disease.ts';

const TAG = 'diseases';
const READERS = ['intake', 'handler', 'finance', 'auditor'] as const;

/** The definitions of critical illnesses of the book in force, and what to ask for a diagnosis. */
export function diseaseRoutes(rulebooks: Rulebooks): Route[] {
  return [
    read(
      {
        method: 'get',
        path: '/diseases',
        summary: {
          zh: '疾病定义目录；按诊断筛查要记录的证据',
          en: 'Critical illnesses; by a diagnosis, what evidence to record',
        },
        description: {
          zh: '诊断编码只用于筛查，是否符合定义由逐项证据认定。',
          en: 'A diagnosis code only says what to ask; whether a definition is met follows from the evidence.',
        },
        tag: TAG,
        roles: READERS,
        query: diseaseListQuery,
        response: diseaseListView,
      },
      async ({ query, now }) => {
        const today = businessDay(now);
        const { book } = rulebooks.inForce(today);
        const dictionary = dictionaryOf(book, query.version ?? versionOn(book, today));
        const icd10 = query.icd10 ?? null;
        const codes = icd10 === null ? null : screenDiseases(icd10, dictionary).map(({ code }) => code);
        return {
          version: dictionary.version,
          title: dictionary.title,
          icd10,
          diseases: [...dictionary.diseases.values()]
            .filter(({ code }) => codes?.includes(code) ?? true)
            .map(disease => presentDiseaseHead(book, disease)),
        };
      },
    ),
    read(
      {
        method: 'get',
        path: '/diseases/:version/:code',
        summary: { zh: '一种疾病的定义', en: 'The definition of a disease' },
        tag: TAG,
        roles: READERS,
        params: diseaseParams,
        response: diseaseView,
      },
      async ({ params: { version, code }, now }) => {
        const { book } = rulebooks.inForce(businessDay(now));
        const dictionary = dictionaryOf(book, version);
        return presentDisease(book, dictionary, diseaseOf(dictionary, code));
      },
    ),
  ];
}

/** The version that covers of `day` follow when their plan does not say otherwise; '' when there is none. */
function versionOn({ planDefaults }: Rulebook, day: PlainDate): string {
  let version = '';
  for (const period of planDefaults.definitions) if (period.from <= day) version = period.version;
  return version;
}

function dictionaryOf({ diseases }: Rulebook, version: string): DictionaryWords {
  const dictionary = diseases?.byVersion.get(version);
  if (dictionary) return dictionary;
  const known = [...(diseases?.byVersion.keys() ?? [])].sort().join(', ');
  throw refuse(
    'not_found',
    { zh: `没有 ${version} 版疾病定义。`, en: `There are no definitions "${version}".` },
    { zh: `现有：${known}。`, en: `There are ${known}.` },
  );
}

function diseaseOf({ diseases, version }: DictionaryWords, code: string): DiseaseWords {
  const disease = diseases.get(code);
  if (disease) return disease;
  throw refuse(
    'not_found',
    {
      zh: `${version} 版疾病定义中没有 ${code}。`,
      en: `The definitions of ${version} have no disease ${code}.`,
    },
    { zh: '目录见 GET /api/v1/diseases。', en: 'GET /api/v1/diseases lists them.' },
  );
}
