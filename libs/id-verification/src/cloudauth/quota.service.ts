import { Inject, Injectable, Logger } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../clock/clock.js';
import { RemoteClock } from '../clock/remote-clock.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { logLine } from '../logging/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/resolved-options.js';
import { QuotaStore, type Moment, type QuotaKey, type QuotaUsage } from '../transaction/quota.store.js';
import { Telemetry } from '../telemetry/telemetry.service.js';
import type { CloudauthOperation } from '../contract/cloudauth-operation.js';
import { SLOWED_DOWN_HINT } from './slowed-down-hint.js';

/**
 * Of the guard so much is for callers that wake late for their moment; the rest is for the way to the vendor. Timers
 * are late by a millisecond or two at the best, whatever the guard.
 */
const TOLERATED = { share: 0.5, leastMs: 5 };

/** So long before its moment a caller asks whether it still counts: a slow answer must make nobody late. */
const CHECK_AHEAD_MS = 40;

/**
 * Of a caller's time so much may pass before its first moment, and before another one that it takes because it missed
 * the first or its call is made again: one who has queued must not be sent away for that. The rest is the call's.
 */
const SHARES = { firstMoment: 0.4, anotherMoment: 0.85 };

/** Who wants to make a call. */
interface Caller {
  /** Its time for everything, in milliseconds, and what of that the call needs at the least. */
  readonly leftMs: number;
  readonly leastMs: number;
  /** Whether it has had a moment before. */
  readonly again: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A moment, and when it is by this process's clock, in milliseconds since the epoch. */
type LocalMoment = Moment & { readonly at: number };

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
  private readonly onRecord = new Map<string, Promise<void>>();
  private readonly databaseClock = new RemoteClock();
  /** Until when moments are taken, by operation, as far as this process has heard. */
  private readonly queueEnds = new Map<string, number>();

  constructor(
    private readonly store: QuotaStore,
    private readonly telemetry: Telemetry,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {}

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
    if (key === undefined || (this.queueEnds.get(operation) ?? 0) <= this.now()) return;
    const waitMs = (await this.look(key)) ?? 0;
    if (waitMs > SHARES.firstMoment * leftMs) throw exhausted({ refusedForMs: waitMs });
  }

  private async queue(key: QuotaKey, { leftMs, leastMs, again, signal }: Caller): Promise<void> {
    const began = this.now();
    // A moment after which no time is left for the call would be missing elsewhere.
    const longest = (share: number): number => Math.min(share * leftMs, leftMs - leastMs);
    const untilAnother = longest(SHARES.anotherMoment);
    let moment = await this.moment(key, false, again ? untilAnother : longest(SHARES.firstMoment));
    while (!isRefused(moment) && !(await this.meet(key, moment, signal))) {
      moment = await this.moment(key, false, began + untilAnother - this.now());
    }
    if (isRefused(moment)) throw exhausted(moment);
  }

  /**
   * Takes as many moments as are left over, for work that nobody waits for; once a second it stands in the queue itself.
   *
   * @returns how many that are now, up to `most`
   * @throws IdVerificationError `aborted`
   */
  async takeLeftovers(operation: CloudauthOperation, most: number, signal: AbortSignal): Promise<number> {
    const key = this.keyOf(operation);
    if (key === undefined) return most;
    let oldest = Infinity;
    for (let taken = 0; taken < most; taken += 1) {
      // Those that were taken pass meanwhile, and would all go out together, too late.
      if (this.now() > oldest + this.toleratedMs) return taken;
      const moment = await this.moment(key, true, SHARES.firstMoment * this.options.deadlineMs);
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
    const { quota, endpoint } = this.options;
    return quota === undefined ? [] : this.store.usage(quota.account, endpoint.host);
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
    await this.clock.sleep(milliseconds, signal).catch(() => {
      throw new IdVerificationError('aborted', { nothingSent: true });
    });
  }

  private async moment(
    key: QuotaKey,
    background: boolean,
    longestWaitMs: number,
  ): Promise<LocalMoment | Refusal> {
    await this.putOnRecord(key);
    const askedAt = this.now();
    const moment = await this.store.take(key, background, longestWaitMs);
    if (moment === undefined) {
      const refusedForMs = await this.look(key);
      return refusedForMs === undefined ? this.moment(key, background, longestWaitMs) : { refusedForMs };
    }
    this.queueEnds.set(key.operation, askedAt + moment.waitMs);
    this.databaseClock.hear(moment.givenAt, this.now());
    // It was given after it was asked for, whatever a clock that was set anew says.
    const givenAt = Math.max(askedAt, this.databaseClock.toLocal(moment.givenAt));
    return { ...moment, at: givenAt + moment.waitMs };
  }

  /** How far ahead the next free moment lies. */
  private async look(key: QuotaKey): Promise<number | undefined> {
    const askedAt = this.now();
    const waitMs = await this.store.waitMs(key);
    if (waitMs === undefined) {
      // Somebody emptied the table under a running process.
      this.onRecord.delete(key.operation);
    } else {
      this.queueEnds.set(key.operation, askedAt + waitMs);
    }
    return waitMs;
  }

  /** Once in the life of a process, with the first call. */
  private putOnRecord(key: QuotaKey): Promise<void> {
    const limit = this.options.quota;
    if (limit === undefined) return Promise.resolve();
    const known = this.onRecord.get(key.operation);
    if (known !== undefined) return known;
    const ensured = this.store.ensure(key, limit);
    ensured.catch(() => this.onRecord.delete(key.operation));
    this.onRecord.set(key.operation, ensured);
    return ensured;
  }

  /** Undefined where no limit is kept. */
  private keyOf(operation: CloudauthOperation): QuotaKey | undefined {
    const { quota, endpoint } = this.options;
    return quota && { account: quota.account, endpoint: endpoint.host, operation };
  }

  /** How late a caller may be for its moment. */
  private get toleratedMs(): number {
    const guardMs = (this.options.quota?.windowMs ?? 0) - 1_000;
    return Math.max(TOLERATED.share * guardMs, TOLERATED.leastMs);
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

function isRefused(moment: LocalMoment | Refusal): moment is Refusal {
  return 'refusedForMs' in moment;
}

function exhausted({ refusedForMs }: Refusal): IdVerificationError {
  return new IdVerificationError('quota_exhausted', { retryAfterMs: Math.max(1, Math.ceil(refusedForMs)) });
}
