import type { CoverageCode, Plan } from '../engine/plan.ts';
import type { Effect } from '../engine/rules.ts';
import type { Words } from '../platform/words.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';

/** What a rule does when it fires, in the words of its book and of the plan. */
export function effectInWords(effect: Effect, plan: Plan, book: Rulebook): Words {
  switch (effect.type) {
    case 'route': {
      const names = (effect.coverages as readonly CoverageCode[]).map(code => ({
        zh: plan.coverages[code]?.nameZh ?? `${code}（方案没有）`,
        en: plan.coverages[code]?.nameEn ?? `${code} (which the plan has not)`,
      }));
      return {
        zh: `由${names.map(({ zh }) => zh).join('、')}责任承担`,
        en: `answered by ${names.map(({ en }) => en).join(', ')}`,
      };
    }
    case 'refuse':
      return named({ zh: '拒付', en: 'refuses' }, effect.reason, book);
    case 'exclude_invoice':
      return named({ zh: '票据不计入', en: 'leaves the invoice out' }, effect.reason, book);
    case 'reason':
      return named({ zh: '说明', en: 'quoted' }, effect.reason, book);
    case 'refer':
      return named({ zh: '转人工', en: 'a person must look' }, effect.reason, book);
    case 'require_documents': {
      const titles = effect.documents.map(code => book.document(code).title);
      return {
        zh: `须有材料：${titles.map(({ zh }) => zh).join('、')}`,
        en: `needs ${titles.map(({ en }) => en).join(', ')}`,
      };
    }
    case 'flag': {
      const { title } = book.signal(effect.signal);
      return { zh: `提示：${title.zh}`, en: `flags: ${title.en}` };
    }
    case 'sign': {
      const { signatures, level } = effect;
      return level === undefined
        ? { zh: `如须签批：${signatures} 人`, en: `if it must be signed: by ${signatures}` }
        : {
            zh: `如须签批：${signatures} 人，最后一人 ${level} 级`,
            en: `if it must be signed: by ${signatures}, the last at level ${level}`,
          };
    }
    case 'attach':
      return { zh: `归属方案 ${effect.plan}`, en: `gives plan ${effect.plan}` };
  }
}

function named(verb: Words, code: string, book: Rulebook): Words {
  const { file } = book.reason(code);
  return {
    zh: `${verb.zh}：${file.zh.replace(/。$/, '')}`,
    en: `${verb.en}: ${file.en.replace(/\.$/, '')}`,
  };
}
