import { askThread } from '../platform/ask-thread.ts';
import { refuse } from '../platform/refusal.ts';
import { fieldsOfFaults } from '../publication/fields-of-faults.ts';
import type { Fault } from '../rulebook/fault.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { checkTemplates, type ReasonToTell } from './check-templates.ts';
import { letterFonts } from './fonts.ts';
import { TemplateFault } from './templates/fault.ts';
import { templatesFromTexts } from './templates/read-templates.ts';

/** The files of a set, and the reasons that its letters must be able to tell. */
export interface TextsToCheck {
  readonly files: ReadonlyMap<string, string>;
  readonly reasons: readonly ReasonToTell[];
}

interface Checked {
  /** Null when the set cannot be read. */
  readonly hash: string | null;
  readonly faults: readonly Fault[];
}

/**
 * Hash of the templates of these texts, when they are without a fault. Their check writes and lays out every letter,
 * which takes seconds of one processor: `elsewhere` is in a thread of its own, while this one goes on serving.
 * Refuses: invalid_input, with each fault by file.
 */
export async function soundTemplates(
  files: ReadonlyMap<string, string>,
  { reasons }: Pick<Rulebook, 'reasons'>,
  where: 'here' | 'elsewhere',
): Promise<string> {
  const toCheck: TextsToCheck = {
    files,
    reasons: [...reasons.values()].map(({ code, family }) => ({ code, family })),
  };
  const { hash, faults } = await (where === 'here'
    ? checkTexts(toCheck)
    : askThread<Checked>(import.meta.url, 'check-worker', toCheck));
  if (hash !== null && faults.length === 0) return hash;
  throw refuse(
    'invalid_input',
    {
      zh: `信函模板有 ${faults.length} 处错误，不能作为草案。`,
      en: `The templates have ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} and cannot become a draft.`,
    },
    {
      zh: '请逐条改正后重新提交；可先用 cordcover templates check 检查文件夹。',
      en: 'Correct each and send them again; cordcover templates check lists the faults of a folder.',
    },
    fieldsOfFaults(faults),
  );
}

/** Reads and checks the texts of a set. */
export function checkTexts({ files, reasons }: TextsToCheck): Checked {
  try {
    const templates = templatesFromTexts(files);
    return { hash: templates.hash, faults: checkTemplates(templates, reasons, letterFonts()).faults };
  } catch (error) {
    if (error instanceof TemplateFault) return { hash: null, faults: error.faults };
    throw error;
  }
}
