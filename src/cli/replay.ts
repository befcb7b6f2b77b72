import { type Command, InvalidArgumentError } from 'commander';
import { openDecisions } from './decisions.ts';
import { EXIT, printResult, withDatabase, withJson } from './kit.ts';

const BATCH = 200;

interface ReplayReport {
  readonly decisions: number;
  readonly different: readonly {
    readonly claim_no: string;
    readonly version: number;
    readonly difference: string | null;
  }[];
}

export function register(program: Command): void {
  withJson(program.command('replay'))
    .description(
      'decide again from the stored facts and compare byte for byte / 按留存事实重新核定并逐字节比较',
    )
    .argument('[claimNo...]', 'claim numbers')
    .option('--all', 'every decision there is')
    .action(async (claimNos: string[], options: { json?: true; all?: true }) => {
      if (claimNos.length > 0 === (options.all === true)) {
        throw new InvalidArgumentError('Name claims, or give --all.');
      }
      const report = await replay(options.all ? null : claimNos);
      printResult(options.json, report, () => describe(report));
      if (report.different.length > 0) process.exitCode = EXIT.foundWrong;
    });
}

/** Replays the decisions of the named claims, or all (null). Refuses: not_found. */
async function replay(claimNos: readonly string[] | null): Promise<ReplayReport> {
  const [{ replayDecision }, { eachDecision, decisionsOf }, { findClaim }, { noClaim }] = await Promise.all([
    import('../decisions/replay-decision.ts'),
    import('../decisions/store.ts'),
    import('../claims/store.ts'),
    import('../decisions/waiting-claim.ts'),
  ]);
  return withDatabase(async connection => {
    const { db } = connection;
    const { rulebooks } = await openDecisions(connection);
    let decisions = 0;
    const different: { claim_no: string; version: number; difference: string | null }[] = [];
    const check = async (row: Parameters<typeof replayDecision>[1], claimNo: string) => {
      decisions += 1;
      const { same, difference } = await replayDecision(rulebooks, row);
      if (!same) different.push({ claim_no: claimNo, version: row.version, difference });
    };
    for (const claimNo of claimNos ?? []) {
      const claim = await findClaim(db, claimNo);
      if (!claim) throw noClaim(claimNo);
      for (const row of await decisionsOf(db, claim.id)) await check(row, claimNo);
    }
    if (claimNos === null) {
      for await (const rows of eachDecision(db, BATCH)) for (const row of rows) await check(row, row.claimNo);
    }
    return { decisions, different };
  });
}

function describe({ decisions, different }: ReplayReport): string {
  if (different.length === 0) return `${decisions} decisions replayed: all the same, byte for byte.`;
  const lines = different.map(one => `${one.claim_no} version ${one.version}: ${one.difference}`);
  return `${decisions} decisions replayed, ${different.length} come out differently:\n${lines.join('\n')}`;
}
