import { Inject, Injectable, Logger } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../clock/clock.js';
import { sleepUnlessAborted } from '../clock/sleep-unless-aborted.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { logLine } from '../logging/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import type { ResolvedRateLimitOptions } from '../options/resilience-options.js';
import { QuotaStore, type QuotaKey, type QuotaLimit, type QuotaUsage } from '../transaction/quota.store.js';
import { Telemetry } from '../telemetry/telemetry.service.js';
import type { CloudauthOperation } from '../contract/cloudauth-operation.js';
import { PermitClock, type LocalMoment } from './permit-clock.js';
import { anotherWaitMs, firstWaitMs, toleratedDelayMs, type CallerTime } from './permit-wait.js';
import { StoredLimits } from './stored-limits.js';

/** What to do about calls that the vendor throttles. */
export const SLOWED_DOWN_HINT =
  'Now and then: calls arrive late, raise `rateLimit.safetyMarginMs`. Often: others use the account’s limit too, lower `rateLimit.perSecond` to what is left.';

/** So long before its moment a caller asks whether it still counts: a slow answer must make nobody late. */
const CHECK_AHEAD_MS = 40;

/** A caller that wants to make a call. */
interface Caller extends CallerTime {
  /** Whether it has had a moment before. */
  readonly again: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What keeps a caller from a moment: how long it would have to wait, in milliseconds. */
interface Refusal {
  readonly refusedForMs: number;
}

/**
 * Keeps the vendor's limit of calls per second, together with every other process that uses the account. A caller gets
 * its moment at once: now while the second has room, later behind those who came before, or not at all.
 */
@Injectable()
export class QuotaService {
  private readonly logger = new Logger('IdVerification');
  private readonly limits: StoredLimits;
  private readonly permitClock = new PermitClock();

  constructor(
    private readonly store: QuotaStore,
    private readonly telemetry: Telemetry,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {
    this.limits = new StoredLimits(store);
  }

  /**
   * Waits until a call may go out.
   *
   * @throws IdVerificationError `quota_exhausted`, at once; `aborted`
   */
  async take(operation: CloudauthOperation, caller: Caller): Promise<void> {
    const key = this.keyOf(operation);
    if (key === undefined) return;
    await this.telemetry.quotaWait(operation, () => this.queue(key, caller));
  }

  /**
   * Refuses a caller that the queue would refuse, so that nothing need be prepared for it: with a look at the queue, as
   * long as this process knows of one.
   *
   * @param leftMs the time for everything of a caller that has had no moment yet
   * @throws IdVerificationError `quota_exhausted`
   */
  async assertRoom(operation: CloudauthOperation, leftMs: number): Promise<void> {
    const key = this.keyOf(operation);
    if (key === undefined || !this.permitClock.isQueued(operation, this.now())) return;
    const waitMs = (await this.look(key)) ?? 0;
    if (waitMs > firstWaitMs({ leftMs, leastMs: 0 })) throw exhausted({ refusedForMs: waitMs });
  }

  private async queue(key: QuotaKey, caller: Caller): Promise<void> {
    const { again, signal } = caller;
    const began = this.now();
    const untilAnother = anotherWaitMs(caller);
    let moment = await this.moment(key, false, again ? untilAnother : firstWaitMs(caller));
    while (!isRefused(moment) && !(await this.meet(key, moment, signal))) {
      moment = await this.moment(key, false, began + untilAnother - this.now());
    }
    if (isRefused(moment)) throw exhausted(moment);
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
      const moment = await this.moment(key, true, longestWaitMs);
      if (isRefused(moment) || !(await this.meet(key, moment, signal))) return taken;
      if (moment.waitMs > 0) return taken + 1;
      oldest = Math.min(oldest, moment.at);
    }
    return most;
  }

  /** The vendor refused a call because the account's limit is used up: others use it too. */
  async slowDown(operation: CloudauthOperation): Promise<void> {
    const key = this.keyOf(operation);
    if (key !== undefined && (await this.store.slowDown(key))) {
      this.telemetry.quotaSlowDown(operation);
      this.logger.warn(logLine('quota_slowed_down', { operation, hint: SLOWED_DOWN_HINT }));
    }
  }

  /** How much of the limits is in use; nothing where none is kept. */
  async usage(): Promise<QuotaUsage[]> {
    const { rateLimit, endpoint } = this.options;
    return rateLimit === undefined ? [] : this.store.usage(rateLimit.account, endpoint.host);
  }

  /** Waits for a moment, which is moved when it was missed. @returns whether the call may go out now */
  private async meet(key: QuotaKey, moment: LocalMoment, signal?: AbortSignal): Promise<boolean> {
    return (await this.waitFor(key, moment, signal)) || this.store.postpone(key, moment, this.toleratedMs);
  }

  /**
   * @returns whether the moment was met and still counted: a caller that woke late, or whose moment became void because
   *   the vendor refused others, would be one too many. One whose moment is now goes, however long the answer took.
   */
  private async waitFor(
    key: QuotaKey,
    { at, waitMs, givenAt }: LocalMoment,
    signal?: AbortSignal,
  ): Promise<boolean> {
    if (waitMs <= 0) return true;
    await this.sleepUntil(at - CHECK_AHEAD_MS, signal);
    if (await this.store.isVoid(key, givenAt)) return false;
    await this.sleepUntil(at, signal);
    return this.now() <= at + this.toleratedMs;
  }

  private async sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
    const milliseconds = Math.ceil(time - this.now());
    if (milliseconds <= 0) return;
    // A call that waits for its permit was not sent.
    await sleepUnlessAborted(this.clock, milliseconds, signal, { nothingSent: true });
  }

  private async moment(
    key: QuotaKey,
    background: boolean,
    longestWaitMs: number,
  ): Promise<LocalMoment | Refusal> {
    const { rateLimit } = this.options;
    if (rateLimit !== undefined) await this.limits.ensure(key, windowOf(rateLimit));
    const askedAt = this.now();
    const moment = await this.store.take(key, background, longestWaitMs);
    if (moment !== undefined) return this.permitClock.date(key.operation, moment, askedAt, this.now());
    const refusedForMs = await this.look(key);
    return refusedForMs === undefined ? this.moment(key, background, longestWaitMs) : { refusedForMs };
  }

  /** How far ahead the next free moment lies. */
  private async look(key: QuotaKey): Promise<number | undefined> {
    const askedAt = this.now();
    const waitMs = await this.store.waitMs(key);
    if (waitMs === undefined) this.limits.forget(key);
    else this.permitClock.extendQueue(key.operation, askedAt + waitMs);
    return waitMs;
  }

  /** Undefined where no limit is kept. */
  private keyOf(operation: CloudauthOperation): QuotaKey | undefined {
    const { rateLimit, endpoint } = this.options;
    return rateLimit && { account: rateLimit.account, endpoint: endpoint.host, operation };
  }

  /** How late a caller may be for its moment. */
  private get toleratedMs(): number {
    return toleratedDelayMs(this.options.rateLimit?.safetyMarginMs ?? 0);
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

function windowOf({ perSecond, safetyMarginMs }: ResolvedRateLimitOptions): QuotaLimit {
  return { perSecond, windowMs: 1_000 + safetyMarginMs };
}

function isRefused(moment: LocalMoment | Refusal): moment is Refusal {
  return 'refusedForMs' in moment;
}

function exhausted({ refusedForMs }: Refusal): IdVerificationError {
  return new IdVerificationError('quota_exhausted', { retryAfterMs: Math.max(1, Math.ceil(refusedForMs)) });
}
