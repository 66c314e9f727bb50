import { createHash } from 'node:crypto';
import type { Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { closePages, WatchedPage } from '../support/browser/browser.js';
import { LIVE_SETTINGS } from '../support/host/live-settings.js';
import { needs } from '../support/runner/tools.js';
import { VerifyPage } from '../support/browser/verify-page.js';

const VENDOR_SCRIPT = 'https://hkwebcdn.yuncloudauth.com/cdn/jsvm_all.js';
const API_KEY = 'a-key-of-the-shop';

/** What the vendor's script gives: an object, with whatever in it. */
const META_INFO =
  '{ ua: navigator.userAgent, deviceType: "h5", bioMetaInfo: "4.1.0:\\"ü\\",1", nested: { a: [1, 2.50] } }';

describe('In a browser, a live application', needs('chromium'), () => {
  let sample: RunningApplication;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    const sha256 = createHash('sha256').update(API_KEY).digest('hex');
    sample = await application()
      .live()
      .with({ ...LIVE_SETTINGS, API_KEYS: `shop:${sha256}` })
      .start();
  });
  afterAll(async () => {
    await closePages();
    await sample.stop();
  });
  beforeEach(async () => {
    watched = await WatchedPage.open();
    page = watched.page;
  });
  afterEach(() => page.context().close());

  const signIn = async () => {
    // A script of the vendor that does not arrive keeps the page from its load event.
    await page.goto(sample.origin, { waitUntil: 'domcontentloaded' });
    await page.getByLabel('API key').fill(API_KEY);
    await page.getByRole('button', { name: 'Use this key' }).click();
    await page.getByLabel('Customer ID').waitFor();
  };

  it('asks for a key once, and takes MetaInfo from the vendor’s script, made text once and not touched', async () => {
    await page.route(VENDOR_SCRIPT, (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: `window.getMetaInfo = () => (${META_INFO});`,
      }),
    );
    const sent: unknown[] = [];
    // The vendor cannot be reached from a test.
    await page.route('**/invitations/redeem', async (route) => {
      sent.push(route.request().postDataJSON());
      await route.fulfill({ status: 503, json: { title: 'The vendor is far away', detail: '' } });
    });
    await signIn();
    await page.reload();
    await new VerifyPage(page).invite();
    await page.getByRole('button', { name: 'Continue here' }).click();
    await page.getByRole('alert').getByText('The vendor is far away').waitFor();
    watched.forgive(/503/);

    const metaInfo = await page.evaluate<string>(`JSON.stringify(${META_INFO})`);
    expect(sent).toEqual([{ token: expect.any(String), metaInfo }]);
    expect(await page.locator('#phone-page').isVisible()).toBe(false);
    watched.assertNoComplaints();
  });

  it.each([
    ['cannot be loaded', (route: Route) => route.abort()],
    ['does not arrive', () => undefined],
  ])('shows an error when the vendor’s script %s, and loads it at the next attempt', async (_, fail) => {
    await page.clock.install();
    await page.route(VENDOR_SCRIPT, fail);
    await signIn();
    await new VerifyPage(page).invite();

    await page.getByRole('button', { name: 'Continue here' }).click();
    await page.clock.runFor('00:11');

    const alert = page.getByRole('alert');
    await expect.poll(() => alert.textContent()).toContain('The vendor’s script cannot be loaded');
    let polls = 0;
    page.on('response', (response) => (polls += /\/invitations\/\w+$/.test(response.url()) ? 1 : 0));
    const pollsLater = async () => {
      await page.clock.runFor(1_000);
      return polls;
    };
    await expect.poll(pollsLater).toBeGreaterThan(2);
    expect(await alert.isVisible()).toBe(true);
    await page.unroute(VENDOR_SCRIPT);
    await page.route(VENDOR_SCRIPT, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: 'window.getMetaInfo = () => ({});' }),
    );
    const redeeming = page.waitForRequest('**/invitations/redeem');
    await page.getByRole('button', { name: 'Continue here' }).click();
    expect((await redeeming).postDataJSON()).toMatchObject({ metaInfo: '{}' });
  });
});
