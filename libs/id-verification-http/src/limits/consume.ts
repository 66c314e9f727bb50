import { RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { RateLimitedException } from '../problems/rate-limited.exception.js';

/** Counts one more for a key. @throws RateLimitedException where that is one too many */
export async function consume(limiter: RateLimiterAbstract | undefined, key: string): Promise<void> {
  try {
    await limiter?.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw new RateLimitedException(refusal.msBeforeNext);
    throw refusal;
  }
}
