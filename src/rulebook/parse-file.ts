import type { z } from 'zod';
import type { FaultList } from './fault.ts';
import type { Json } from './json.ts';
import { addIssues } from './plan.ts';

/** The content of a file by its schema; null after a fault, also when the file is missing. */
export function parseFile<Schema extends z.ZodType>(
  file: string,
  content: Json | undefined,
  schema: Schema,
  faults: FaultList,
): z.infer<Schema> | null {
  if (content === undefined) {
    faults.add(file, '', 'the file is missing', 'Put it back; rules/README.md says what it holds');
    return null;
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  addIssues(file, '', parsed.error, faults);
  return null;
}
