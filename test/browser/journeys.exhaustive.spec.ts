import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ID_VERIFICATION_CLOCK, type Clock } from 'nestjs-id-verification';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { barriersOf } from '../support/browser/barriers.js';
import { closePages, WatchedPage } from '../support/browser/browser.js';
import { DESKTOP, PHONE } from '../support/browser/looks.js';
import { makeHistory } from '../support/database/history.js';
import { needs } from '../support/runner/tools.js';
import { VerifyPage } from '../support/browser/verify-page.js';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const HALF_AN_HOUR_AND_GRACE_MS = 36 * 60_000;

const LOOKS = [
  { look: 'phone-light', adapter: 'express', options: { ...PHONE, colorScheme: 'light' } },
  { look: 'phone-dark', adapter: 'fastify', options: { ...PHONE, colorScheme: 'dark' } },
  { look: 'desktop-light', adapter: 'fastify', options: { ...DESKTOP, colorScheme: 'light' } },
  { look: 'desktop-dark', adapter: 'express', options: { ...DESKTOP, colorScheme: 'dark' } },
] as const;

/**
 * Every view in every look: nothing in it is barred to anybody, and it fits its screen. With SCREENSHOTS=1 the
 * pictures of the documentation are taken on the way; on purpose only, since they differ from machine to machine.
 */
describe.each(LOOKS)('In a browser, $look on $adapter', needs('chromium'), ({ look, adapter, options }) => {
  let sample: RunningApplication;
  let watched: WatchedPage;
  let verify: VerifyPage;
  let clock: Clock;
  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true });
    sample = await application().on(adapter).receivingCallbacks().start();
    clock = sample.nest.get(ID_VERIFICATION_CLOCK, { strict: false });
    watched = await WatchedPage.open({ ...options, reducedMotion: 'reduce' });
    verify = new VerifyPage(watched.page);
    await watched.page.goto(sample.origin);
  });
  afterAll(async () => {
    await closePages();
    await sample.stop();
    vi.restoreAllMocks();
  });

  /** What bars anybody from a view, and what the browser complains about. */
  const barriers = async (page: Page = verify.page): Promise<string[]> => [
    ...(await barriersOf(page)),
    ...watched.complaints,
  ];
  /** As {@link barriers}, of a view that the documentation shows. */
  const picture = async (name: string, page: Page = verify.page, fullPage = false): Promise<string[]> => {
    const path = `${FOLDER}${look}-${name}.png`;
    if (process.env['SCREENSHOTS'] === '1') await page.screenshot({ path, fullPage });
    return barriers(page);
  };

  it('passes on this device', async () => {
    await verify.page.getByLabel('Customer ID').waitFor();
    expect(await picture('start')).toEqual([]);
    await verify.invite();
    expect(await picture('choice')).toEqual([]);
    await verify.continueHere();
    expect(await picture('waiting')).toEqual([]);
    const user = await verify.openUserPage();
    await user.getByRole('button', { name: 'Pass' }).click();

    await verify.status('Passed');

    expect(await picture('passed')).toEqual([]);
    await user.close();
  });

  it('fails with SubCode 205, and shows the reason', async () => {
    await verify.page.getByRole('button', { name: 'Verify another user' }).click();
    await verify.startHere();
    const user = await verify.openUserPage();
    await user.getByLabel('Reason (SubCode)').selectOption('205');
    await user.getByRole('button', { name: 'Fail' }).click();

    await verify.status(/could not make sure that a live person was in front of the camera.*205/);

    expect(await picture('failed')).toEqual([]);
    await user.close();
  });

  it('go on with a phone', async () => {
    await verify.page.getByRole('button', { name: 'Try again' }).click();
    await verify.page.locator('#qr path').waitFor();
    const { page: phone } = await WatchedPage.open({ ...options, reducedMotion: 'reduce' });
    await phone.goto(await verify.phonePage());
    await phone.getByRole('button', { name: 'Continue' }).waitFor();
    expect(await picture('phone', phone)).toEqual([]);
    await phone.getByRole('button', { name: 'Continue' }).click();
    await phone.getByRole('button', { name: 'Pass' }).click();
    await verify.status('Passed');

    await phone.goto(`${sample.origin}/continue`);
    await phone.getByRole('heading', { name: 'You can close this page' }).waitFor();
    expect(await barriers(phone)).toEqual([]);
    await phone.context().close();
  });

  it('see how verifications go', async () => {
    await verify.page.goto(`${sample.origin}/operations`);
    await verify.page.getByText('Every outcome has been delivered').waitFor();
    await makeHistory(sample, 44);
    const { body: passed } = await sample.get('/verifications?status=PASSED&limit=1');
    const [{ merchantBizId }] = passed['items'] as [{ merchantBizId: string }];
    expect((await sample.send('DELETE', `/verifications/${merchantBizId}`)).status).toBe(200);
    await verify.page.getByRole('button', { name: 'Refresh' }).click();
    await verify.page.getByRole('button', { name: /^Redeliver/ }).waitFor();
    await verify.page.locator('#refresh:enabled').waitFor();
    expect(await picture('operations', verify.page, true)).toEqual([]);
    await verify.page.goto(`${sample.origin}/operations?lang=zh-Hant`);
    await verify.page.getByText(/^更新於/).waitFor();
    expect(await picture('operations-zh-hant', verify.page, true)).toEqual([]);
    await verify.page.goto(`${sample.origin}/operations`);
    await verify.page.getByText(/^Updated/).waitFor();
    for (const summary of await verify.page.getByText('As a table').all()) await summary.click();
    expect(await barriers()).toEqual([]);

    await verify.page.locator('#verifications').getByRole('button').first().click();
    await verify.page.getByRole('dialog').waitFor();
    expect(await barriers()).toEqual([]);
  });

  it('be asked for a key, and hear that it is wrong', async () => {
    await verify.page.goto(sample.origin);
    await verify.page.getByRole('button', { name: 'Change key' }).click();
    await verify.page.getByLabel('API key').fill('not-a-key');
    await verify.page.getByRole('button', { name: 'Use this key' }).click();
    await verify.page.getByRole('alert').getByText('An API key is needed').waitFor();
    watched.forgive(/401/);

    expect(await barriers()).toEqual([]);
  });

  // Last, since there is no way back in time for what is stored.
  it('expires when the user leaves, and shows that there is no result', async () => {
    await verify.page.reload();
    await verify.startHere();
    const user = await verify.openUserPage();
    await user.getByRole('button', { name: 'Leave without finishing' }).click();
    await user.getByRole('heading', { name: 'You left the verification' }).waitFor();

    sample.emulator.clock.advance(HALF_AN_HOUR_AND_GRACE_MS);
    vi.spyOn(clock, 'databaseNow').mockImplementation(() => new Date(Date.now() + HALF_AN_HOUR_AND_GRACE_MS));
    await verify.status('The user did not finish in time.');

    expect(await picture('expired')).toEqual([]);
    await user.close();
  });
});
