import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/application.js';
import { hasBrowser, launchBrowser, WatchedPage } from '../support/browser.js';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const PHONE = { width: 390, height: 760 };
const DESKTOP = { width: 1000, height: 760 };

const PICTURES = [
  { name: 'phone-light-pending', viewport: PHONE, colorScheme: 'light', verdict: undefined },
  {
    name: 'phone-dark-failed',
    viewport: PHONE,
    colorScheme: 'dark',
    verdict: { passed: 'N', subCode: '205' },
  },
  { name: 'desktop-light-passed', viewport: DESKTOP, colorScheme: 'light', verdict: { passed: 'Y' } },
  { name: 'desktop-dark-start', viewport: DESKTOP, colorScheme: 'dark', verdict: 'not-started' },
] as const;

/** Made on purpose only, with SCREENSHOTS=1: pictures differ from machine to machine. */
describe.runIf(hasBrowser && process.env['SCREENSHOTS'] === '1')('The pictures of the documentation', () => {
  let browser: Browser;
  let sample: RunningApplication;
  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true });
    sample = await application().hearingCallbacks().start();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await sample.stop();
  });

  const start = async (page: Page) => {
    await page.getByRole('button', { name: 'Start a verification' }).click();
    await page.getByRole('status').getByText('Waiting for the person').waitFor();
  };

  it.each(PICTURES)('are taken: $name', async ({ name, viewport, colorScheme, verdict }) => {
    const { page } = await WatchedPage.open(browser, { viewport, colorScheme });
    await page.goto(sample.origin);
    if (verdict !== 'not-started') await start(page);
    if (typeof verdict === 'object') {
      const transactionId = String(await page.locator('#transaction-id').textContent());
      sample.emulator.finish(transactionId, verdict);
      await page.locator('#again').waitFor();
    }

    const picture = await page.screenshot({ path: `${FOLDER}${name}.png` });

    expect(picture.length).toBeLessThan(100_000);
  });
});
