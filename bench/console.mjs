import { register } from 'node:module';
import { parseArgs } from 'node:util';
import { createApplication, readSettings } from '@id-verification/sample';
import { CloudauthEmulator } from 'cloudauth-emulator';
import { IdVerificationService, newMerchantBizId } from 'nestjs-id-verification';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { chromium } from 'playwright-core';
import { Client } from 'pg';
import { most, ms, p50, print } from './support/figures.mjs';
import { scratchDatabase } from './support/scratch-database.mjs';

/*
 * How long the console takes until it shows a list: from the navigation, and from the click on Find with each filter.
 * What axe-core finds wrong with the views of so many rows is printed too, and makes the program fail.
 * `--database URL` measures on a database that is filled already, such as one that `--keep` has left.
 */
register('../test/support/process/typescript-loader.mjs', import.meta.url);
const { axeViolations } = await import('../test/support/browser/axe.ts');

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    database: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const CUSTOMER = 'bench-customer';

async function filledDatabase() {
  const { fillDatabase } = await import('../test/support/database/filled-database.ts');
  const database = await scratchDatabase();
  await fillDatabase(database.url, Number(values.rows));
  return database;
}

const database = values.database === undefined ? await filledDatabase() : undefined;
const url = values.database ?? database.url;
const emulator = await CloudauthEmulator.start({
  accessKeys: [{ id: SANDBOX.accessKeyId, secret: SANDBOX.accessKeySecret }],
});
const app = await createApplication(
  readSettings({
    DATABASE_URL: url,
    SANDBOX: 'true',
    ID_VERIFICATION_ENDPOINT: emulator.url,
    DRAIN_SECONDS: '0',
  }),
  // Workers would change the rows that are measured.
  { idVerification: { workers: { enabled: false } } },
);
await app.listen(0, '127.0.0.1');
const origin = await app.getUrl();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});

/** A customer with one verification of today and one of each 100,000 before. */
async function makeCustomer() {
  const merchantBizId = newMerchantBizId();
  const { transactionId } = await app.get(IdVerificationService).initialize({
    productCode: 'FACE_LIVENESS',
    merchantBizId,
    merchantUserId: CUSTOMER,
    metaInfo: '{"deviceType":"h5"}',
  });
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    `UPDATE id_verification SET (merchant_user_id, hash_key_id) =
      (SELECT merchant_user_id, hash_key_id FROM id_verification WHERE merchant_biz_id = $1)
    WHERE merchant_biz_id IN (SELECT 'past' || i * 100000 FROM generate_series(1, 10) AS i)`,
    [merchantBizId],
  );
  await client.end();
  return { merchantBizId, transactionId };
}

const { merchantBizId, transactionId } = await makeCustomer();
const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const check = async (page, menu, value) => {
  await page.locator(`#${menu}-chosen`).click();
  await page.locator(`#${menu}-filter [value="${value}"]`).evaluate((box) => void (box.checked = true));
};
const FILTERS = {
  'no filter': () => undefined,
  TransactionId: (page) => page.fill('#id-search', transactionId),
  MerchantBizId: (page) => page.fill('#id-search', merchantBizId),
  'unknown id': (page) => page.fill('#id-search', 'unknown'),
  'customer id': (page) => page.fill('#user-filter', CUSTOMER),
  'unknown customer id': (page) => page.fill('#user-filter', 'unknown'),
  'status FAILED': (page) => check(page, 'status', 'FAILED'),
  'status REJECTED, of which there are none or few': (page) => check(page, 'status', 'REJECTED'),
  'reason liveness_risk': (page) => check(page, 'reason', 'liveness_risk'),
  'reason canceled, of which there are none': (page) => check(page, 'reason', 'canceled'),
  'product FACE_LIVENESS': (page) => page.fill('#product-filter', 'FACE_LIVENESS'),
  'another product': (page) => page.fill('#product-filter', 'FACE_IDU'),
  'a day two months ago': async (page) => {
    await page.evaluate(
      `for (const id of ['from-filter', 'to-filter']) document.getElementById(id).value = '${day(60)}'`,
    );
  },
  'a day two months ago, status FAILED': async (page) => {
    await FILTERS['a day two months ago'](page);
    await check(page, 'status', 'FAILED');
  },
};

async function openedPage() {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const started = performance.now();
  await page.goto(`${origin}/operations`);
  await page.locator('#verifications :is(tbody tr, .nothing:not(.loading))').first().waitFor();
  return { page, firstRow: performance.now() - started };
}

async function measureFilter(page, fill) {
  await page.locator('#reset-filter').click();
  await page.locator('#reset-filter:not(:disabled)').waitFor();
  await fill(page);
  const responses = [];
  const onResponse = (response) => {
    if (response.url().includes('/operations/verifications')) responses.push(response);
  };
  page.on('response', onResponse);
  const started = performance.now();
  await page.locator('#find').click();
  await page.locator('#find:not(:disabled)').waitFor();
  const shown = performance.now() - started;
  page.off('response', onResponse);
  const times = responses.map((response) => response.request().timing());
  const server = times.reduce(
    (sum, { requestStart, responseStart }) => sum + responseStart - requestStart,
    0,
  );
  return { shown, server, rows: await page.locator('#verifications tbody tr').count() };
}

/** Each view of the list and of its first verification, with what axe-core finds wrong with it. */
async function violationsOfViews() {
  const { page } = await openedPage();
  await page.locator('#updated').filter({ hasText: /./ }).waitFor();
  const list = await axeViolations(page);
  for (const summary of await page.locator('#content summary').all()) await summary.click();
  const tables = await axeViolations(page);
  await page.locator('#verifications tbody tr').first().getByRole('button').click();
  await page.locator('#detail-history li').first().waitFor();
  const verification = await axeViolations(page);
  await page.context().close();
  return { list, 'menus and tables': tables, verification };
}

try {
  const firstRows = [];
  const found = Object.fromEntries(Object.keys(FILTERS).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const { page, firstRow } = await openedPage();
    firstRows.push(firstRow);
    await page.locator('#updated').filter({ hasText: /./ }).waitFor();
    for (const [name, fill] of Object.entries(FILTERS)) found[name].push(await measureFilter(page, fill));
    await page.context().close();
  }
  print('navigation', {
    'to the first row, median / most': `${ms(p50(firstRows))} / ${ms(most(firstRows))}`,
  });
  print(
    'click on Find to the list: median / most; of it the server, median; rows',
    Object.fromEntries(
      Object.entries(found).map(([name, runs]) => {
        const shown = runs.map((run) => run.shown);
        const server = p50(runs.map((run) => run.server));
        return [name, `${ms(p50(shown))} / ${ms(most(shown))}; ${ms(server)}; ${runs[0].rows}`];
      }),
    ),
  );
  const violations = await violationsOfViews();
  print(
    'violations by axe-core',
    Object.fromEntries(Object.entries(violations).map(([view, found]) => [view, found.length])),
  );
  for (const violation of Object.values(violations).flat()) {
    process.exitCode = 1;
    process.stdout.write(`${violation}\n`);
  }
} finally {
  await browser.close();
  await app.close();
  await emulator.stop();
  if (values.keep) process.stdout.write(`\nkept: ${url}\n`);
  else await database?.drop();
}
