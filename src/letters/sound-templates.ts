import { refuse } from '../platform/refusal.ts';
import { fieldsOfFaults } from '../publication/fields-of-faults.ts';
import type { Fault } from '../rulebook/fault.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import { checkTemplates } from './check-templates.ts';
import { letterFonts } from './fonts.ts';
import { TemplateFault } from './templates/fault.ts';
import { templatesFromTexts } from './templates/read-templates.ts';

/** Hash of the templates of these texts, when they are without a fault. Refuses: invalid_input, with each fault by file. */
export async function soundTemplates(files: ReadonlyMap<string, string>, book: Rulebook): Promise<string> {
  const { hash, faults } = await checked(files, book);
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

async function checked(
  files: ReadonlyMap<string, string>,
  book: Rulebook,
): Promise<{ readonly hash: string | null; readonly faults: readonly Fault[] }> {
  try {
    const templates = templatesFromTexts(files);
    return { hash: templates.hash, faults: (await checkTemplates(templates, book, letterFonts())).faults };
  } catch (error) {
    if (error instanceof TemplateFault) return { hash: null, faults: error.faults };
    throw error;
  }
}
