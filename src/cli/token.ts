import type { Command } from 'commander';
import { cliActor, printResult, table, wholeNumber, withDatabase, withJson } from './kit.ts';

export function register(program: Command): void {
  const token = program.command('token').description('tokens that people sign in with / 登录令牌');

  withJson(token.command('issue'))
    .description('issue a token; it is shown this once / 签发令牌（仅显示一次）')
    .argument('<login>')
    .option('--days <days>', 'how long it signs in, 1 to 366', wholeNumber(1, 366), 90)
    .option('--label <label>', 'what it is for', 'command line')
    .action(async (login: string, options: { days: number; label: string; json?: true }) => {
      const { issueToken } = await import('../identity/issue-token.ts');
      const { days, label } = options;
      const issued = await withDatabase(({ db }) =>
        db.transaction(tx => issueToken(tx, cliActor(), login, { label, days }, new Date())),
      );
      if (!options.json) {
        process.stderr.write(
          `Token ${issued.tokenId} of ${login}, until ${issued.expiresAt}. Keep it: it is not shown again.\n`,
        );
      }
      printResult(options.json, issued, () => issued.token);
    });

  withJson(token.command('list'))
    .description('list tokens, without what signs in / 列出令牌')
    .action(async (options: { json?: true }) => {
      const { listTokens } = await import('../identity/store.ts');
      const tokens = await withDatabase(({ db }) => listTokens(db.sql));
      const now = new Date().toISOString();
      printResult(options.json, { tokens }, () =>
        table(
          ['ID', 'LOGIN', 'LABEL', 'STATE'],
          tokens.map(({ tokenId, login, label, expiresAt, revokedAt }) => [
            tokenId,
            login,
            label,
            revokedAt !== null
              ? `revoked ${revokedAt}`
              : `${expiresAt > now ? 'until' : 'expired'} ${expiresAt}`,
          ]),
        ),
      );
    });

  withJson(token.command('revoke'))
    .description('revoke a token / 撤销令牌')
    .argument('<id>', 'as token list shows it')
    .action(async (id: string, options: { json?: true }) => {
      const { revokeToken } = await import('../identity/revoke-token.ts');
      const revoked = await withDatabase(({ db }) =>
        db.transaction(tx => revokeToken(tx, cliActor(), id, new Date())),
      );
      printResult(
        options.json,
        revoked,
        () => `Revoked ${id} of ${revoked.login}: it signs in no more after 5 seconds.`,
      );
    });
}
