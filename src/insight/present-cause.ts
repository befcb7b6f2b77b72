import type { Words } from '../platform/words.ts';
import type { DiseaseWords } from '../rulebook/disease-book.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { Cause } from './cause.ts';
import { termName, termValue } from './name-things.ts';
import type { CauseView } from './schema.ts';

const VERDICTS = {
  fired: { zh: '成立', en: 'fires' },
  passed: { zh: '不成立', en: 'does not fire' },
  not_applicable: { zh: '不适用', en: 'does not apply' },
  absent: { zh: '没有', en: 'is not there' },
} as const;

/** A cause in words, with the clause that it changes. The candidate's names are taken first. */
export function presentCause(
  cause: Cause,
  books: readonly Rulebook[],
  claimNoOf: (place: number) => string,
): CauseView {
  switch (cause.kind) {
    case 'rule': {
      const rule = firstOf(books, book => book.rule(cause.id));
      const [was, is] = [VERDICTS[cause.before], VERDICTS[cause.after]];
      return {
        kind: 'rule',
        id: cause.id,
        clause: cause.clause,
        claim_no: null,
        text: {
          zh:
            cause.before === cause.after
              ? `规则「${rule?.titleZh ?? cause.id}」：后果不同`
              : `规则「${rule?.titleZh ?? cause.id}」：原${was.zh}，现${is.zh}`,
          en:
            cause.before === cause.after
              ? `rule "${rule?.titleEn ?? cause.id}": another effect`
              : `rule "${rule?.titleEn ?? cause.id}": ${was.en} before, ${is.en} now`,
        },
      };
    }
    case 'term': {
      const name = termName(cause.id, books);
      const [was, is] = [termValue(cause.before), termValue(cause.after)];
      return {
        kind: 'term',
        id: cause.id,
        clause: cause.clause,
        claim_no: null,
        text: { zh: `${name.zh}：${was.zh} → ${is.zh}`, en: `${name.en}: ${was.en} → ${is.en}` },
      };
    }
    case 'definition':
      return definition(cause, books);
    case 'question': {
      const title = firstOf(books, book => book.diseases?.questions.get(cause.id)?.title);
      return {
        kind: 'question',
        id: cause.id,
        clause: '',
        claim_no: null,
        text: {
          zh: `证据问题「${title?.zh ?? cause.id}」可以作的回答`,
          en: `the answers that the question "${title?.en ?? cause.id}" takes`,
        },
      };
    }
    case 'carried': {
      const claimNo = cause.claim === null ? null : claimNoOf(cause.claim);
      return {
        kind: 'carried',
        id: '',
        clause: '',
        claim_no: claimNo,
        text:
          claimNo === null
            ? { zh: '由另一赔案带入', en: 'carried forward from another claim' }
            : { zh: `由前案 ${claimNo} 带入`, en: `carried forward from claim ${claimNo}` },
      };
    }
    case 'other':
      return {
        kind: 'other',
        id: '',
        clause: '',
        claim_no: null,
        text: { zh: '规则与条款以外的内容', en: 'something other than rules and terms' },
      };
  }
}

type OfDefinition = Extract<Cause, { readonly kind: 'definition' }>;

function definition(cause: OfDefinition, books: readonly Rulebook[]): CauseView {
  const { version, code, part, before, after } = cause;
  const disease = firstOf(books, book => book.diseases?.byVersion.get(version)?.diseases.get(code));
  const name = disease?.title ?? { zh: code, en: code };
  const isExclusion = disease?.exclusions.some(({ id }) => id === part) === true;
  const [was, is] = [before, after].map(shown => (isExclusion ? APPLIES[shown] : undefined) ?? SHOWN[shown]);
  const within = part === null ? { zh: '', en: '' } : partName(disease, part);
  return {
    kind: 'definition',
    id: part === null ? `${version} ${code}` : `${version} ${code} ${part}`,
    clause: disease?.clause ?? '',
    claim_no: null,
    text: {
      zh: `疾病定义「${name.zh}」（${version} 版）${within.zh}：原${was!.zh}，现${is!.zh}`,
      en: `definition "${name.en}" (${version})${within.en}: ${was!.en} before, ${is!.en} now`,
    },
  };
}

/** What is said of a criterion or exclusion within its disease. */
function partName(disease: DiseaseWords | undefined, id: string): Words {
  const criterion = disease?.criteria.find(one => one.id === id)?.title;
  if (criterion !== undefined) return { zh: `标准「${criterion.zh}」`, en: `, criterion "${criterion.en}"` };
  const exclusion = disease?.exclusions.find(one => one.id === id)?.title;
  if (exclusion !== undefined) return { zh: `除外「${exclusion.zh}」`, en: `, exclusion "${exclusion.en}"` };
  return id === 'age' ? { zh: '年龄范围', en: ', limits of age' } : { zh: `“${id}”`, en: `, "${id}"` };
}

const SHOWN: Readonly<Record<OfDefinition['before'], Words>> = {
  met: { zh: '符合', en: 'met' },
  not_met: { zh: '不符合', en: 'not met' },
  not_shown: { zh: '未能认定', en: 'not shown' },
  not_recorded: { zh: '未记录', en: 'not recorded' },
  unknown_disease: { zh: '不在定义之内', en: 'not among the diseases' },
  absent: { zh: '没有', en: 'not there' },
};

/** Of an exclusion: met is that it applies. */
const APPLIES: { readonly [Shown in OfDefinition['before']]?: Words } = {
  met: { zh: '适用', en: 'applies' },
  not_met: { zh: '不适用', en: 'does not apply' },
};

function firstOf<Found>(
  books: readonly Rulebook[],
  find: (book: Rulebook) => Found | undefined,
): Found | undefined {
  for (const book of books) {
    const found = find(book);
    if (found !== undefined) return found;
  }
  return undefined;
}
