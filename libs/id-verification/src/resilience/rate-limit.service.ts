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
import { StoredLimits } from './stored-limits.js';

/** What to do about calls that the vendor throttles. */
export const SLOWED_DOWN_HINT =
  'Occasionally: calls arrive late, raise `rateLimit.safetyMarginMs`. Often: others use the account’s limit too, lower `rateLimit.perSecond` to what is left.';

/** So long before its permit a caller checks that it is still valid: a slow response must delay no caller. */
const CHECK_AHEAD_MS = 40;

/** A caller that wants to make a call. */
interface Caller extends CallerTime {
  /** Whether it has had a permit before. */
  readonly again: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What keeps a caller from a permit: how long it would have to wait, in milliseconds. */
interface Rejection {
  readonly rejectedForMs: number;
}

/**
 * Keeps the vendor's limit of calls per second, together with every other process that uses the account. A caller gets
 * its permit at once: for now while the second has room, for later behind earlier callers, or none.
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
    this.limits = new StoredLimits(store);
  }

  /**
   * Waits until a call may go out.
   *
   * @throws IdVerificationError `rate_limited`, at once; `aborted`
   */
  async acquire(operation: CloudauthOperation, caller: Caller): Promise<void> {
    const key = this.keyOf(operation);
    if (key === undefined) return;
    await this.telemetry.rateLimitWait(operation, () => this.queue(key, caller));
  }

  /**
   * Refuses a caller that the queue would refuse, so that nothing need be prepared for it: with one read of the queue, as
   * long as this process knows of one.
   *
   * @param leftMs the time for everything of a caller that has had no permit yet
   * @throws IdVerificationError `rate_limited`
   */
  async assertRoom(operation: CloudauthOperation, leftMs: number): Promise<void> {
    const key = this.keyOf(operation);
    if (key === undefined || !this.permitClock.isQueued(operation, this.now())) return;
    const waitMs = (await this.peek(key)) ?? 0;
    if (waitMs > firstWaitMs({ leftMs, leastMs: 0 })) throw rateLimited({ rejectedForMs: waitMs });
  }

  private async queue(key: RateLimitKey, caller: Caller): Promise<void> {
    const { again, signal } = caller;
    const began = this.now();
    const untilAnother = anotherWaitMs(caller);
    let permit = await this.permit(key, false, again ? untilAnother : firstWaitMs(caller));
    while (!isRejected(permit) && !(await this.awaitPermit(key, permit, signal))) {
      permit = await this.permit(key, false, began + untilAnother - this.now());
    }
    if (isRejected(permit)) throw rateLimited(permit);
  }

  /**
   * Acquires permits that no foreground call needs, for a worker; once a second it queues for one itself.
   *
   * @returns how many that are now, up to `most`
   * @throws IdVerificationError `aborted`
   */
  async acquireSparePermits(
    operation: CloudauthOperation,
    most: number,
    signal: AbortSignal,
  ): Promise<number> {
    const key = this.keyOf(operation);
    if (key === undefined) return most;
    const longestWaitMs = firstWaitMs({ leftMs: this.options.deadlineMs, leastMs: 0 });
    let oldest = Infinity;
    for (let taken = 0; taken < most; taken += 1) {
      // Those that were taken pass meanwhile, and would all go out together, too late.
      if (this.now() > oldest + this.toleratedMs) return taken;
      const permit = await this.permit(key, true, longestWaitMs);
      if (isRejected(permit) || !(await this.awaitPermit(key, permit, signal))) return taken;
      if (permit.waitMs > 0) return taken + 1;
      oldest = Math.min(oldest, permit.at);
    }
    return most;
  }

  /** The vendor refused a call because the account's limit is used up: others use it too. */
  async slowDown(operation: CloudauthOperation): Promise<void> {
    const key = this.keyOf(operation);
    if (key !== undefined && (await this.store.slowDown(key))) {
      this.telemetry.rateLimitSlowDown(operation);
      this.logger.warn(logLine('rate_limit_slowed_down', { operation, hint: SLOWED_DOWN_HINT }));
    }
  }

  /** How much of the limits is in use; nothing where none is kept. */
  async usage(): Promise<RateLimitUsage[]> {
    const { rateLimit, endpoint } = this.options;
    return rateLimit === undefined ? [] : this.store.usage(rateLimit.account, endpoint.host);
  }

  /** Waits for a permit, which is replaced when it was missed. @returns whether the call may go out now */
  private async awaitPermit(key: RateLimitKey, permit: LocalPermit, signal?: AbortSignal): Promise<boolean> {
    return (
      (await this.waitFor(key, permit, signal)) || this.store.reschedulePermit(key, permit, this.toleratedMs)
    );
  }

  /**
   * @returns whether the permit was met and still counted: a caller that woke late, or whose permit became void because
   *   the vendor refused others, would be one too many. One whose permit is for now goes out, however long the response took.
   */
  private async waitFor(
    key: RateLimitKey,
    { at, waitMs, givenAt }: LocalPermit,
    signal?: AbortSignal,
  ): Promise<boolean> {
    if (waitMs <= 0) return true;
    await this.sleepUntil(at - CHECK_AHEAD_MS, signal);
    if (await this.store.isRevoked(key, givenAt)) return false;
    await this.sleepUntil(at, signal);
    return this.now() <= at + this.toleratedMs;
  }

  private async sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
    const milliseconds = Math.ceil(time - this.now());
    if (milliseconds <= 0) return;
    // A call that waits for its permit was not sent.
    await sleepUnlessAborted(this.clock, milliseconds, signal, { nothingSent: true });
  }

  private async permit(
    key: RateLimitKey,
    background: boolean,
    longestWaitMs: number,
  ): Promise<LocalPermit | Rejection> {
    const { rateLimit } = this.options;
    if (rateLimit !== undefined) await this.limits.ensure(key, windowOf(rateLimit));
    const requestedAt = this.now();
    const permit = await this.store.acquire(key, background, longestWaitMs);
    if (permit !== undefined) return this.permitClock.date(key.operation, permit, requestedAt, this.now());
    const rejectedForMs = await this.peek(key);
    return rejectedForMs === undefined ? this.permit(key, background, longestWaitMs) : { rejectedForMs };
  }

  /** How far ahead the next free permit lies. */
  private async peek(key: RateLimitKey): Promise<number | undefined> {
    const requestedAt = this.now();
    const waitMs = await this.store.waitMs(key);
    if (waitMs === undefined) this.limits.forget(key);
    else this.permitClock.extendQueue(key.operation, requestedAt + waitMs);
    return waitMs;
  }

  /** Undefined where no limit is kept. */
  private keyOf(operation: CloudauthOperation): RateLimitKey | undefined {
    const { rateLimit, endpoint } = this.options;
    return rateLimit && { account: rateLimit.account, endpoint: endpoint.host, operation };
  }

  /** How late a caller may be for its permit. */
  private get toleratedMs(): number {
    return toleratedDelayMs(this.options.rateLimit?.safetyMarginMs ?? 0);
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
