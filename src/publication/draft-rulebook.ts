import type { Tx } from '../platform/database.ts';
import { refuse } from '../platform/refusal.ts';
import { checkLoaded } from '../rulebook/check.ts';
import { describeInFile, type Fault, RulebookFault } from '../rulebook/fault.ts';
import { readWritten, type WrittenRulebook } from '../rulebook/load.ts';
import { type Acting, addToShelf, takeShelf } from './change-shelf.ts';
import { shortHash } from './find-book.ts';
import { type BookState, NOTHING_ON_ITS_WAY } from './lifecycle.ts';
import { keepRulebook } from './store.ts';

export interface Drafting extends Acting {
  /** Text of each file by its name. */
  readonly files: ReadonlyMap<string, string>;
  readonly why: string;
}

/**
 * Keeps a book as a draft, based on the newest published one, and gives its hash. Only a book without a fault becomes
 * one. Refuses: invalid_input (each fault, by file), conflict (the draft is there already, or changes nothing).
 */
export async function draftRulebook(tx: Tx, drafting: Drafting): Promise<string> {
  const written = await faultless(drafting.files);
  const { hash } = written.book;
  const shelf = await takeShelf(tx);
  const baseline = shelf.publications.at(-1)?.hash;
  if (baseline === undefined) throw new Error('a draft came before the first installation');
  if (baseline === hash) throw changesNothing(hash);
  const state = shelf.states.get(hash) ?? NOTHING_ON_ITS_WAY;
  if (state.kind === 'draft' || state.kind === 'rehearsed' || state.kind === 'approved')
    throw draftedBefore(hash, state);
  await keepRulebook(tx, written.book, Object.fromEntries(written.files), drafting.now);
  await addToShelf(tx, shelf, drafting, { hash, kind: 'drafted', why: drafting.why, baseline });
  return hash;
}

async function faultless(files: ReadonlyMap<string, string>): Promise<WrittenRulebook> {
  const written = readable(files);
  const { faults } = await checkLoaded(written);
  if (faults.length > 0) throw faulty(faults);
  return written;
}

function readable(files: ReadonlyMap<string, string>): WrittenRulebook {
  try {
    return readWritten(files);
  } catch (error) {
    if (error instanceof RulebookFault) throw faulty(error.faults);
    throw error;
  }
}

/** More than anybody reads at once; `rules check` lists all. */
const MOST_FAULTS = 50;

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
    faults.slice(0, MOST_FAULTS).map(fault => ({
      field: `/files/${fault.file}`,
      zh: describeInFile(fault, 'zh'),
      en: describeInFile(fault, 'en'),
    })),
  );
}

function changesNothing(hash: string) {
  return refuse(
    'conflict',
    {
      zh: `这本规则书（${shortHash(hash)}）就是最新发布的一本，没有任何改动。`,
      en: `This rulebook (${shortHash(hash)}) is the newest published one: nothing is changed.`,
    },
    { zh: '请先修改规则文件，再提交草案。', en: 'Change the files of the rules, then draft them.' },
  );
}

function draftedBefore(hash: string, { author }: Extract<BookState, { readonly author: string }>) {
  return refuse(
    'conflict',
    {
      zh: `这本规则书（${shortHash(hash)}）已由 ${author} 提交为草案。`,
      en: `This rulebook (${shortHash(hash)}) is a draft of ${author} already.`,
    },
    {
      zh: '请接着演练、批准或发布它；不再需要时请撤回。',
      en: 'Go on with it: rehearse, approve, publish. Withdraw it when it is not wanted any more.',
    },
  );
}
