import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { TooManyRequestsException } from '../problems/too-many-requests.exception.js';

/** Counts one more for a key. @throws TooManyRequestsException where that is one too many */
export async function consume(limiter: RateLimiterAbstract | undefined, key: string): Promise<void> {
  try {
    await limiter?.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw new TooManyRequestsException(refusal.msBeforeNext);
    throw refusal;
  }
}
