import { type Command, InvalidArgumentError } from 'commander';
import { CONCLUSION_WORDS, STATE_WORDS } from '../decisions/conclusion-in-words.ts';
import type { EvidenceRecordedView, EvidenceView, QuestionView } from '../decisions/disease-schema.ts';
import type { Evidence } from '../engine/evidence.ts';
import type { Answer } from '../platform/route.ts';
import { actingByToken } from './acting.ts';
import { openDecisions } from './decisions.ts';
import { cliActor, printResult, wholeNumber, withDatabase, withJson } from './kit.ts';

type Answers = Readonly<Record<string, Evidence[string] | null>>;

export function register(program: Command): void {
  const group = program
    .command('evidence')
    .description('what is recorded of a critical illness / 重大疾病的证据');
  withJson(group.command('show'))
    .description('how the definition stands, and what is asked / 逐项认定及要记录的问题')
    .argument('<claimNo>', 'claim number, CL and nine digits')
    .option('--english', 'in English; Chinese otherwise')
    .action(show);
  withJson(group.command('record'))
    .description('record or correct answers; the claim is decided anew / 记录或更正答案，重新核定')
    .argument('<claimNo>', 'claim number, CL and nine digits')
    .requiredOption('--version <n>', 'version of the decision that you have read', wholeNumber(1, 1_000))
    .requiredOption('--comment <text>', 'what the answers rest on; kept with them')
    .option('--answer <id=value>', 'an answer, again for more; "id=" takes it away', collect, [])
    .option('--file <file>', 'a JSON object of answers by question; null takes one away')
    .option('--english', 'in English; Chinese otherwise')
    .action(record);
}

interface Options {
  readonly json?: true;
  readonly english?: true;
}

interface Recording extends Options {
  readonly version: number;
  readonly comment: string;
  readonly answer: readonly (readonly [id: string, value: string])[];
  readonly file?: string;
}

async function show(claimNo: string, options: Options): Promise<void> {
  const [{ showEvidence }, { writeAudit }] = await Promise.all([
    import('../decisions/show-evidence.ts'),
    import('../platform/audit.ts'),
  ]);
  const evidence = await withDatabase(async connection => {
    const { rulebooks } = await openDecisions(connection);
    const now = new Date();
    const shown = await showEvidence(connection.db, rulebooks, now, claimNo);
    const viewed = { at: now, actor: cliActor(), action: 'data viewed', subject: `claim:${claimNo}` };
    await connection.db.transaction(tx => writeAudit(tx, [{ ...viewed, detail: { evidence: true } }]));
    return shown;
  });
  printResult(options.json, evidence, () => shownText(evidence, options.english === true));
}

async function record(claimNo: string, options: Recording): Promise<void> {
  const [{ showEvidence }, { recordEvidence }, { presentRecorded }, { evidenceBody }, { parseInput }] =
    await Promise.all([
      import('../decisions/show-evidence.ts'),
      import('../decisions/record-evidence.ts'),
      import('../decisions/present-recorded.ts'),
      import('../decisions/disease-schema.ts'),
      import('../platform/parse.ts'),
    ]);
  const fromFile = options.file === undefined ? {} : await answersIn(options.file);
  const { recorded, after } = await withDatabase(async connection => {
    const { db } = connection;
    const acting = await actingByToken(connection, 'handler');
    const decisions = await openDecisions(connection);
    const { questions } = await showEvidence(db, decisions.rulebooks, acting.now, claimNo);
    const given = { ...fromFile, ...typed(options.answer, questions) };
    const { version, comment } = options;
    const body = parseInput(evidenceBody, { version, comment, evidence: given }, 'body');
    const recording = { actor: { login: acting.auditedAs }, now: acting.now, claimNo, version, comment };
    const done = await db.transaction(async tx => {
      const next = await recordEvidence(tx, decisions, { ...recording, answers: body.evidence });
      return presentRecorded(decisions.rulebooks, next);
    });
    return {
      recorded: done,
      after: await showEvidence(db, decisions.rulebooks, acting.now, claimNo),
    };
  });
  printResult(options.json, recorded, () => recordedText(recorded, after, options.english === true));
}

