import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionDeps } from '../../src/decisions/file-claim.ts';
import { letterOfClaim } from '../../src/letters/letter-of-claim.ts';
import { reissueLetter } from '../../src/letters/reissue-letter.ts';
import type { LetterRow } from '../../src/letters/store.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { decisionsOn, file, NOW, ordinaryStay } from '../support/claims.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { addFamily } from '../support/family.ts';
import { lettersOn } from '../support/letters.ts';
import { type RunningService, realApp, serve } from '../support/service.ts';

/** The page that a letter's QR code leads to, as a family meets it. */

let database: ThrowawayDatabase;
let service: RunningService;
let decisions: DecisionDeps;
let letter: LetterRow;
let now = NOW;

beforeAll(async () => {
  database = await throwawayDatabase();
  decisions = await decisionsOn(database.db);
  service = await serve(await realApp(database.db, () => now));
  letter = await letterOf('V-1', '6001');
});
afterAll(async () => {
  await service?.stop();
  await database?.drop();
});

async function letterOf(contractNo: string, invoice: string): Promise<LetterRow> {
  await addFamily(database.db, { contractNo });
  const { claimNo } = await file(database.db, decisions, ordinaryStay(contractNo, invoice));
  const asked = { claimNo, kind: 'decision', language: 'zh' } as const;
  return database.db.transaction(tx =>
    letterOfClaim(tx, lettersOn(decisions), asked, { now, madeBy: 'test' }),
  );
}

const address = (token: string) => `${service.url}/verify/${token}`;
const compare = (token: string, letterNo: string, amount: string) =>
  fetch(address(token), { method: 'POST', body: new URLSearchParams({ letter_no: letterNo, amount }) });

describe('the verification page', () => {
  it('says that a letter is genuine and current, without sign-in and without a word about the family', async () => {
    const answer = await fetch(address(letter.token));
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toContain('真实，目前有效');
    expect(html).toContain('Genuine and current');
    for (const secret of [letter.number, '2892.15', '2,892.15', '示例', 'V-1', '理赔']) {
      expect(html, secret).not.toContain(secret);
    }
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(answer.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none';style-src 'sha256-/);
    expect(html).not.toContain('<script');
  });

  it('says whether number and amount agree, however people write them', async () => {
    const spoken = ` ${letter.number.toLowerCase().replace('-', '－')} `;
    for (const amount of ['2892.15', '2,892.15', '￥２８９２.１５ 元']) {
      expect(await (await compare(letter.token, spoken, amount)).text()).toContain('They agree');
    }
    for (const [number, amount] of [
      [letter.number, '2892.16'],
      [letter.number, ''],
      [letter.number, '9'.repeat(40)],
      ['CL000000000-1', '2892.15'],
    ] as const) {
      const html = await (await compare(letter.token, number, amount)).text();
      expect(html).toContain('They differ');
      expect(html).not.toContain('They agree');
    }
  });

  it('shows what was typed as text, never as markup', async () => {
    const html = await (await compare(letter.token, '"><script>alert(1)</script>', "'onfocus='x")).text();
    expect(html).not.toContain('<script');
    expect(html).not.toContain("'onfocus");
  });

  it('tells what to do about a code that nobody gave, whatever it looks like', async () => {
    for (const token of ['00000000-0000-4000-8000-000000000000', 'x', '%00', "' OR 1=1", '..%2f']) {
      const answer = await fetch(address(encodeURIComponent(token)));
      expect([token, answer.status]).toEqual([token, 404]);
      expect(await answer.text()).toContain('没有这样的信函');
    }
    const typed = await compare('00000000-0000-4000-8000-000000000000', 'CL000000001-1', '1.00');
    expect(typed.status).toBe(404);
  });

  it('says of the code of a preview that it is no letter', async () => {
    const answer = await fetch(address('00000000-0000-0000-0000-000000000000'));
    const html = await answer.text();
    expect([answer.status, html.includes('<form')]).toEqual([404, false]);
    expect(html).toContain('这是样稿，不是信函');
    expect(html).toContain('This is a preview, not a letter');
  });

  it('stops comparing when one letter is tried too often, and goes on after a while', async () => {
    const other = await letterOf('V-2', '6002');
    for (let tries = 0; tries < 20; tries++) {
      expect((await compare(other.token, other.number, `${tries}.00`)).status).toBe(200);
    }
    expect((await compare(other.token, other.number, '2892.15')).status).toBe(429);
    expect((await compare(letter.token, letter.number, '2892.15')).status).toBe(200);
    now = new Date(NOW.getTime() + 601_000);
    expect((await compare(other.token, other.number, '2892.15')).status).toBe(200);
    now = NOW;
  });

  it('says since when a letter is superseded', async () => {
    const old = await letterOf('V-3', '6003');
    const at = new Date('2026-11-20T02:00:00Z');
    await database.db.transaction(tx =>
      reissueLetter(tx, lettersOn(decisions), {
        letterNo: old.number,
        reason: '姓名更正',
        actor: 'handler.li',
        now: at,
      }),
    );
    const html = await (await fetch(address(old.token))).text();
    expect(html).toContain('自2026年11月20日起它已被新的信函取代');
    expect(html).toContain('It was superseded on 20 November 2026');
    expect(html).not.toContain('姓名更正');
  });
});

const chromium = findChromium();

describe.skipIf(chromium === null)('the verification page on a phone', () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium(chromium!);
    page = await browser.newPage({ viewport: { width: 375, height: 760 } });
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
  });
  afterAll(() => browser?.close());

  it('is read, filled in and answered without scrolling sideways, by its labels, with nothing forbidden', async () => {
    await page.goto(address(letter.token));
    await page.getByLabel('通知书编号').fill(letter.number);
    await page.getByLabel('大字印出的金额（元）').fill('2892.15');
    await page.getByRole('button', { name: '核对' }).click();
    await page.getByText('They agree').waitFor();
    const wide = await page.evaluate(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
    const targets = await page.locator('input, button').all();
    const heights = await Promise.all(targets.map(async target => (await target.boundingBox())?.height ?? 0));
    const small = heights.filter(height => height < 44);
    expect({ wide, small, complaints }).toEqual({ wide: false, small: [], complaints: [] });
  });
});
