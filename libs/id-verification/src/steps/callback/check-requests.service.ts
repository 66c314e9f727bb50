import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { WorkerNotifierService } from '../../runtime/worker-notifier.service.js';
import type { WorkerTask } from '../../runtime/worker-task.js';
import { VerdictStore } from '../../storage/verdict.store.js';
import { verificationIdOf } from './callback-token.js';

/** Beyond this many the schedule of the resolver has to do; a flood must not fill the memory. */
const MOST_WAITING = 10_000;

/** How many rows one statement makes due. */
const BATCH = 500;

/**
 * Turns callbacks into check requests. A callback decides nothing: one with a genuine token makes its row due now, and any
 * other costs neither a statement nor a vendor call.
 */
@Injectable()
export class CheckRequestsService implements WorkerTask, OnApplicationShutdown {
  readonly name = 'check_request';
  readonly pollIntervalMs: number;
  /** A process that only serves requests receives callbacks too, and no other process knows of them. */
  readonly isAlwaysEnabled = true;
  private readonly waiting = new Set<string>();

  constructor(
    private readonly store: VerdictStore,
    private readonly notifier: WorkerNotifierService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {
    this.pollIntervalMs = options.workers.pollIntervalMs;
  }

  /** Takes the tokens of one callback; gives whether one of them is genuine. */
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

  /** The server is closed: what it received until then is stored before the database goes. */
  async onApplicationShutdown(): Promise<void> {
    await this.runOnce().catch(() => undefined);
  }

  /** Stores as many check requests as one statement takes. While the database is unavailable they are kept. */
  async runOnce(): Promise<boolean> {
    const batch = [...this.waiting].slice(0, BATCH);
    if (batch.length === 0) return false;
    // Removed first: one that is received again meanwhile is another request.
    for (const id of batch) this.waiting.delete(id);
    try {
      const due = await this.store.requestChecks(batch);
      if (due > 0) this.notifier.notify('check');
      return this.waiting.size > 0;
    } catch (error) {
      for (const id of batch) this.waiting.add(id);
      throw error;
    }
  }
}