function collect(text: string, before: Recording['answer']): Recording['answer'] {
  const [, id, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (id === undefined || value === undefined)
    throw new InvalidArgumentError(
      'It must be id=value, as in neutrophils=0.40; `evidence show` lists the ids.',
    );
  return [...before, [id.trim(), value.trim()]];
}

/** Answers as their questions take them; what does not fit is left as written, for the use case to refuse. */
function typed(answers: Recording['answer'], questions: readonly QuestionView[]): Answers {
  const types = new Map(questions.map(({ id, type }) => [id, type]));
  return Object.fromEntries(
    answers.map(([id, value]) => {
      if (value === '') return [id, null];
      const type = types.get(id);
      if (type === 'bool' && (value === 'true' || value === 'false')) return [id, value === 'true'];
      return [id, type === 'int' && /^-?\d{1,15}$/.test(value) ? Number(value) : value];
    }),
  );
}

async function answersIn(file: string): Promise<object> {
  const { readFile } = await import('node:fs/promises');
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch (error) {
    throw new InvalidArgumentError(`${file} cannot be read: ${(error as Error).message}`);
  }
  throw new InvalidArgumentError(`${file} must hold one object, as in {"neutrophils": "0.40"}.`);
}

function shownText(evidence: EvidenceView, english: boolean): string {
  const language = english ? 'en' : 'zh';
  const { claim_no: claimNo, version, state, questions } = evidence;
  const asked = questions.flatMap(question => [
    `  ${questionLine(question, language)}`,
    // Advice is for whoever still has to answer.
    ...(question.help === null || question.answer !== null ? [] : [`    ${question.help[language]}`]),
  ]);
  return [
    english
      ? `${claimNo}: ${STATE_WORDS[state].en}, version ${version}`
      : `${claimNo}：${STATE_WORDS[state].zh}，第 ${version} 版`,
    evidence[language],
    ...(asked.length === 0 ? [] : [english ? 'Questions:' : '问题：', ...asked]),
  ].join('\n');
}

function recordedText(recorded: Answer<EvidenceRecordedView>, after: EvidenceView, english: boolean): string {
  const language = english ? 'en' : 'zh';
  const none = english ? '(none)' : '（无）';
  const changed = recorded.changed.map(
    ({ id, title, before, after: now }) =>
      `  ${title[language]} (${id}): ${String(before ?? none)} → ${String(now ?? none)}`,
  );
  const { version, conclusion, payable, signatures_needed: signatures } = recorded;
  const proposal = english
    ? `Version ${version} proposes: ${CONCLUSION_WORDS[conclusion].en}, ${payable} yuan; it needs ${signatures} signatures.`
    : `第 ${version} 版建议：${conclusion} ${payable} 元，须 ${signatures} 人签批。`;
  const unchanged = english ? 'Recorded so before; nothing changed.' : '原已如此记录，没有变化。';
  return [
    ...(changed.length === 0 ? [unchanged] : [english ? 'Recorded:' : '已记录：', ...changed]),
    after[language],
    proposal,
  ].join('\n');
}

/** "neutrophils = 0.40: Neutrophils (a number from 0.00 to 100.00, 10⁹/L; blood report)". */
function questionLine(question: EvidenceView['questions'][number], language: 'zh' | 'en'): string {
  const { id, answer, title, unit, document } = question;
  const form = [takes(question, language), unit?.[language] ?? ''].filter(text => text !== '').join(' ');
  const proof = document.title[language];
  const said = answer === null ? id : `${id} = ${answer}`;
  return language === 'zh'
    ? `${said}：${title.zh}（${form}；${proof}）`
    : `${said}: ${title.en} (${form}; ${proof})`;
}

function takes({ type, choices, min, max }: QuestionView, language: 'zh' | 'en'): string {
  if (type === 'bool') return language === 'zh' ? 'true 是、false 否' : 'true or false';
  if (type === 'enum')
    return choices
      .map(choice =>
        choice[language] === choice.value ? choice.value : `${choice.value} “${choice[language]}”`,
      )
      .join(language === 'zh' ? '、' : ', ');
  return `${min}–${max}`;
}
