import { SANDBOX } from '@id-verification/sample/sandbox-values';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS, application, type RunningApplication } from '../support/application.js';
import { hasBrowser, launchBrowser, WatchedPage } from '../support/browser.js';

const PATIENCE_MS = 10_000;

describe.skipIf(!hasBrowser).each(ADAPTERS)('In a browser, the page of the sample on %s', (adapter) => {
  let browser: Browser;
  let sample: RunningApplication;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    sample = await application().on(adapter).hearingCallbacks().start();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await sample.stop();
  });
  const open = async (options: BrowserContextOptions = {}) => {
    watched = await WatchedPage.open(browser, options);
    page = watched.page;
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(sample.origin);
  };
  beforeEach(() => open());
  afterEach(async () => {
    await page.context().close();
    watched.assertNoComplaints();
  });

  const status = (text: string | RegExp) => page.getByRole('status').getByText(text).first().waitFor();
  const start = async () => {
    await page.getByRole('button', { name: 'Start a verification' }).click();
    await status('Waiting for the person');
  };
  const personPage = async () => {
    const opening = page.context().waitForEvent('page');
    await page.getByRole('link', { name: /Open the person’s page/ }).click();
    return opening;
  };

  it('shows that a person has passed, without being loaded again', async () => {
    await start();
    await page.evaluate(() => Reflect.set(globalThis, 'isFirstLoad', true));
    const person = await personPage();
    await person.getByRole('button', { name: 'Pass' }).click();
    await person.getByRole('heading', { name: 'Finished: passed' }).waitFor();

    await status('Passed');

    expect(await page.evaluate(() => Reflect.get(globalThis, 'isFirstLoad'))).toBe(true);
    expect(await page.getByRole('link', { name: /Open the person’s page/ }).isVisible()).toBe(false);
  });

  it('says in words why a person has failed, and lets the person try again', async () => {
    await start();
    const person = await personPage();
    await person.getByLabel('Reason (SubCode)').selectOption('205');
    await person.getByRole('button', { name: 'Fail' }).click();

    await status(/could not make sure that a live person was in front of the camera/);
    const first = await page.locator('#merchant-biz-id').textContent();
    await page.getByRole('button', { name: 'Try again' }).click();
    await status('Waiting for the person');

    expect(await page.locator('#merchant-biz-id').textContent()).not.toBe(first);
    await (await personPage()).getByRole('button', { name: 'Pass' }).click();
    await status('Passed');
  });

  it('can be used with the keyboard alone', async () => {
    await page.getByLabel('Your id of the person').focus();
    await page.keyboard.press('Enter');
    await status('Waiting for the person');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatch(/^Open the person’s page/);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatch(/check now$/);

    const person = await personPage();
    await person.getByRole('button', { name: 'Pass' }).click();
    await status('Passed');
    await page.bringToFront();
    expect(await focused(page)).toBe('Verify another person');
    await page.keyboard.press('Enter');

    expect(await page.getByLabel('Your id of the person').isVisible()).toBe(true);
    expect(await page.locator(':focus').getAttribute('id')).toBe('merchant-user-id');
  });

  it('asks the vendor when the person says so, because the callback got lost', async () => {
    await start();
    sample.emulator.configure({ callbackMode: { mode: 'lost' } });
    const person = await personPage();
    await person.getByRole('button', { name: 'Pass' }).click();
    await person.getByRole('heading', { name: 'Finished: passed' }).waitFor();
    sample.emulator.configure({ callbackMode: { mode: 'onTime' } });

    await page.getByRole('button', { name: /check now/ }).click();

    await status('Passed');
    expect(await page.getByRole('button', { name: /check now/ }).isVisible()).toBe(false);
  });

  it('says what is wrong in words that are read out, and goes on from there', async () => {
    await page.getByLabel('API key').fill('not-a-key');
    await page.getByRole('button', { name: 'Start a verification' }).click();

    await page.getByRole('alert').getByText('An API key is needed').waitFor();
    watched.forgive(/401/);
    await page.getByLabel('API key').fill(SANDBOX.apiKey);
    await start();
    expect(await page.getByRole('alert').isVisible()).toBe(false);
  });

  it('fits a phone without scrolling sideways, in the dark too', async () => {
    await page.context().close();
    await open({ viewport: { width: 320, height: 640 }, colorScheme: 'dark', isMobile: true });
    await start();

    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    expect(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(18, 19, 22)',
    );
  });
});

async function focused(page: Page): Promise<string> {
  return ((await page.locator(':focus').textContent()) ?? '').trim();
}
