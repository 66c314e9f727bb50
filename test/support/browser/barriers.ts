import type { Page } from 'playwright-core';
import { axeViolations } from './axe.js';

/** The lists that have to be moved sideways to see their end. */
const CLIPPED = `[...document.querySelectorAll('.rows')]
  .filter((list) => list.scrollWidth > list.clientWidth).map(({ id }) => '#' + id + ' is clipped')`;

/** What bars a user from a page as it is now: what axe finds, and what does not fit the screen. */
export async function barriersOf(page: Page): Promise<string[]> {
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  const isTooWide = width > (page.viewportSize()?.width ?? 0);
  return [
    ...(await axeViolations(page)),
    ...(isTooWide ? [`it is ${width} wide`] : []),
    ...(await page.evaluate<string[]>(CLIPPED)),
  ];
}
