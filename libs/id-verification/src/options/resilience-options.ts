import { integer, text } from './option.js';
import { OptionTable, type Given, type Resolved } from './option-table.js';

/** A name of an account, and of a tenant. */
export const ACCOUNT_NAME = text('1 to 64 letters, digits, `_`, `.` or `-`', /^[A-Za-z0-9_.-]{1,64}$/);

export const RATE_LIMIT = new OptionTable({
  /**
   * Your name for the Alibaba Cloud account. All AccessKeys of an account share its limit, so the account cannot be
   * derived from a key. @default 'default'
   */
  account: ACCOUNT_NAME.default('default'),
  /**
   * The calls per second, for each operation. Default: the smallest limit that the vendor documents for `products` in
   * `region`, such as 10 in Hong Kong.
   */
  perSecond: integer(1, 200).optional(),
  /**
   * Added to the window of one second, so that network jitter up to this value does not exceed the vendor's limit.
   * Reduces the rate: 40 ms cost 3.8 %. @default 40
   */
  safetyMarginMs: integer(0, 1_000).default(40),
});

/**
 * The vendor's limit of calls per second, for each account, region and operation. Source: the vendor's page
 * "Server-side API reference"; the profile of each product contains its limits.
 *
 * @publicApi
 */
export interface RateLimitOptions extends Given<typeof RATE_LIMIT> {}

export interface ResolvedRateLimitOptions extends Resolved<typeof RATE_LIMIT> {
  readonly perSecond: number;
}

const RETRY = new OptionTable({
  /** The maximum number of attempts of a call. Throttled calls are retried beyond it, until the deadline. @default 3 */
  maxAttempts: integer(1, 10).default(3),
  /**
   * The maximum delay before the first retry, doubled with each further one; the actual delay is random (full jitter).
   * @default 200
   */
  initialDelayMs: integer(1, 60_000).default(200),
  /** The maximum delay of any retry. @default 2000 */
  maxDelayMs: integer(1, 60_000).default(2_000),
});

/**
 * Retries of vendor calls, with exponential backoff.
 *
 * @publicApi
 */
export interface RetryOptions extends Given<typeof RETRY> {}

/** The resolved retry options. */
export interface RetryPolicy extends Resolved<typeof RETRY> {}

const CIRCUIT_BREAKER = new OptionTable({
  /**
   * The circuit opens when more than half of this many last calls failed, and at least half as many were made. @default
   * 20
   */
  windowSize: integer(2, 1_000).default(20),
  /** How long the circuit stays open before it is half-open and allows one trial call. @default 10000 */
  halfOpenAfterMs: integer(100, 600_000).default(10_000),
});

/**
 * When the circuit opens, and for how long.
 *
 * @publicApi
 */
export interface CircuitBreakerOptions extends Given<typeof CIRCUIT_BREAKER> {}

export interface ResolvedCircuitBreakerOptions extends Resolved<typeof CIRCUIT_BREAKER> {}

/** The options of resilience: deadline, rate limit, retries and circuit breaker. */
export const RESILIENCE = new OptionTable({
  /**
   * The deadline of a caller: the maximum time for rate limit, call and retries together. Default: one and a half times
   * `requestTimeoutMs`.
   */
  deadlineMs: integer(100, 300_000).optional(),
  /**
   * The rate limit, shared through the database by all processes with the same account. False: no limit. @default {}
   */
  rateLimit: RATE_LIMIT.asOption<RateLimitOptions, Resolved<typeof RATE_LIMIT>>().orFalse().default({}),
  /** Retries of failed calls, within the deadline. False: no retries. @default {} */
  retry: RETRY.asOption<RetryOptions, RetryPolicy>().orFalse().default({}),
  /** Rejects calls at once while most vendor calls fail. False: no circuit breaker. @default {} */
  circuitBreaker: CIRCUIT_BREAKER.asOption<CircuitBreakerOptions, ResolvedCircuitBreakerOptions>()
    .orFalse()
    .default({}),
});

export interface ResilienceOptions extends Given<typeof RESILIENCE> {}
