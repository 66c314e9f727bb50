import { IdVerificationError } from '../errors/id-verification.error.js';
import type { Clock } from './clock.js';

/**
 * Sleeps for a number of milliseconds.
 *
 * @param aborted further details of the error
 * @throws IdVerificationError `aborted`
 */
export async function sleepUnlessAborted(
  clock: Pick<Clock, 'sleep'>,
  milliseconds: number,
  signal?: AbortSignal,
  aborted: { readonly nothingSent?: boolean } = {},
): Promise<void> {
  await clock.sleep(milliseconds, signal).catch(() => {
    throw new IdVerificationError('aborted', aborted);
  });
}
