import type { Page } from 'playwright-core';
import { axeViolations } from './axe.js';

/** What bars anybody from a page as it is now: what axe finds, and what does not fit its screen. */
export async function barriersOf(page: Page): Promise<string[]> {
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  const isTooWide = width > (page.viewportSize()?.width ?? 0);
  return [...(await axeViolations(page)), ...(isTooWide ? [`it is ${width} wide`] : [])];
}
