import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/application.js';
import { hasBrowser, launchBrowser, WatchedPage } from '../support/browser.js';

describe.skipIf(!hasBrowser)('In a browser, with two processes of the sample on one database', () => {
  let browser: Browser;
  let first: RunningApplication;
  let second: RunningApplication;
  beforeAll(async () => {
    first = await application().on('express').start();
    second = await application().on('fastify').beside(first).start();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await second.stop();
    await first.stop();
  });

  it('the page of the one shows what the other has found', async () => {
    const watched = await WatchedPage.open(browser);
    const { page } = watched;
    await page.goto(first.origin);
    await page.getByRole('button', { name: 'Start a verification' }).click();
    await page.getByRole('status').getByText('Waiting for the person').waitFor();
    const merchantBizId = await page.locator('#merchant-biz-id').textContent();
    const opening = page.context().waitForEvent('page');
    await page.getByRole('link', { name: /Open the person’s page/ }).click();
    const person = await opening;
    await person.getByRole('button', { name: 'Pass' }).click();
    await person.getByRole('heading', { name: 'Finished: passed' }).waitFor();

    const found = await second.send('POST', `/verifications/${merchantBizId}/check`);

    expect(found.body).toMatchObject({ status: 'PASSED' });
    await page.getByRole('status').getByText('Passed').waitFor({ timeout: 10_000 });
    watched.assertNoComplaints();
  });

  it('the page goes on when its process stops and another one takes its place', async () => {
    const third = await application().beside(first).start();
    const watched = await WatchedPage.open(browser);
    const { page } = watched;
    // What a load balancer does: it sends the same address to a process that is there.
    let target = third;
    await page.route('**/verifications/*/events', (route) =>
      route.continue({ url: route.request().url().replace(third.origin, target.origin) }),
    );
    await page.goto(third.origin);
    await page.getByRole('button', { name: 'Start a verification' }).click();
    await page.getByRole('status').getByText('Waiting for the person').waitFor();
    const merchantBizId = await page.locator('#merchant-biz-id').textContent();

    target = second;
    await third.stop();
    const [transaction] = first.emulator.transactions({ merchantBizId: String(merchantBizId) });
    first.emulator.finish(String(transaction?.transactionId), { passed: 'N', subCode: '206' });
    await second.send('POST', `/verifications/${merchantBizId}/check`);

    await expect
      .poll(() => page.getByRole('status').textContent(), { timeout: 15_000 })
      .toContain('The device does not look safe');
  });
});
