import { Inject, Injectable, Logger } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { sleepUnlessAborted } from '../time/sleep-unless-aborted.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import type { ResolvedRateLimitOptions } from '../options/resilience-options.js';
import {
  RateLimitStore,
  type RateLimitKey,
  type RateLimitSettings,
  type RateLimitUsage,
} from '../storage/rate-limit.store.js';
import { TelemetryService } from '../observe/telemetry.service.js';
import type { CloudauthOperation } from '../contract/cloudauth-operation.js';
import { PermitClock, type LocalPermit } from './permit-clock.js';
import { anotherWaitMs, firstWaitMs, toleratedDelayMs, type CallerTime } from './permit-wait.js';
import { limitName, StoredLimits } from './stored-limits.js';

/** The hint for calls that the vendor throttles. */
export const SLOWED_DOWN_HINT =
  'Occasionally: calls arrive late, raise `rateLimit.safetyMarginMs`. Often: others use the account’s limit too, lower `rateLimit.perSecond` to what is left.';

/**
 * How long before its permit a caller checks whether it was revoked, so that a slow database does not delay the call.
 */
const CHECK_AHEAD_MS = 40;

/** Whose limit applies. */
type Limited = Pick<ResolvedOptions, 'rateLimit' | 'endpoint'>;

/** The limit of one operation of an account. */
type Limit = RateLimitKey & ResolvedRateLimitOptions;

/** A caller that acquires a permit. */
interface Caller extends CallerTime {
  /** Whether it has had a permit before. */
  readonly isRetry: boolean;
  /** For a worker: a spare permit, and one further permit a second. */
  readonly background?: boolean;
  /** Whose limit; undefined for that of the options. */
  readonly account?: Limited | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A rejected caller, with the wait that it would need, in milliseconds. */
interface Rejection {
  readonly rejectedForMs: number;
}

/**
 * The rate limit: keeps the vendor's limit of calls per second, across all processes of the account. A caller gets a
 * permit for now, a permit for later behind earlier callers, or a rejection at once.
 */
@Injectable()
export class RateLimitService {
  private readonly logger = new Logger(LOG_CONTEXT);
  private readonly limits: StoredLimits;
  private readonly permitClock = new PermitClock();

