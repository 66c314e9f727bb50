import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../clock/clock.js';
import { RemoteClock } from '../clock/remote-clock.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { logLine } from '../logging/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/resolved-options.js';
import { QuotaStore, type Moment, type QuotaKey, type QuotaUsage } from '../transaction/quota.store.js';
import { Telemetry } from '../telemetry/telemetry.service.js';
import type { CloudauthOperation } from './cloudauth-operation.js';
import { SLOWED_DOWN_HINT } from './slowed-down-hint.js';

/** Of the guard so much is for callers that wake late for their moment; the rest is for the way to the vendor. */
const TOLERATED_SHARE = 0.5;

/** So long before its moment a caller asks whether it still counts: a slow answer must make nobody late. */
const CHECK_AHEAD_MS = 40;

/**
 * Of a caller's time so much may pass before its first moment, and before another one that it takes because it missed
 * the first or its call is made again: one who has queued must not be sent away for that. The rest is the call's.
 */
const SHARES = { firstMoment: 0.4, anotherMoment: 0.85 };

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
export class QuotaService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('IdVerification');
  private readonly stopping = new AbortController();
  private readonly onRecord = new Map<string, Promise<void>>();
  private readonly databaseClock = new RemoteClock();
  /** Until when at least moments are taken, by operation, as far as this process has heard. */
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
   * @param leftMs the caller's time for everything, its call among it
   * @param again whether the caller has had a moment before
   * @throws IdVerificationError `quota_exhausted`, at once; `aborted`
   */
  async take(
    operation: CloudauthOperation,
    leftMs: number,
    again: boolean,
    signal?: AbortSignal,
  ): Promise<void> {
    const key = this.keyOf(operation);
    if (key === undefined) return;
    await this.telemetry.quotaWait(operation, () => this.queue(key, leftMs, again, signal));
  }

  /**
   * Refuses a caller that the queue would refuse, so that nothing need be prepared for it. Costs nothing while nobody
   * queues, and a look otherwise.
   *
   * @param leftMs as for {@link take}, for a caller that has had no moment yet
   * @throws IdVerificationError `quota_exhausted`
   */
  async assertRoom(operation: CloudauthOperation, leftMs: number): Promise<void> {
    const key = this.keyOf(operation);
    const knownMs = (this.queueEnds.get(operation) ?? 0) - this.now();
    if (key === undefined || knownMs <= 0) return;
    const longestWaitMs = SHARES.firstMoment * leftMs;
    // A queue's end only moves on: one that is too far already need not be looked at.
    const waitMs = knownMs > longestWaitMs ? knownMs : ((await this.look(key)) ?? 0);
    if (waitMs <= longestWaitMs) return;
    await this.telemetry.quotaWait(operation, () => Promise.reject(exhausted({ refusedForMs: waitMs })));
  }

  private async queue(key: QuotaKey, leftMs: number, again: boolean, signal?: AbortSignal): Promise<void> {
    const began = this.now();
    const share = again ? SHARES.anotherMoment : SHARES.firstMoment;
    let moment = await this.moment(key, false, share * leftMs);
    while (!isRefused(moment) && !(await this.meet(key, moment, signal))) {
      moment = await this.moment(key, false, began + SHARES.anotherMoment * leftMs - this.now());
    }
    if (isRefused(moment)) throw exhausted(moment);
  }

  /**
   * Takes as many moments as are left over, for work that nobody waits for; once a second it stands in the queue itself.
   *
   * @returns how many, up to `most`
   * @throws IdVerificationError `aborted` when the application stops
   */
  async takeLeftovers(operation: CloudauthOperation, most: number): Promise<number> {
    const key = this.keyOf(operation);
    if (key === undefined) return most;
    for (let taken = 0; taken < most; taken += 1) {
      const moment = await this.moment(key, true, SHARES.firstMoment * this.options.deadlineMs);
      if (isRefused(moment) || !(await this.meet(key, moment, this.stopping.signal))) return taken;
    }
    return most;
  }

  /** Work that waits in the background for its moment need not begin any more. */
  beforeApplicationShutdown(): void {
    this.stopping.abort();
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
      throw new IdVerificationError('aborted');
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
    return this.local(moment);
  }

  private local(moment: Moment): LocalMoment {
    this.databaseClock.hear(moment.givenAt, this.now());
    return { ...moment, at: this.databaseClock.toLocal(moment.givenAt) + moment.waitMs };
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
    return TOLERATED_SHARE * ((this.options.quota?.windowMs ?? 0) - 1_000);
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

function isRefused(moment: LocalMoment | Refusal): moment is Refusal {
  return 'refusedForMs' in moment;
}

function exhausted({ refusedForMs }: Refusal): IdVerificationError {
  return new IdVerificationError('quota_exhausted', { retryAfterMs: Math.ceil(refusedForMs) });
}
