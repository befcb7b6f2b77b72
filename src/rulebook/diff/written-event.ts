import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Words } from '../words.ts';
import { bothOf } from './change.ts';
import { jsonInWords } from './written.ts';

const COVERAGES: Readonly<Record<string, Words>> = {
  CI: { zh: '重大疾病', en: 'critical illness' },
  HM: { zh: '住院医疗', en: 'hospital medical' },
  AM: { zh: '意外伤害医疗', en: 'accident medical' },
  OP: { zh: '疾病门急诊', en: 'outpatient illness' },
};

const STARTS: Readonly<Record<string, Words>> = {
  signed: { zh: '签约日', en: 'the day of signing' },
  stored: { zh: '入库日', en: 'the day of storing' },
  birth: { zh: '出生日', en: 'the day of birth' },
};

/** What a rule does, as its file writes it, in words of its book. */
export function eventInWords(event: Json | undefined, book: Rulebook): Words {
  if (!isObject(event) || !isObject(event.params)) return jsonInWords(event);
  const { params } = event;
  const reason = () => book.reasons.get(String(params.reason));
  const said = (verb: Words) => {
    const { zh, file } = reason() ?? { zh: String(params.reason), file: { en: String(params.reason) } };
    return bothOf(`${verb.zh}（${zh}）`, `${verb.en} (${file.en.replace(/\.$/, '')})`);
  };
  switch (event.type) {
    case 'route':
      return named(bothOf('由以下责任赔付：', 'answered by '), params.coverages, code => COVERAGES[code]);
    case 'refuse': {
      const refusal = said(bothOf('拒付', 'refused'));
      return params.ends_ci === true
        ? bothOf(`${refusal.zh}，重疾责任随之终止`, `${refusal.en}; the critical-illness cover ends with it`)
        : refusal;
    }
    case 'exclude_invoice':
      return said(bothOf('票据不予计入', 'the invoice enters no sum'));
    case 'reason':
      return said(bothOf('说明原因', 'the reason quoted'));
    case 'refer':
      return said(bothOf('转人工审核', 'a person must look'));
    case 'require_documents':
      return named(bothOf('须提交：', 'needs '), params.documents, code => book.documents.get(code)?.title);
    case 'flag':
      return named(
        bothOf('提示理赔员：', 'handlers are told: '),
        [params.signal ?? ''],
        code => book.signals.get(code)?.title,
      );
    case 'sign':
      return signatures(params);
    case 'attach': {
      const start = STARTS[String(params.cover_start)];
      return bothOf(
        `附加方案 ${params.plan}，自${start?.zh ?? String(params.cover_start)}起`,
        `gives plan ${params.plan} from ${start?.en ?? String(params.cover_start)}`,
      );
    }
    default:
      return jsonInWords(event);
  }
}

function signatures({ signatures: count, level }: JsonObject): Words {
  return level === undefined
    ? bothOf(`须 ${count} 人签批`, `${count} must sign`)
    : bothOf(`须 ${count} 人签批，末位为 ${level} 级权限`, `${count} must sign, the last at level ${level}`);
}

function named(verb: Words, codes: Json | undefined, titleOf: (code: string) => Words | undefined): Words {
  const titles = (Array.isArray(codes) ? codes : []).map(
    code => titleOf(String(code)) ?? bothOf(String(code), String(code)),
  );
  return bothOf(
    verb.zh + titles.map(({ zh }) => zh).join('、'),
    verb.en + titles.map(({ en }) => en).join(', '),
  );
}
