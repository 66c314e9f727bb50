import type { Started } from './verdict-stage.js';

/** The query that the vendor adds to the callback's address. */
export function callbackUrlOf({ callbackToken, transactionId }: Started, passed: 'Y' | 'N'): string {
  return `?${new URLSearchParams({ callbackToken, transactionId, passed, subCode: passed === 'Y' ? '200' : '205' })}`;
}
