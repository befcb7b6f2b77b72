import { scaledDecimal } from '../engine/evidence.ts';
import { type AskedQuestion, type DiseaseBook, EVIDENCE_FILE } from './disease-book.ts';
import { evidenceFile, type QuestionEntry } from './disease-schema.ts';
import type { FaultList } from './fault.ts';
import type { Json } from './json.ts';
import { parseFile } from './parse-file.ts';
import { quoted } from './quote.ts';
import type { Words } from './words.ts';

const KEEP_ONE: Words = { zh: '请保留一处', en: 'Keep one' };

/** Reads the questions; `documentCodes` is null when the list of documents cannot be read. Null after a fault of its form. */
export function readEvidence(
  content: Json | undefined,
  documentCodes: ReadonlySet<string> | null,
  faults: FaultList,
): DiseaseBook['questions'] | null {
  const entry = parseFile(EVIDENCE_FILE, content, evidenceFile, faults);
  if (entry === null) return null;
  const questions = new Map<string, AskedQuestion>();
  for (const [index, written] of entry.questions.entries()) {
    const place = `questions.${index}`;
    if (questions.has(written.id))
      faults.add(
        EVIDENCE_FILE,
        place,
        { zh: `问题 "${written.id}" 写了两次`, en: `question "${written.id}" stands twice` },
        KEEP_ONE,
      );
    if (documentCodes?.has(written.document) === false)
      faults.add(
        EVIDENCE_FILE,
        `${place}.document`,
        {
          zh: `没有这个材料：${quoted(written.document)}`,
          en: `unknown document ${quoted(written.document)}`,
        },
        {
          zh: '请用 documents.json 中的代码，或在那里添加',
          en: 'Use a code of documents.json, or add it there',
        },
      );
    const question = readQuestion(written, place, faults);
    if (question !== null) questions.set(written.id, question);
  }
  return questions;
}

function readQuestion(written: QuestionEntry, place: string, faults: FaultList): AskedQuestion | null {
  const { id, title, document } = written;
  const words = { title, help: written.help ?? null, unit: written.unit ?? null, choices: [], document };
  switch (written.type) {
    case 'bool':
      return { id, type: 'bool', ...words };
    case 'enum': {
      const domain = written.domain.map(({ value }) => value);
      if (new Set(domain).size < domain.length)
        faults.add(
          EVIDENCE_FILE,
          `${place}.domain`,
          { zh: '有重复的选项', en: 'has a choice twice' },
          KEEP_ONE,
        );
      return { id, type: 'enum', domain, ...words, choices: written.domain };
    }
    default: {
      const { type } = written;
      const scale = type === 'decimal' ? written.scale : 0;
      const [min, max] = [written.min, written.max].map(bound => scaledDecimal(String(bound), scale));
      if (min === null || max === null || min === undefined || max === undefined || min >= max) {
        faults.add(
          EVIDENCE_FILE,
          place,
          {
            zh: '上下限不是符合 scale 的数，或其间没有值',
            en: 'its bounds are no numbers of its scale, or leave nothing between them',
          },
          {
            zh: 'min 应小于 max；小数加引号，位数不超过 scale',
            en: 'Write min below max, decimals in quotes with no more digits than scale',
          },
        );
        return null;
      }
      return type === 'decimal'
        ? { id, type, scale, min, max, ...words }
        : { id, type: 'int', min, max, ...words };
    }
  }
}
