import type { z } from 'zod';
import type { FaultList } from './fault.ts';
import type { Json } from './json.ts';
import { parseForm } from './parse-form.ts';

/** The content of a file by its schema; null after a fault, also when the file is missing. */
export function parseFile<Schema extends z.ZodType>(
  file: string,
  content: Json | undefined,
  schema: Schema,
  faults: FaultList,
): z.infer<Schema> | null {
  if (content !== undefined) return parseForm(file, '', content, schema, faults);
  // A file whose text is no JSON has its fault already.
  if (!faults.has(file))
    faults.add(
      file,
      '',
      { zh: '缺少该文件', en: 'the file is missing' },
      { zh: '请放回；其内容见 rules/README.md', en: 'Put it back; rules/README.md says what it holds' },
    );
  return null;
}
