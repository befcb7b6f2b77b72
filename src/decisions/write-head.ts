import { CONCLUSION_WORDS, STATE_WORDS } from './conclusion-in-words.ts';
import type { Explained } from './explanation-schema.ts';
import { inLine, type Pen } from './pen.ts';

/** What was decided, about whom, under which terms, by whom, and what a person should see first. */
export function writeHead(pen: Pen, explained: Explained): void {
  const { claim_no, version, versions, plan, reason, documents } = explained;
  pen.line(
    pen.say(
      `赔案 ${claim_no}，第 ${version} 版决定（共 ${versions} 版）`,
      `Claim ${claim_no}, decision ${version} of ${versions}`,
    ),
  );
  pen.line();
  const rows: string[][] = [
    [pen.say('结论', 'Conclusion'), conclusionOf(pen, explained)],
    [pen.say('状态', 'State'), pen.pick(STATE_WORDS[explained.state])],
  ];
  if (reason !== null)
    rows.splice(1, 0, [
      pen.say('原因', 'Reason'),
      pen.say(`${inLine(reason.file.zh)}（${reason.code}）`, `${inLine(reason.file.en)} (${reason.code})`),
    ]);
  if (explained.to_family !== null) rows.push([pen.say('致家庭', 'To the family'), explained.to_family]);
  rows.push(
    [
      pen.say('被保险人', 'Insured'),
      pen.say(
        `合同 ${explained.contract_no} 第 ${explained.child_no} 名`,
        `contract ${explained.contract_no}, child ${explained.child_no}`,
      ),
    ],
    [pen.say('事件日', 'Event'), explained.event_on],
    [
      pen.say('方案', 'Plan'),
      pen.say(
        `${plan.title.zh}（${plan.id}，${plan.effective_on} 版），保单年度 ${explained.policy_year}`,
        `${plan.title.en} (${plan.id}, version of ${plan.effective_on}), policy year ${explained.policy_year}`,
      ),
    ],
    [pen.say('保险人', 'Insurer'), `${explained.insurer}${pen.say('，', ', ')}${explained.master_policy_no}`],
    [pen.say('规则集', 'Rulebook'), explained.rulebook.slice(0, 12)],
    [pen.say('核定', 'Decided'), decidedBy(pen, explained)],
    [pen.say('签批', 'Signing'), signing(pen, explained)],
    ...explained.signing.reasons.map(({ file }) => ['', `· ${inLine(pen.pick(file))}`]),
  );
  if (documents !== null && documents.required.length > 0)
    rows.push([pen.say('材料', 'Documents'), documentsOf(pen, documents)]);
  for (const { title } of explained.signals) rows.push([pen.say('提示', 'Signal'), pen.pick(title)]);
  if (explained.ci_cover_ends)
    rows.push([
      pen.say('重疾责任', 'Illness cover'),
      pen.say('该被保险人的重大疾病责任随之终止', "the child's critical-illness cover ends with this"),
    ]);
  if (explained.advance !== null) {
    const { due, advance_paid, balance } = explained.advance;
    rows.push([
      pen.say('先予支付', 'Advance'),
      pen.say(
        `${due} 前 ${advance_paid} 元，差额 ${balance} 元`,
        `CNY ${advance_paid} by ${due}, balance ${balance}`,
      ),
    ]);
  }
  if (explained.evaluators_disagree)
    rows.push([
      pen.say('注意', 'Note'),
      pen.say(
        '两套规则求值结果不一致，以 json-rules-engine 为准，须由人核定',
        'the two evaluators disagreed; a person decides',
      ),
    ]);
  if (!explained.replays)
    rows.push([
      pen.say('注意', 'Note'),
      pen.say(
        '今日重新核定结果与留存的不同，请查 replay',
        'decided again today it comes out differently: see replay',
      ),
    ]);
  pen.rows(rows, 0);
}

function conclusionOf(pen: Pen, { conclusion, payable, total, what_if }: Explained): string {
  const amount = pen.say(
    `${conclusion}，本次给付 ${payable} 元`,
    `${CONCLUSION_WORDS[conclusion].en}, CNY ${payable}`,
  );
  const worth = payable === total ? '' : pen.say(`（改判后总额 ${total} 元）`, ` (worth ${total} in all)`);
  const without =
    what_if.without_person === null
      ? ''
      : pen.say(
          `；若无人工拒付：${what_if.without_person.conclusion} ${what_if.without_person.total} 元`,
          `; without the refusal by a person: ${CONCLUSION_WORDS[what_if.without_person.conclusion].en}, CNY ${what_if.without_person.total}`,
        );
  return amount + worth + without;
}

function decidedBy(pen: Pen, { decided_by, decided_on }: Explained): string {
  const who = decided_by === 'machine' ? pen.say('系统', 'the machine') : decided_by;
  return pen.say(`${decided_on}，${who}`, `${decided_on}, by ${who}`);
}

function signing(pen: Pen, { signing: { needed, level, signed_by } }: Explained): string {
  if (needed === 0)
    return pen.say('无可争议事项，系统自动核定', 'nothing contestable: approved by the machine');
  const signed = signed_by.length === 0 ? pen.say('尚无', 'nobody yet') : signed_by.join(pen.say('、', ', '));
  const at = level === null ? '' : pen.say(`，权限 ${level} 级`, `, level ${level}`);
  return pen.say(
    `须 ${needed} 人${at}；已签批：${signed}；因为：`,
    `${needed} needed${at}; signed by: ${signed}; because:`,
  );
}

function documentsOf(pen: Pen, { required, missing }: NonNullable<Explained['documents']>): string {
  const named = (list: typeof required) => list.map(({ title }) => pen.pick(title)).join(pen.say('、', ', '));
  if (missing === null)
    return pen.say(
      `应有 ${required.length} 项，收件情况未登记`,
      `${required.length} asked for; not recorded what is there`,
    );
  return missing.length === 0
    ? pen.say(`${required.length} 项齐全`, `all ${required.length} are there`)
    : pen.say(`缺 ${missing.length} 项：${named(missing)}`, `${missing.length} missing: ${named(missing)}`);
}
