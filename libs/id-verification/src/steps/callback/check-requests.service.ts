import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { WorkerNotifierService } from '../../runtime/worker-notifier.service.js';
import { CHECK_STARTER, type CheckStarter } from '../../runtime/started-work.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import { CheckRequestStore } from '../../storage/check-request.store.js';
import { verificationIdOf } from './callback-token.js';

/** The most check requests in memory. Further ones are dropped, and the scheduled checks find the verdict. */
const MOST_WAITING = 10_000;

/** The number of rows that one statement makes due. */
const BATCH = 500;

/**
 * Turns callbacks into check requests. A callback with a genuine token makes its row due now; any other callback causes
 * neither a statement nor a vendor call. No callback decides a verdict.
 */
@Injectable()
export class CheckRequestsService implements WorkerTask, OnApplicationShutdown {
  readonly name = 'check_request';
  /** A process that only serves requests also receives callbacks, and keeps them in its own memory. */
  readonly isAlwaysEnabled = true;
  private readonly waiting = new Set<string>();

  constructor(
    private readonly store: CheckRequestStore,
    private readonly notifier: WorkerNotifierService,
    @Inject(CHECK_STARTER) private readonly checks: CheckStarter,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Queues a check for each genuine token of a callback. @returns whether one of them is genuine */
  take(tokens: readonly string[]): boolean {
    const { callback } = this.options;
    if (callback === undefined) return false;
    const ids = tokens
      .map((token) => verificationIdOf(token, callback.keys))
      .filter((id) => id !== undefined);
    for (const id of ids) if (this.waiting.size < MOST_WAITING) this.waiting.add(id);
    if (ids.length > 0) this.notifier.notify(this.name);
    return ids.length > 0;
  }

  /** Called after the server is closed: stores the remaining check requests before the database is closed. */
  async onApplicationShutdown(): Promise<void> {
    try {
      while (await this.runOnce());
    } catch {
      // The scheduled checks find the verdicts.
    }
  }

  /** Stores one batch of check requests, and begins checks that need no permit. They stay in memory while the database is unavailable. */
  async runOnce(): Promise<boolean> {
    const batch = [...this.waiting].slice(0, BATCH);
    if (batch.length === 0) return false;
    // Removed before the statement: a callback that arrives during it is another request.
    for (const id of batch) this.waiting.delete(id);
    const reservation = this.checks.reserve(batch.length);
    try {
      const { lease, most } = reservation;
      const { claimed, waiting } = await this.store.requestChecks(batch, lease, most, !this.checks.isIdle);
      reservation.begin(claimed);
      if (waiting > 0) this.notifier.notify('check');
      return this.waiting.size > 0;
    } catch (error) {
      reservation.begin([]);
      for (const id of batch) this.waiting.add(id);
      throw error;
    }
  }
}
