import type { Page } from 'playwright-core';

/** Each view of a console that is open and lists a failed verification, by name; in any language. */
export async function* consoleViews(page: Page): AsyncGenerator<string> {
  const rows = page.locator('#verifications tbody tr');
  await rows.first().waitFor();
  await page.locator('#updated').filter({ hasText: /./ }).waitFor();
  yield 'list';
  await page.locator('#span').selectOption('days');
  for (const summary of await page.locator('#content summary').all()) await summary.click();
  yield 'menus, days and tables';
  await rows
    .filter({ has: page.locator('[data-status="FAILED"]') })
    .first()
    .getByRole('button')
    .click();
  await page.locator('#detail-history li').nth(2).waitFor();
  yield 'verification';
  await page.locator('#detail-cancel:visible, #detail-erase').first().click();
  yield 'confirmation';
  await page.locator('#detail-close').click();
  await page.locator('#user-filter').fill('another');
  await page.locator('#find').click();
  await page.locator('#verifications .nothing:not(.loading)').waitFor();
  yield 'nothing found';
}
