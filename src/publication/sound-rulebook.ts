import { askThread } from '../platform/ask-thread.ts';
import { refuse } from '../platform/refusal.ts';
import { checkLoaded } from '../rulebook/check.ts';
import { type Fault, RulebookFault } from '../rulebook/fault.ts';
import { readWritten } from '../rulebook/load.ts';
import { fieldsOfFaults } from './fields-of-faults.ts';

/** A rulebook in which the check found no fault. */
export interface SoundRulebook {
  readonly hash: string;
  readonly content: string;
  /** Text of each file by its name. */
  readonly files: ReadonlyMap<string, string>;
}

/** What the check of some files came to. */
export type Checked =
  | { readonly kind: 'sound'; readonly hash: string; readonly content: string }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] };

/** Reads and checks the texts of a rulebook, which takes a second or two of one processor. */
export async function checkTexts(files: ReadonlyMap<string, string>): Promise<Checked> {
  try {
    const written = readWritten(files);
    const { faults } = await checkLoaded(written);
    if (faults.length > 0) return { kind: 'faulty', faults };
    return { kind: 'sound', hash: written.book.hash, content: written.book.content };
  } catch (error) {
    if (error instanceof RulebookFault) return { kind: 'faulty', faults: error.faults };
    throw error;
  }
}

/** The same in a thread of its own, while this one goes on serving. */
function checkElsewhere(files: ReadonlyMap<string, string>): Promise<Checked> {
  return askThread(import.meta.url, 'check-worker', files);
}

/** The rulebook of these texts, when it is without a fault. Refuses: invalid_input, with each fault by file. */
export async function soundRulebook(
  files: ReadonlyMap<string, string>,
  where: 'here' | 'elsewhere',
): Promise<SoundRulebook> {
  const checked = await (where === 'here' ? checkTexts(files) : checkElsewhere(files));
  if (checked.kind === 'faulty') throw faulty(checked.faults);
  return { hash: checked.hash, content: checked.content, files };
}

function faulty(faults: readonly Fault[]) {
  return refuse(
    'invalid_input',
    {
      zh: `规则书有 ${faults.length} 处错误，不能作为草案。`,
      en: `The rulebook has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} and cannot become a draft.`,
    },
    {
      zh: '请逐条改正后重新提交；可先用 cordcover rules check 检查文件夹。',
      en: 'Correct each and send it again; cordcover rules check lists the faults of a folder.',
    },
    fieldsOfFaults(faults),
  );
}
