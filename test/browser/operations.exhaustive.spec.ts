import type { Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { closePages, WatchedPage } from '../support/browser/browser.js';
import { makeHistory } from '../support/database/history.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { startVerification } from '../support/host/start-verification.js';
import { needs } from '../support/runner/tools.js';

describe('In a browser, the operations view', needs('chromium'), () => {
  let sample: RunningApplication;
  let watched: WatchedPage;
  let page: Page;
  beforeAll(async () => {
    sample = await application()
      .on('fastify')
      .configured({ delivery: { maxAttempts: 1 } })
      .start();
    await makeHistory(sample, 24);
  });
  afterAll(async () => {
    await closePages();
    await sample.stop();
  });
  beforeEach(async () => {
    watched = await WatchedPage.open();
    page = watched.page;
    page.setDefaultTimeout(60_000);
    await page.goto(`${sample.origin}/operations`);
    await page.getByText(/^Updated/).waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    watched.assertNoComplaints();
  });

  const rows = () => page.locator('#verifications tbody tr');
  const shownStatuses = async () => new Set(await page.locator('#verifications .tag').allTextContents());

  it('counts by status and reason, and tells each chart as a table too', async () => {
    expect(await page.locator('#total').textContent()).toBe('24');
    expect(await page.locator('#pass-rate').textContent()).toBe('71%');
    expect(await page.locator('#open').textContent()).toBe('3');
    expect(await page.locator('#reasons li').allTextContents()).toEqual([
      'Verified15',
      'Liveness risk3',
      'Device risk3',
    ]);

    await page.locator('#volume-chart summary').click();
    const cells = page.locator('#volume-chart tbody td:nth-child(2)');
    const passed = (await cells.allTextContents()).reduce((sum, text) => sum + Number(text), 0);
    expect(passed).toBe(15);
  });

  it('counts why users did not finish, and says so where nothing is known', async () => {
    const dropOffs = page.locator('#drop-offs');
    expect(await dropOffs.textContent()).toBe('No drop-off reason is known for this time.');

    await page.route(/\/operations\/statistics\?/, async (route) => {
      const response = await route.fetch();
      const byDropOffReason = { not_started: 2, user_exit: 5, of_a_later_release: 1 };
      const byDropOffPage = { FACE: 5 };
      await route.fulfill({ response, json: { ...(await response.json()), byDropOffReason, byDropOffPage } });
    });
    await page.getByRole('button', { name: 'Refresh' }).click();

    await expect
      .poll(() => dropOffs.getByRole('listitem').allTextContents())
      .toEqual(['Left the page5', 'Never opened the page2', 'of_a_later_release1']);
    expect(await page.locator('#drop-off-pages').getByRole('listitem').allTextContents()).toEqual(['FACE5']);
  });

  it('shows the state of the breaker, and how much of the vendor’s limit is used', async () => {
    const health = page.locator('#health');

    expect(await health.getByText('Circuit breaker closed').isVisible()).toBe(true);
    expect(await health.getByRole('listitem').filter({ hasText: 'Initialize' }).textContent()).toMatch(
      /\d+ of \d+\/s/,
    );
  });

  it('shows more days at a time', async () => {
    await page.getByLabel('Span of time').selectOption('Last 30 days');

    await expect.poll(() => page.locator('#volume-chart tbody tr').count()).toBe(31);
  });

  it('shows the days that are chosen, beside as many days before', async () => {
    const inDays = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString().slice(0, 10);
    const [{ count }] = await sample.dataSource.query('SELECT count(*)::int AS count FROM id_verification');
    await page.getByLabel('Span of time').selectOption('Chosen days');
    expect(await page.getByLabel('First day').inputValue()).not.toBe('');
    await page.getByLabel('First day').fill(inDays(2));
    await page.getByLabel('Last day').fill(inDays(6));

    await expect.poll(() => page.locator('#volume-chart tbody tr').count()).toBe(5);
    await expect.poll(() => page.locator('#total-before').textContent()).toBe(`${count} in the span before`);
    expect(await page.locator('#total').textContent()).toBe('0');
    expect(await page.locator('#pass-rate-before').textContent()).toMatch(/^\d+% in the span before$/);
  });

  it('narrows the list to a status, and walks it page by page in both directions', async () => {
    const list = page.getByRole('group', { name: 'List of verifications' });
    const first = await list.textContent();
    expect(await rows().count()).toBe(20);
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByRole('button', { name: 'Newest' }).waitFor();
    expect(await rows().count()).toBe(4);
    await page.locator('#verifications:focus').waitFor();
    await page.getByRole('button', { name: 'Newer' }).click();
    await page.getByRole('button', { name: 'Older' }).waitFor();
    expect(await list.textContent()).toBe(first);
    expect(await page.getByRole('button', { name: /^Newe/ }).count()).toBe(0);

    await page.locator('#status-chosen').click();
    await page.getByLabel('Failed', { exact: true }).check();

    await expect.poll(shownStatuses).toEqual(new Set(['Failed']));
    expect(await rows().count()).toBe(6);
    expect(await page.getByRole('button', { name: 'Older' }).isVisible()).toBe(false);
  });

  it('shows the list of the latest filter, whichever response comes last', async () => {
    let answerFirst = (): void => undefined;
    const secondIsShown = new Promise<void>((resolve) => (answerFirst = resolve));
    await page.route(/status=FAILED&/, async (route) => {
      const response = await route.fetch();
      await secondIsShown;
      await route.fulfill({ response });
    });
    await page.locator('#status-chosen').click();
    await page.getByLabel('Failed', { exact: true }).check();
    await page.getByLabel('Failed', { exact: true }).uncheck();
    await page.getByLabel('Passed', { exact: true }).check();
    await expect.poll(shownStatuses).toEqual(new Set(['Passed']));

    const late = page.waitForResponse(/status=FAILED&/);
    answerFirst();
    await (await late).finished();
    await page.evaluate('fetch("/health/live").then((response) => response.text())');

    expect(await shownStatuses()).toEqual(new Set(['Passed']));
  });

  it('advises an operator otherwise than a user, and copies ids', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('#reason-chosen').click();
    await page.getByLabel('Liveness risk').check();
    await expect.poll(() => rows().count()).toBe(3);
    await rows().first().getByRole('button').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Failed. The vendor could not make sure that a live person').waitFor();
    expect(await page.locator(':focus').textContent()).toBe('Verification');

    await dialog.getByRole('button', { name: 'Copy MerchantBizId' }).click();

    await dialog.getByRole('status').getByText('Copied').waitFor();
    expect(await dialog.textContent()).toContain(await page.evaluate('navigator.clipboard.readText()'));
  });

  it('shows times with their zone, and as logs write them', async () => {
    await rows().first().getByRole('button').click();
    const time = page.locator('#detail-history time').first();
    expect(await time.textContent()).toMatch(/^\d+ \w+ \d{4}, \d\d:\d\d:\d\d UTC$/);
    expect(await time.getAttribute('title')).toMatch(/^\d{4}-.*Z$/);
    expect(await rows().first().locator('time').getAttribute('title')).toMatch(/ UTC$/);
  });

  it('says that it is loading, and refreshes itself when the browser is online again', async () => {
    const data = /\/operations\/(?!assets)/;
    let answer = (): void => undefined;
    const isWanted = new Promise<void>((resolve) => (answer = resolve));
    await page.route(data, async (route) => {
      await isWanted;
      await route.continue();
    });
    await page.reload();
    await page.locator('#verifications').getByText('Loading…').waitFor();
    answer();
    await rows().first().waitFor();
    await page.unroute(data);
    await page.getByText(/^Updated/).waitFor();
    expect(await page.getByText('Loading…').count()).toBe(0);

    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('alert').getByText('The application cannot be reached.').waitFor();
    expect(await rows().count()).toBe(20);
    const refreshed = page.waitForResponse(/\/operations\/health/);
    await page.context().setOffline(false);

    await refreshed;
    await page.getByRole('alert').waitFor({ state: 'hidden' });
    while (watched.complaints.length > 0) watched.forgive(/ERR_INTERNET_DISCONNECTED/);
  });

  it('says what could not be loaded, and loads it when it is refreshed', async () => {
    await page.route(/\/operations\/(?!assets)/, (route) => route.fulfill({ status: 503 }));
    await page.reload();
    await page.locator('#verifications').getByText('Not loaded').waitFor();
    expect(await page.getByText('Loading…').count()).toBe(0);

    await page.unrouteAll();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await rows().first().waitFor();
    await page.getByText(/^Updated/).waitFor();
    expect(await page.getByText('Not loaded').count()).toBe(0);
    while (watched.complaints.length > 0) watched.forgive(/503/);
  });

  it('finds a verification by its id, and says when there is none', async () => {
    const { merchantBizId } = await startVerification(sample);
    await page.getByLabel('MerchantBizId').fill(` ${merchantBizId} `);
    await page.getByRole('button', { name: 'Find' }).click();
    await expect.poll(() => rows().count()).toBe(1);
    expect(await rows().first().textContent()).toContain(merchantBizId);

    await page.getByLabel('MerchantBizId').fill('unknown');
    await page.keyboard.press('Enter');

    await page.getByText('There is no verification with this id.').waitFor();
    watched.forgive(/404/);
  });

  it('says once that there is no verification of its address', async () => {
    await page.goto(`${sample.origin}/operations?verification=unknown`);

    await expect.poll(() => page.locator('#problem').textContent()).toBe('There is no such verification');
    watched.forgive(/404/);
  });

  it('asks the vendor about one, and erases it when that is said twice', async () => {
    const { merchantBizId, transactionId } = await startVerification(sample);
    sample.emulator.finish(transactionId, { passed: 'Y' });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: merchantBizId }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Check now' }).click();
    await dialog.getByText('Passed. The check found a live person.').waitFor();

    await dialog.getByRole('button', { name: 'Erase' }).click();
    expect((await sample.get(`/verifications/${merchantBizId}`)).status).toBe(200);
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    await dialog.getByText('Erased.').waitFor();
    const receipt = (await dialog.locator('#detail-facts code').textContent()) ?? '';

    expect((await sample.get(`/verifications/${merchantBizId}`)).status).toBe(404);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('button', { name: merchantBizId }).count()).toBe(0);
    await page.locator('#erasures tbody tr').first().getByText(receipt).waitFor();
    expect(await page.locator('#erasures tbody tr').first().textContent()).toMatch(/Deleted$/);
  });

  it('cancels one that is pending when that is said twice, with the operator’s reason', async () => {
    const { merchantBizId } = await startVerification(sample);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: merchantBizId }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason of your action').fill('ticket 4713');

    await dialog.getByRole('button', { name: 'Cancel verification' }).click();
    expect((await sample.get(`/verifications/${merchantBizId}`)).body['status']).toBe('PENDING');
    const sent = page.waitForRequest('**/cancel');
    await page.keyboard.press('Enter');

    await dialog.getByText('It was canceled before the user finished.').waitFor();
    expect((await sent).postDataJSON()).toEqual({ reason: 'ticket 4713' });
    await dialog.getByText('by sandbox: ticket 4713').waitFor();
    expect(await dialog.locator('.actions').getByRole('button').allTextContents()).toEqual([
      'Erase',
      'Close',
    ]);
    expect(await page.locator(':focus').textContent()).toBe('Close');
  });

  it('filters by several statuses, reasons and days, and its address gives the same list to another tab', async () => {
    await page.locator('#status-chosen').click();
    await page.getByLabel('Failed', { exact: true }).check();
    await page.getByLabel('Passed', { exact: true }).check();
    await page.locator('#reason-chosen').click();
    await page.getByLabel('Device risk').check();
    await page.getByLabel('Created from').fill('2020-01-01');

    await expect.poll(() => rows().count()).toBe(3);
    expect(await shownStatuses()).toEqual(new Set(['Failed']));
    const { search } = new URL(page.url());
    expect(new URLSearchParams(search).get('status')).toBe('PASSED,FAILED');

    await page.goto(`${sample.origin}/operations${search}`);
    await page.getByText(/^Updated/).waitFor();

    expect(await rows().count()).toBe(3);
    expect(await page.locator('#reason-chosen').textContent()).toBe('Reason: Device risk');
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => rows().count()).toBe(20);
    expect(new URL(page.url()).search).toBe('');
  });

  it('filters by tenant, which the list, the verification and the address show', async () => {
    const [[{ id }]] = await sample.dataSource.query(
      `UPDATE id_verification SET tenant = 'acme' WHERE merchant_biz_id =
         (SELECT max(merchant_biz_id) FROM id_verification WHERE status = 'FAILED')
       RETURNING merchant_biz_id AS id`,
    );
    await page.getByLabel('Tenant').fill('acme');
    await page.keyboard.press('Enter');

    await expect.poll(() => rows().count()).toBe(1);
    expect(await rows().first().locator('[data-column="Tenant"]').textContent()).toBe('acme');
    expect(new URL(page.url()).searchParams.get('tenant')).toBe('acme');
    await rows().first().getByRole('button', { name: id }).click();
    expect(await page.locator('#detail-facts').textContent()).toContain('Tenantacme');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => rows().count()).toBe(20);
    await sample.dataSource.query('UPDATE id_verification SET tenant = NULL WHERE merchant_biz_id = $1', [
      id,
    ]);
  });

  it('finds by TransactionId and by customer, whose id stays out of the address', async () => {
    const { merchantBizId, transactionId } = await startVerification(sample);
    await page.getByLabel('MerchantBizId or TransactionId').fill(transactionId);
    await page.keyboard.press('Enter');
    await expect.poll(() => rows().count()).toBe(1);
    expect(await rows().first().textContent()).toContain(merchantBizId);

    await page.getByLabel('MerchantBizId or TransactionId').fill('');
    await page.getByLabel('Customer id').fill('another customer');
    await page.keyboard.press('Enter');

    await page.getByText('No verifications found.').waitFor();
    expect(page.url()).not.toContain('another');
  });

  it('exports what the filter selects', async () => {
    await page.locator('#reason-chosen').click();
    await page.getByLabel('Liveness risk').check();
    await expect.poll(() => rows().count()).toBe(3);

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();

    const file = await (await downloading).createReadStream();
    const text = Buffer.concat(await file.toArray()).toString();
    expect(text.trim().split('\r\n')).toHaveLength(4);
  });

  it('exports only what a list shows: nothing before one is loaded, nor one found by its id', async () => {
    const list = /\/operations\/verifications\?/;
    const exporting = page.getByRole('button', { name: 'Export CSV' });
    await page.route(list, (route) => route.fulfill({ status: 503 }));
    await page.reload();
    await page.getByRole('alert').waitFor();
    watched.forgive(/503/);
    expect(await exporting.isDisabled()).toBe(true);

    await page.unroute(list);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect.poll(() => exporting.isEnabled()).toBe(true);

    await page.getByLabel('MerchantBizId').fill('unknown');
    await page.keyboard.press('Enter');
    await page.getByText('There is no verification with this id.').waitFor();
    watched.forgive(/404/);
    expect(await exporting.isDisabled()).toBe(true);
  });

  it.each([
    ['history', 'GET', 200],
    ['history', 'GET', 503],
    ['check', 'POST', 200],
    ['check', 'POST', 503],
  ])('shows no late response to %s %s (%i) about the verification before', async (path, method, status) => {
    const [first, second] = [await startVerification(sample), await startVerification(sample)];
    await page.getByRole('button', { name: 'Refresh' }).click();
    const dialog = page.getByRole('dialog');
    let continueLate = (): void => undefined;
    const secondIsShown = new Promise<void>((resolve) => (continueLate = resolve));
    const late = new RegExp(`/${first.merchantBizId}/${path}`);
    await page.route(late, async (route) => {
      if (route.request().method() !== method) return route.continue();
      const response = await route.fetch();
      await secondIsShown;
      await route.fulfill(status === 200 ? { response } : { status });
    });
    await page.getByRole('button', { name: first.merchantBizId }).click();
    if (path === 'check') await dialog.getByRole('button', { name: 'Check now' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: second.merchantBizId }).click();
    await dialog.getByRole('listitem').first().waitFor();
    const before = await dialog.textContent();

    const response = page.waitForResponse(late);
    continueLate();
    await (await response).finished();
    // What arrived before a further response has been handled by then.
    await page.evaluate('fetch("/health/live").then((response) => response.text())');

    expect(before).toContain(second.merchantBizId);
    expect(await dialog.textContent()).toBe(before);
    if (status !== 200) watched.forgive(/503/);
  });

  it('shows the history of a verification at an address of its own, with the operator’s reason', async () => {
    const { merchantBizId } = await startVerification(sample);
    await page.goto(`${sample.origin}/operations?verification=${merchantBizId}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Initialized').waitFor();
    await dialog.getByLabel('Reason of your action').fill('ticket 4711');
    const sent = page.waitForRequest('**/check');
    await dialog.getByRole('button', { name: 'Check now' }).click();
    expect((await sent).url()).toBe(`${sample.origin}/operations/verifications/${merchantBizId}/check`);
    expect((await sent).postDataJSON()).toEqual({ reason: 'ticket 4711' });

    await dialog.getByText('by sandbox: ticket 4711').waitFor();
    await dialog.getByText('Checked, no verdict').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => new URL(page.url()).search).toBe('');
  });

  it('offers no action to a viewer, and all of them to an operator', async () => {
    const { merchantBizId } = await startVerification(sample);
    const offered = async () => {
      await page.goto(`${sample.origin}/operations?verification=${merchantBizId}`);
      await page.getByText(/^Updated/).waitFor();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Initialized').waitFor();
      const names = await dialog.locator('.actions').getByRole('button').allTextContents();
      await page.keyboard.press('Escape');
      return {
        names,
        redelivery: await page.getByRole('button', { name: /^Redeliver/ }).count(),
        reasons: await page.getByLabel('Reason of your action').filter({ visible: true }).count(),
      };
    };
    const all = ['Check now', 'Cancel verification', 'Erase', 'Close'];
    expect(await offered()).toEqual({ names: all, redelivery: 1, reasons: 1 });

    await page.route('**/operations/role', (route) => route.fulfill({ json: { role: 'viewer' } }));

    expect(await offered()).toEqual({ names: ['Close'], redelivery: 0, reasons: 0 });
  });

  it('says so when a failed delivery was delivered meanwhile, and shows it no longer', async () => {
    const [[{ verification_id: id, handler }]] = await sample.dataSource.query(
      `UPDATE id_verification_delivery SET state = 'DELIVERED' WHERE state = 'DEAD_LETTERED'
      RETURNING verification_id, handler`,
    );

    await page.getByRole('button', { name: /^Redeliver/ }).click();

    await page.getByText('Every outcome has been delivered.').waitFor();
    const said = page.getByText('This outcome was delivered or erased meanwhile.');
    expect(await said.getAttribute('role')).toBe('alert');
    watched.forgive(/404/);
    await sample.dataSource.query(
      "UPDATE id_verification_delivery SET state = 'DEAD_LETTERED' WHERE verification_id = $1 AND handler = $2",
      [id, handler],
    );
  });

  it('delivers again what is dead', async () => {
    await page.getByLabel('Reason of your action').first().fill('ticket 4712');
    const sent = page.waitForRequest('**/redeliver');
    await page.getByRole('button', { name: /^Redeliver/ }).click();
    expect((await sent).postDataJSON()).toMatchObject({ reason: 'ticket 4712' });

    await page.getByText('Every outcome has been delivered.').waitFor();
    await expect
      .poll(() => sample.dataSource.query("SELECT FROM id_verification_delivery WHERE state <> 'DELIVERED'"))
      .toEqual([]);
  });

  it('redelivers what is dead from the view of its verification', async () => {
    const { body: onboarding } = await sample.post('/onboardings', LEAST_BODY);
    const merchantBizId = String(onboarding['merchantBizId']);
    for (const { transactionId } of sample.emulator.transactions({ merchantBizId }))
      sample.emulator.finish(transactionId, { passed: 'Y' });
    // Its handler fails without the table that it writes to.
    await sample.dataSource.query('ALTER TABLE onboarding RENAME TO onboarding_away');
    await sample.send('POST', `/verifications/${merchantBizId}/check`);
    const history = async () => (await sample.get(`/verifications/${merchantBizId}/history`)).text;
    await expect.poll(history).toContain('delivery_dead_lettered');
    await sample.dataSource.query('ALTER TABLE onboarding_away RENAME TO onboarding');
    await page.goto(`${sample.origin}/operations?verification=${merchantBizId}`);
    const dialog = page.getByRole('dialog');
    const again = dialog.getByRole('button', { name: 'Redeliver' });
    await dialog.getByLabel('Reason of your action').fill('ticket 4714');
    const sent = page.waitForRequest('**/redeliver');

    await again.click();

    expect((await sent).postDataJSON()).toEqual({ merchantBizId, reason: 'ticket 4714' });
    await dialog.getByText('by sandbox: ticket 4714').waitFor();
    await again.waitFor({ state: 'hidden' });
    expect(await page.locator(':focus').textContent()).toBe('Close');
    const read = async () => (await sample.get(`/onboardings/${String(onboarding['onboardingId'])}`)).body;
    await expect.poll(read).toMatchObject({ state: 'APPROVED' });
  });

  it('is used with a keyboard alone', async () => {
    const focused = page.locator(':focus');
    const tabTo = async (wanted: string) => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(wanted)})`)) return;
      }
      throw new Error(`no way by Tab to ${wanted}`);
    };
    await page.keyboard.press('Tab');
    expect(await focused.textContent()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo('#status-chosen');
    await page.keyboard.press('Enter');
    await tabTo('#status-filter [value="FAILED"]');
    await page.keyboard.press('Space');
    await page.locator('#verifications .tag').getByText('Failed').first().waitFor();

    await tabTo('#verifications tbody button');
    const id = await focused.textContent();
    await page.keyboard.press('Enter');
    await page.locator('#detail-title:focus').waitFor();
    await page.getByRole('dialog').getByText(String(id)).first().waitFor();
    await tabTo('#detail-close');
    await page.keyboard.press('Enter');

    expect(await focused.textContent()).toBe(id);
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
  });

  it('gives the focus back to the list that a check has loaded again', async () => {
    const { merchantBizId } = await startVerification(sample);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: merchantBizId }).press('Enter');
    const listed = page.waitForResponse(/\/operations\/verifications\?/);
    await page.getByRole('dialog').getByRole('button', { name: 'Check now' }).click();
    await listed;
    await page.locator('#detail-check:enabled').waitFor();
    await page.getByRole('button', { name: 'Close' }).press('Enter');

    await expect.poll(() => page.locator('#verifications :focus').textContent()).toBe(merchantBizId);
  });

  it('lists each failed delivery once, also when it is loaded twice at a time', async () => {
    const failed = { merchantBizId: 'order-1', handler: 'onboarding', state: 'DEAD_LETTERED', attempts: 1 };
    const json = { items: [{ ...failed, createdAt: '2026-01-31T10:00:00.000Z' }] };
    const held: Route[] = [];
    await page.route(/\/operations\/deliveries/, (route) => void held.push(route));
    await page.evaluate("for (let time = 0; time < 2; time += 1) dispatchEvent(new Event('online'))");
    await expect.poll(() => held.length).toBe(2);
    const updated = page.locator('#updated');
    await updated.evaluate((shown) => shown.replaceChildren());
    for (const route of held) await route.fulfill({ json });
    await updated.filter({ hasText: /^Updated/ }).waitFor();

    expect(await page.locator('#deliveries tbody tr').count()).toBe(1);
  });

  it('leaves what is typed as it is while the key is refused, and goes on with a new one', async () => {
    await page.clock.install();
    await page.reload();
    await page.getByText(/^Updated/).waitFor();
    await rows().first().getByRole('button').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('listitem').first().waitFor();
    let requests = 0;
    const data = /\/operations\/(?!assets)/;
    await page.route(data, async (route) => {
      requests += 1;
      await route.fulfill({ status: 401, json: { code: 'unauthorized', status: 401 } });
    });
    await dialog.getByRole('button', { name: 'Erase' }).click();
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    const field = page.getByLabel('API key');
    await field.pressSequentially('another');

    await page.clock.runFor('02:00');
    await page.evaluate("document.dispatchEvent(new Event('key-refused'))");
    await field.pressSequentially('-key');

    expect(await field.inputValue()).toBe('another-key');
    expect(requests).toBe(1);
    await page.unroute(data);
    await field.fill('sandbox-key');
    await page.getByRole('button', { name: 'Use this key' }).click();
    await rows().first().waitFor();
    watched.forgive(/401/);
    const again = page.waitForRequest('**/operations/health');
    await page.clock.runFor('00:20');
    await again;
  });
});
