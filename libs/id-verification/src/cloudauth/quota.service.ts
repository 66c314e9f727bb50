import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../clock/clock.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { logLine } from '../logging/log-line.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/resolved-options.js';
import { QuotaStore, type Moment, type QuotaKey, type QuotaUsage } from '../transaction/quota.store.js';
import { Telemetry } from '../telemetry/telemetry.service.js';
import type { CloudauthOperation } from './cloudauth-operation.js';

/** Who wakes later than this for his moment takes another one: this one is half over, in milliseconds. */
const LATE_MS = 12;

const HINT =
  'Others use the account’s limit too. Lower `quota.perSecond` to what is left for this application.';

/**
 * Of a caller's time so much may pass before its first moment, and before another one that it takes because it missed
 * the first: one who has queued must not be sent away for that. The rest is the call's.
 */
const SHARES = { firstMoment: 0.4, anotherMoment: 0.85 };

/** A moment, and how long the database took to give it, in milliseconds. */
type TimedMoment = Moment & { readonly statementMs: number };

/**
 * Keeps the vendor's limit of calls per second, together with every other process that uses the account. A caller gets
 * its moment at once: now while the second has room, later behind those who came before, or not at all.
 */
@Injectable()
export class QuotaService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('IdVerification');
  private readonly stopping = new AbortController();
  private readonly onRecord = new Map<string, Promise<void>>();

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
   * @throws IdVerificationError `quota_exhausted`, at once; `aborted`
   */
  async take(operation: CloudauthOperation, leftMs: number, signal?: AbortSignal): Promise<void> {
    const key = this.keyOf(operation);
    if (key === undefined) return;
    await this.telemetry.quotaWait(operation, () => this.queue(key, leftMs, signal));
  }

  private async queue(key: QuotaKey, leftMs: number, signal?: AbortSignal): Promise<void> {
    const began = this.now();
    let moment = await this.moment(key, false, SHARES.firstMoment * leftMs);
    while (moment.granted && !(await this.waitFor(key, moment, signal))) {
      moment = await this.moment(key, false, began + SHARES.anotherMoment * leftMs - this.now());
    }
    if (moment.granted) return;
    throw new IdVerificationError('quota_exhausted', { retryAfterMs: Math.ceil(moment.waitMs) });
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
      if (!moment.granted || !(await this.waitFor(key, moment, this.stopping.signal))) return taken;
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
      this.logger.warn(logLine('quota_slowed_down', { operation, hint: HINT }));
    }
  }

  /** How much of the limits is in use; nothing where none is kept. */
  async usage(): Promise<QuotaUsage[]> {
    const { quota, endpoint } = this.options;
    return quota === undefined ? [] : this.store.usage(quota.account, endpoint.host);
  }

  /**
   * @returns whether the moment was met and still counted: a caller that woke late, or whose moment became void because
   *   the vendor refused others, would be one too many
   */
  private async waitFor(
    key: QuotaKey,
    { waitMs, givenAt, statementMs }: TimedMoment,
    signal?: AbortSignal,
  ): Promise<boolean> {
    if (waitMs <= 0) return true;
    const moment = this.now() + waitMs;
    // Asked so much ahead that a slow database makes nobody late.
    await this.sleepUntil(moment - 2 * statementMs, signal);
    if (await this.store.isVoid(key, givenAt)) return false;
    await this.sleepUntil(moment, signal);
    return this.now() <= moment + LATE_MS;
  }

  private async sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
    const milliseconds = Math.ceil(time - this.now());
    if (milliseconds <= 0) return;
    await this.clock.sleep(milliseconds, signal).catch(() => {
      throw new IdVerificationError('aborted');
    });
  }

  private async moment(key: QuotaKey, background: boolean, longestWaitMs: number): Promise<TimedMoment> {
    await this.putOnRecord(key);
    const askedAt = this.now();
    const moment = await this.store.take(key, background, longestWaitMs);
    if (moment !== undefined) return { ...moment, statementMs: this.now() - askedAt };
    // Somebody emptied the table under a running process.
    this.onRecord.delete(key.operation);
    return this.moment(key, background, longestWaitMs);
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

  private now(): number {
    return this.clock.now().getTime();
  }
}
