import type { CircuitBreakerState } from '../resilience/circuit-breaker.service.js';
import type { RateLimitUsage } from '../storage/rate-limit.store.js';
import type { HealthProblem } from './health-problem.js';

/**
 * How one instance of the module is, seen from this process. Holds numbers, times and names of your own handlers, and
 * nothing of any person. Taking it neither calls the vendor nor uses any of its limit.
 *
 * @publicApi
 */
export interface VerificationHealth extends HealthReadings {
  /** `down` where a problem is critical and an operator must act at once; `degraded` where there are warnings only. */
  readonly status: 'up' | 'degraded' | 'down';
  /** What is wrong, critical problems first. */
  readonly problems: readonly HealthProblem[];
}

/** What was read, before it is judged. */
export interface HealthReadings {
  /** By this process's clock. */
  readonly checkedAt: Date;
  readonly database: DatabaseHealth;
  readonly vendor: VendorHealth;
  /** What the database knows of the work of all processes; undefined where it did not respond. */
  readonly work: WorkHealth | undefined;
}

/**
 * Whether the database responds, and has the library's tables.
 *
 * @publicApi
 */
export interface DatabaseHealth {
  readonly status: 'up' | 'down';
  /** PostgreSQL's five-character code or a code of Node's such as `ECONNREFUSED`; `timeout`; `unknown`. Undefined while it is up. */
  readonly error: string | undefined;
}

/**
 * The vendor as this process knows it.
 *
 * @publicApi
 */
export interface VendorHealth {
  /** `open`: most calls failed, and none is made until it is half-open. `off` where the option switches it off. */
  readonly circuitBreaker: CircuitBreakerState;
  /** Since when the circuit has not been closed; undefined where it is. */
  readonly failingSince: Date | undefined;
  /** When this process last got a response that it did not understand; undefined before the first. */
  readonly notUnderstoodAt: Date | undefined;
  /** How far this machine's clock is off the vendor's `Date`; from five minutes on calls are about to be refused. */
  readonly clockSkew: 'none' | 'noticeable' | 'dangerous';
  /** When a call of this process last succeeded; undefined before the first. */
  readonly lastSuccessAt: Date | undefined;
}

/**
 * Stored work. Counts end at 10,000: beyond that the exact number is of no use, and counting costs.
 *
 * @publicApi
 */
export interface WorkHealth {
  /** When any process last had a success of the vendor's: a start, or a verdict. Undefined where there was none. */
  readonly lastVendorSuccessAt: Date | undefined;
  /** Verifications that are due for a check. */
  readonly backlog: {
    /** How many are due now and wait for a process. */
    readonly due: number;
    /** For how long the first of them has been due, in milliseconds; 0 where none is. */
    readonly oldestMs: number;
  };
  readonly deliveries: {
    /** On the way to a handler, those that pause after a failure among them. */
    readonly pending: number;
    /** For how long the first has been due, in milliseconds; 0 where none is. */
    readonly oldestMs: number;
    /** Given up after all attempts; they stand until `redeliver()`. */
    readonly deadLettered: number;
  };
  /** Evidence that the sink has yet to receive. */
  readonly evidence: {
    readonly pending: number;
    /** The age of the oldest verdict among them, in milliseconds; 0 where there is none. */
    readonly oldestMs: number;
  };
  /**
   * Names of outcome handlers that no working process has carried for 15 minutes. Outcomes for them wait; take a name
   * that is gone for good with `unregisterHandler()`.
   */
  readonly inactiveHandlers: readonly string[];
  /** Verifications without a result a day after they ran out. */
  readonly overdueVerdicts: {
    readonly count: number;
    /** When the vendor deletes the first of their results, 30 days after the end. */
    readonly nextDeletionAt: Date | undefined;
  };
  /** By operation, as far as calls of it were made. Empty where the option `rateLimit` is off. */
  readonly rateLimit: readonly RateLimitHealth[];
}

/**
 * How much of the vendor's limit all processes of the account use for one operation.
 *
 * @publicApi
 */
export type RateLimitHealth = RateLimitUsage;
