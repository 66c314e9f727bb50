import { integer, text } from './option.js';
import { OptionTable, type Given, type Resolved } from './option-table.js';

const RATE_LIMIT = new OptionTable({
  /**
   * A name of your own for the Alibaba Cloud account. AccessKeys of one account share its limit, so the account cannot
   * be derived from them. @default 'default'
   */
  account: text('1 to 64 letters, digits, `_`, `.` or `-`', /^[A-Za-z0-9_.-]{1,64}$/).default('default'),
  /** Calls in any second, for each operation. Default: the least that the vendor documents for `products` in `region`, such as 10 in Hong Kong. */
  perSecond: integer(1, 200).optional(),
  /**
   * Added to the second: calls whose time to reach the vendor differs by no more than this never exceed the limit there.
   * Costs its share of the limit: 40 ms are 3.8 %. @default 40
   */
  safetyMarginMs: integer(0, 1_000).default(40),
});

/**
 * How many calls per second the vendor allows one account in one region, for each operation by itself. Source: the
 * vendor's page "Server-side API reference"; the profile of each product has its limits.
 *
 * @publicApi
 */
export interface RateLimitOptions extends Given<typeof RATE_LIMIT> {}

export interface ResolvedRateLimitOptions extends Resolved<typeof RATE_LIMIT> {
  readonly perSecond: number;
}

const RETRY = new OptionTable({
  /** How often a call is made at most. A call that the vendor throttled is retried beyond that. @default 3 */
  maxAttempts: integer(1, 10).default(3),
  /** The longest delay before the first retry, doubled with each further one; the delay itself is random. @default 200 */
  initialDelayMs: integer(1, 60_000).default(200),
  /** The longest delay of all. @default 2000 */
  maxDelayMs: integer(1, 60_000).default(2_000),
});

/**
 * How often and after which backoff a vendor call is retried.
 *
 * @publicApi
 */
export interface RetryOptions extends Given<typeof RETRY> {}

/** How often and after which delays a failed call is retried. */
export interface RetryPolicy extends Resolved<typeof RETRY> {}

const CIRCUIT_BREAKER = new OptionTable({
  /** Opens when more than half of this many last calls failed, as soon as half as many were made. @default 20 */
  windowSize: integer(2, 1_000).default(20),
  /** After this time the circuit is half-open: one call tries whether the vendor works again. @default 10000 */
  halfOpenAfterMs: integer(100, 600_000).default(10_000),
});

/**
 * When the circuit opens, and for how long.
 *
 * @publicApi
 */
export interface CircuitBreakerOptions extends Given<typeof CIRCUIT_BREAKER> {}

export interface ResolvedCircuitBreakerOptions extends Resolved<typeof CIRCUIT_BREAKER> {}

/** When calls are made, when they are retried, and when not. */
export const RESILIENCE = new OptionTable({
  /**
   * The time that a caller waits at most: for the rate limit, for the call, and for its retries. Default: one and a half
   * times `requestTimeoutMs`.
   */
  deadlineMs: integer(100, 300_000).optional(),
  /**
   * The vendor's limit of calls per second, shared through the database by every process that names the same account.
   * False where something else keeps the limit. @default {}
   */
  rateLimit: RATE_LIMIT.asOption<RateLimitOptions, Resolved<typeof RATE_LIMIT>>().orFalse().default({}),
  /** How failed calls are retried within the deadline. False: never. @default {} */
  retry: RETRY.asOption<RetryOptions, RetryPolicy>().orFalse().default({}),
  /** Stops calling a vendor that fails all the time, so that callers get the error at once. False: goes on calling. @default {} */
  circuitBreaker: CIRCUIT_BREAKER.asOption<CircuitBreakerOptions, ResolvedCircuitBreakerOptions>()
    .orFalse()
    .default({}),
});

export interface ResilienceOptions extends Given<typeof RESILIENCE> {}
