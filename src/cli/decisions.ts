import type { DecisionDeps } from '../decisions/file-claim.ts';
import type { Connection } from '../platform/connect.ts';

/** The decisions room wired for a command, on the rules that stand beside the program. */
export async function openDecisions({ db }: Connection): Promise<DecisionDeps> {
  const [{ wireDecisions }, { loadRulebook }, { rulesDir }] = await Promise.all([
    import('../wire-decisions.ts'),
    import('../rulebook/load.ts'),
    import('../platform/paths.ts'),
  ]);
  return wireDecisions(db, loadRulebook(rulesDir), new Date());
}
