import { z } from 'zod';
import { realDay } from '../contracts/real-day.ts';
import { formatYuan } from '../engine/money.ts';
import { pageFrom, pageOf, pageQuery, readCursor } from '../platform/page.ts';
import { type Route, read } from '../platform/route.ts';
import { balancesView, payoutView } from './schema.ts';
import { accountBalances, listPayouts } from './store.ts';

const TAG = 'payouts';
const READERS = ['finance', 'auditor'] as const;

const day = realDay();

export function payoutRoutes(): Route[] {
  return [
    read(
      {
        method: 'get',
        path: '/payouts',
        summary: { zh: '应付赔款', en: 'What is owed' },
        tag: TAG,
        roles: READERS,
        query: z.strictObject({ ...pageQuery, from: day.optional(), to: day.optional() }),
        response: pageOf(payoutView),
      },
      async ({ db, query }) => {
        const after = readCursor(z.tuple([z.uuid()]), query.cursor)?.[0] ?? null;
        const rows = await listPayouts(
          db,
          { from: query.from ?? null, to: query.to ?? null },
          after,
          query.limit + 1,
        );
        return pageFrom(
          rows,
          query.limit,
          row => [row.id],
          row => ({
            id: row.id,
            claim_no: row.claimNo,
            contract_no: row.contractNo,
            amount: formatYuan(row.amountFen),
            state: row.state,
            owed_on: row.owedOn,
            insurer: row.insurer,
            master_policy_no: row.masterPolicyNo,
            cohort: row.cohort,
            city: row.city,
          }),
        );
      },
    ),
    read(
      {
        method: 'get',
        path: '/ledger/balances',
        summary: { zh: '分户账余额（借为正）', en: 'Account balances (debit positive)' },
        tag: TAG,
        roles: READERS,
        query: z.strictObject({ on: day.optional() }),
        response: balancesView,
      },
      async ({ db, query }) => ({
        accounts: (await accountBalances(db, query.on ?? null)).map(({ account, balanceFen, postings }) => ({
          account,
          balance: formatYuan(balanceFen),
          postings,
        })),
      }),
    ),
  ];
}
