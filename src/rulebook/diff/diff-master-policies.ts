import { canonicalJson } from '../../engine/canonical-json.ts';
import { isObject, type Json, type JsonObject, own } from '../json.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Words } from '../words.ts';
import { bothOf, type Change, fromTo } from './change.ts';
import { dayOf, jsonInWords, type WrittenFiles, wordsOf, writtenFiles } from './written.ts';

const FILE = 'master-policies.json';

/** Master policies by number, and the names of insurers: what a letter names. They decide no amount. */
export function diffMasterPolicies(before: Rulebook, after: Rulebook): Change[] {
  const [was, is] = [writtenFiles(before), writtenFiles(after)];
  return [...diffInsurers(insurersIn(was), insurersIn(is)), ...diffPolicies(was, is)];
}

function insurersIn(files: WrittenFiles): JsonObject {
  const file = files.get(FILE);
  const insurers = isObject(file) ? own(file, 'insurers') : undefined;
  return isObject(insurers) ? insurers : {};
}

function diffInsurers(was: JsonObject, is: JsonObject): Change[] {
  const codes = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return codes.flatMap((code): Change[] => {
    const [old, now] = [own(was, code), own(is, code)];
    if (textOf(old) === textOf(now)) return [];
    const turn = fromTo(jsonInWords(old), jsonInWords(now));
    const words = bothOf(`承保公司：${turn.zh}`, `insurer: ${turn.en}`);
    return [change(code, wordsOf(now ?? old, code), words, null)];
  });
}

function diffPolicies(was: WrittenFiles, is: WrittenFiles): Change[] {
  const [old, now] = [policiesIn(was), policiesIn(is)];
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort();
  return keys.flatMap((key): Change[] => {
    const [before, after] = [old.get(key), now.get(key)];
    if (textOf(before) === textOf(after)) return [];
    const no = String((after ?? before)!.no);
    return [change(no, bothOf(no, no), policyChange(before, after), (after ?? before)!)];
  });
}

/** A number may stand for several periods. */
function policiesIn(files: WrittenFiles): Map<string, JsonObject> {
  const file = files.get(FILE);
  const policies = isObject(file) ? own(file, 'policies') : undefined;
  const listed = Array.isArray(policies) ? policies.filter(isObject) : [];
  return new Map(listed.map(one => [`${one.no} ${isObject(one.period) ? one.period.from : ''}`, one]));
}

function change(subject: string, title: Words, words: Words, policy: JsonObject | null): Change {
  const period = isObject(policy?.period) ? policy.period : null;
  return {
    area: 'master_policy',
    subject,
    title,
    words,
    from: period === null ? null : dayOf(period.from),
    to: period === null ? null : dayOf(period.to),
    plans: [],
    family: bothOf(
      `信函中的承保信息，${title.zh}：${words.zh}`,
      `who insures, in letters, ${title.en}: ${words.en}`,
    ),
  };
}

function policyChange(before: JsonObject | undefined, after: JsonObject | undefined): Words {
  if (before === undefined)
    return bothOf(`新增保单：${policy(after!).zh}`, `a new policy: ${policy(after!).en}`);
  if (after === undefined)
    return bothOf(`删除保单：${policy(before).zh}`, `policy removed: ${policy(before).en}`);
  const parts = FIELDS.filter(field => textOf(before[field]) !== textOf(after[field])).map(field => {
    const [did, does] = [fieldInWords(before[field]), fieldInWords(after[field])];
    const label = LABELS[field];
    return bothOf(`${label.zh} ${did.zh} → ${does.zh}`, `${label.en} ${did.en} → ${does.en}`);
  });
  return bothOf(parts.map(({ zh }) => zh).join('；'), parts.map(({ en }) => en).join('; '));
}

const FIELDS = ['insurer', 'plans', 'cohorts', 'period'] as const;
const LABELS: Readonly<Record<(typeof FIELDS)[number], Words>> = {
  insurer: { zh: '承保公司', en: 'insurer' },
  plans: { zh: '方案', en: 'plans' },
  cohorts: { zh: '签约年份', en: 'signed in' },
  period: { zh: '保险期间', en: 'period' },
};

function policy(written: JsonObject): Words {
  const parts = FIELDS.map(field => [LABELS[field], fieldInWords(written[field])] as const);
  return bothOf(
    parts.map(([label, value]) => `${label.zh} ${value.zh}`).join('，'),
    parts.map(([label, value]) => `${label.en} ${value.en}`).join(', '),
  );
}

/** Cohorts and periods are bounds. */
function fieldInWords(value: Json | undefined): Words {
  if (!isObject(value) || value.from === undefined) return jsonInWords(value);
  return bothOf(`${value.from} 至 ${value.to}`, `${value.from} to ${value.to}`);
}

function textOf(value: Json | undefined): string {
  return canonicalJson(value ?? null);
}
