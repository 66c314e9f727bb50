import type { CircuitBreakerState } from '../resilience/circuit-breaker.service.js';
import type { RateLimitUsage } from '../storage/rate-limit.store.js';
import type { HealthProblem } from './health-problem.js';

/**
 * The health of one module instance, as seen from this process. Contains numbers, times and names of your handlers, and
 * no personal data. Reading it does not call the vendor.
 *
 * @publicApi
 */
export interface VerificationHealth extends HealthReadings {
  /** `down` if a problem is critical and an operator must act at once; `degraded` if there are only warnings. */
  readonly status: 'up' | 'degraded' | 'down';
  /** The problems, critical ones first. */
  readonly problems: readonly HealthProblem[];
}

/** The readings, before evaluation. */
export interface HealthReadings {
  /** By this process's clock. */
  readonly checkedAt: Date;
  readonly database: DatabaseHealth;
  readonly vendor: VendorHealth;
  /** The stored work of all processes; undefined if the database did not respond. */
  readonly work: WorkHealth | undefined;
}

/**
 * Whether the database responds, accepts writes and has the library's tables.
 *
 * @publicApi
 */
export interface DatabaseHealth {
  readonly status: 'up' | 'down';
  /** PostgreSQL's five-character code or a code of Node's such as `ECONNREFUSED`; `timeout`; `unknown`. Undefined while it is up. */
  readonly error: string | undefined;
}

/**
 * The state of the vendor, as seen from this process.
 *
 * @publicApi
 */
export interface VendorHealth {
  /** `open`: most calls failed, and none is made until it is half-open. `off`: disabled by the option. */
  readonly circuitBreaker: CircuitBreakerState;
  /** When the circuit was last closed; undefined while it is closed. */
  readonly failingSince: Date | undefined;
  /** When this process last received an unusable response; undefined before the first. */
  readonly notUnderstoodAt: Date | undefined;
  /**
   * The difference between this machine's clock and the vendor's `Date`: `noticeable` from one minute, `dangerous` from
   * five; from 15 the vendor refuses calls.
   */
  readonly clockSkew: 'none' | 'noticeable' | 'dangerous';
  /** When a call of this process last succeeded; undefined before the first. */
  readonly lastSuccessAt: Date | undefined;
}

/**
 * Stored work. Counts end at 10,000, so that a large backlog costs no more to read than a small one.
 *
 * @publicApi
 */
export interface WorkHealth {
  /** When any process last received a TransactionId or a verdict; undefined if none did. */
  readonly lastVendorSuccessAt: Date | undefined;
  /** Verifications that are due for a check. */
  readonly backlog: {
    /** The number of due checks. */
    readonly due: number;
    /** How long the oldest has been due, in milliseconds; 0 if none is. */
    readonly oldestMs: number;
  };
  readonly deliveries: {
    /** The number of pending deliveries, including those in backoff. */
    readonly pending: number;
    /** How long the oldest has been due, in milliseconds; 0 if none is. */
    readonly oldestMs: number;
    /** The number of dead-lettered deliveries, which wait for `redeliver()`. */
    readonly deadLettered: number;
  };
  /** Evidence that the sink has not received yet. */
  readonly evidence: {
    readonly pending: number;
    /** The age of the oldest verdict among them, in milliseconds; 0 if there is none. */
    readonly oldestMs: number;
  };
  /**
   * Names of registered outcome handlers without a heartbeat for 15 minutes. Their deliveries stay pending; remove a
   * name that is no longer used with `unregisterHandler()`.
   */
  readonly inactiveHandlers: readonly string[];
  /** Verifications without a verdict a day after they expired. */
  readonly overdueVerdicts: {
    readonly count: number;
    /** When the vendor deletes the first of their results, 30 days after the end. */
    readonly nextDeletionAt: Date | undefined;
  };
  /** For each operation that was called. Empty if the option `rateLimit` is false. */
  readonly rateLimit: readonly RateLimitHealth[];
}

/**
 * The use of the vendor's limit for one operation, by all processes of the account.
 *
 * @publicApi
 */
export type RateLimitHealth = RateLimitUsage;