  constructor(
    private readonly store: RateLimitStore,
    private readonly telemetry: TelemetryService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {
    this.limits = new StoredLimits(store, clock);
  }

  /**
   * Acquires a permit and waits for its time.
   *
   * @throws IdVerificationError `rate_limited`, at once; `aborted`
   */
  async acquire(operation: CloudauthOperation, caller: Caller): Promise<void> {
    const limit = this.limitOf(operation, caller.account);
    if (limit === undefined) return;
    const queue = (): Promise<void> => this.queue(limit, caller);
    await (caller.background === true ? queue() : this.telemetry.rateLimitWait(operation, queue));
  }

  /**
   * Fails fast: rejects a caller that {@link acquire} would reject, before a row is inserted. Queries the queue only
   * if this process saw one.
   *
   * @param leftMs the caller's remaining time, in milliseconds
   * @throws IdVerificationError `rate_limited`
   */
  async assertRoom(operation: CloudauthOperation, leftMs: number, account?: Limited): Promise<void> {
    const limit = this.limitOf(operation, account);
    if (limit === undefined || !this.permitClock.isQueued(limitName(limit), this.now())) return;
    const waitMs = (await this.peek(limit)) ?? 0;
    if (waitMs > firstWaitMs({ leftMs, leastMs: 0 })) throw rateLimited({ rejectedForMs: waitMs });
  }

  private async queue(limit: Limit, caller: Caller): Promise<void> {
    const { isRetry, background = false, signal } = caller;
    const began = this.now();
    const untilAnother = anotherWaitMs(caller);
    let permit = await this.permit(limit, background, isRetry ? untilAnother : firstWaitMs(caller));
    while (!isRejected(permit) && !(await this.awaitPermit(limit, permit, signal))) {
      permit = await this.permit(limit, background, began + untilAnother - this.now());
    }
    if (isRejected(permit)) throw rateLimited(permit);
  }

  /**
   * Acquires spare permits for a worker; once a second it may queue for one.
   *
   * @returns the number of permits, up to `most`
   * @throws IdVerificationError `aborted`
   */
  async acquireSparePermits(
    operation: CloudauthOperation,
    most: number,
    signal: AbortSignal,
  ): Promise<number> {
    const limit = this.limitOf(operation);
    if (limit === undefined) return most;
    const longestWaitMs = firstWaitMs({ leftMs: this.options.deadlineMs, leastMs: 0 });
    let oldest = Infinity;
    for (let taken = 0; taken < most; taken += 1) {
      // Permits that were acquired earlier would be used too late, all at once.
      if (this.now() > oldest + toleratedDelayMs(limit.safetyMarginMs)) return taken;
      const permit = await this.permit(limit, true, longestWaitMs);
      if (isRejected(permit) || !(await this.awaitPermit(limit, permit, signal))) return taken;
      if (permit.waitMs > 0) return taken + 1;
      oldest = Math.min(oldest, permit.at);
    }
    return most;
  }

  /** Slows down after the vendor throttled a call: other applications use the account's limit too. */
  async slowDown(operation: CloudauthOperation, account?: Limited): Promise<void> {
    const limit = this.limitOf(operation, account);
    if (limit !== undefined && (await this.store.slowDown(limit))) {
      this.telemetry.rateLimitSlowDown(operation);
      const whose = account && limit.account;
      this.logger.warn(
        logLine('rate_limit_slowed_down', { operation, account: whose, hint: SLOWED_DOWN_HINT }),
      );
    }
  }

  /** The use of each limit of the options' account; empty if the rate limit is off. */
  async usage(): Promise<RateLimitUsage[]> {
    const { rateLimit, endpoint } = this.options;
    return rateLimit === undefined ? [] : this.store.usage(rateLimit.account, endpoint.host);
  }

  /** Waits for a permit, which is rescheduled if it was missed. @returns whether the call may be made now */
  private async awaitPermit(limit: Limit, permit: LocalPermit, signal?: AbortSignal): Promise<boolean> {
    return (
      (await this.waitFor(limit, permit, signal)) ||
      this.store.reschedulePermit(limit, permit, toleratedDelayMs(limit.safetyMarginMs))
    );
  }

  /**
   * @returns whether the permit is still valid: not if the timer was late or the permit was revoked because the
   *   vendor throttled other calls. A permit for now is always valid, however slow the database was.
   */
  private async waitFor(
    limit: Limit,
    { at, waitMs, givenAt }: LocalPermit,
    signal?: AbortSignal,
  ): Promise<boolean> {
    if (waitMs <= 0) return true;
    await this.sleepUntil(at - CHECK_AHEAD_MS, signal);
    if (await this.store.isRevoked(limit, givenAt)) return false;
    await this.sleepUntil(at, signal);
    return this.now() <= at + toleratedDelayMs(limit.safetyMarginMs);
  }

  private async sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
    const milliseconds = Math.ceil(time - this.now());
    if (milliseconds <= 0) return;
    // A call that waits for its permit was not sent.
    await sleepUnlessAborted(this.clock, milliseconds, signal, { nothingSent: true });
  }

  private async permit(
    limit: Limit,
    background: boolean,
    longestWaitMs: number,
  ): Promise<LocalPermit | Rejection> {
    await this.limits.ensure(limit, windowOf(limit));
    const requestedAt = this.now();
    const permit = await this.store.acquire(limit, background, longestWaitMs);
    if (permit !== undefined) {
      return this.permitClock.date(limitName(limit), permit, requestedAt, this.now());
    }
    const rejectedForMs = await this.peek(limit);
    return rejectedForMs === undefined ? this.permit(limit, background, longestWaitMs) : { rejectedForMs };
  }

  /** The wait for the next free permit, in milliseconds. */
  private async peek(limit: Limit): Promise<number | undefined> {
    const requestedAt = this.now();
    const waitMs = await this.store.waitMs(limit);
    if (waitMs === undefined) this.limits.forget(limit);
    else this.permitClock.extendQueue(limitName(limit), requestedAt + waitMs);
    return waitMs;
  }

  /** Undefined if the rate limit is off. */
  private limitOf(
    operation: CloudauthOperation,
    { rateLimit, endpoint }: Limited = this.options,
  ): Limit | undefined {
    return rateLimit && { ...rateLimit, endpoint: endpoint.host, operation };
  }

  private now(): number {
    return this.clock.monotonic();
  }
}

function windowOf({ perSecond, safetyMarginMs }: ResolvedRateLimitOptions): RateLimitSettings {
  return { perSecond, windowMs: 1_000 + safetyMarginMs };
}

function isRejected(permit: LocalPermit | Rejection): permit is Rejection {
  return 'rejectedForMs' in permit;
}

function rateLimited({ rejectedForMs }: Rejection): IdVerificationError {
  return new IdVerificationError('rate_limited', { retryAfterMs: Math.max(1, Math.ceil(rejectedForMs)) });
}
