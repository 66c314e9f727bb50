import type { Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { closePages, WatchedPage } from '../support/browser/browser.js';
import { needs } from '../support/runner/tools.js';
import { VerifyPage } from '../support/browser/verify-page.js';

const MOST_BYTES = 150_000;

describe('In a browser, in the sandbox', needs('chromium'), () => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().start();
  });
  afterAll(async () => {
    await closePages();
    await sample.stop();
  });

  const load = async (path: string, then: (verify: VerifyPage) => Promise<unknown>) => {
    const { page } = await WatchedPage.open();
    const requests: Request[] = [];
    page.on('request', (request) => requests.push(request));
    await page.goto(sample.origin + path);
    await then(new VerifyPage(page));
    const ended = requests.filter((request) => !request.url().endsWith('/events'));
    const sizes = await Promise.all(ended.map((request) => request.sizes()));
    await page.context().close();
    return {
      hosts: new Set(requests.map((request) => new URL(request.url()).origin)),
      bytes: sizes.reduce((sum, size) => sum + size.responseHeadersSize + size.responseBodySize, 0),
    };
  };

  it.each([
    ['/', (verify: VerifyPage) => verify.startHere()],
    ['/continue#token', ({ page }: VerifyPage) => page.getByRole('button', { name: 'Continue' }).waitFor()],
    ['/operations', ({ page }: VerifyPage) => page.getByText(/^Updated/).waitFor()],
  ])('%s is loaded and used with less than 150 kB, all of them from the application', async (path, use) => {
    const { hosts, bytes } = await load(path, use);

    expect([...hosts]).toEqual([sample.origin]);
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });
});
