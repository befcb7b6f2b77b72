import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type ThrowawayDatabase, throwawayDatabase } from '../support/database.ts';
import { type RunningService, realApp, serve, signIn } from '../support/service.ts';

const chromium = findChromium();

describe.skipIf(chromium === null)('the page of the API in a browser', () => {
  let database: ThrowawayDatabase;
  let service: RunningService;
  let browser: Browser;
  beforeAll(async () => {
    database = await throwawayDatabase();
    service = await serve(await realApp(database.db));
    browser = await launchChromium(chromium!);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    await database?.drop();
  });

  it('shows the operations and tries them out, from this server alone, with nothing that the policy forbids', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    const asked: string[] = [];
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(error.message));
    page.on('request', request => asked.push(request.url()));

    await page.goto(`${service.url}/docs`);
    const operation = page.locator('.opblock', { hasText: '/api/v1/me' });
    await operation.waitFor();
    expect(await operation.innerText()).toContain('Who I am');

    await operation.locator('.opblock-summary-control').click();
    await operation.locator('.responses-wrapper').waitFor();
    expect(await operation.innerText()).toContain('application/problem+json');

    await page.locator('.btn.authorize').click();
    await page.locator('.modal-ux input').fill(await signIn(database.db, 'wang.fang', ['intake']));
    await page.locator('.modal-ux .btn.authorize').click();
    await page.locator('.modal-ux .btn-done').click();
    await operation.locator('.try-out__btn').click();
    await operation.locator('.execute').click();
    const answer = operation.locator('.live-responses-table .highlight-code').first();
    await answer.waitFor();
    expect(await answer.innerText()).toContain('"login": "wang.fang"');

    expect(complaints).toEqual([]);
    const elsewhere = asked.filter(url => !url.startsWith(service.url) && !url.startsWith('data:'));
    expect(elsewhere).toEqual([]);
  });
});
