import { Inject, Injectable } from '@nestjs/common';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../../options/id-verification-options.js';
import { VerdictStore } from '../../storage/verdict.store.js';
import { verificationIdOf } from './callback-token.js';

/** Beyond this many the schedule of the resolver has to do; a flood must not fill the memory. */
const MOST_WAITING = 10_000;

/** How many rows one statement makes due. */
const BATCH = 500;

/**
 * Turns callbacks into hints. A callback decides nothing: one with a genuine token makes its row due now, and any
 * other costs neither a statement nor a vendor call.
 */
@Injectable()
export class CheckRequestsService {
  private readonly waiting = new Set<string>();
  private notify = (): void => undefined;

  constructor(
    private readonly store: VerdictStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  /** Takes the tokens of one callback; gives whether one of them is genuine. */
  take(tokens: readonly string[]): boolean {
    const { callback } = this.options;
    if (callback === undefined) return false;
    const ids = tokens
      .map((token) => verificationIdOf(token, callback.keys))
      .filter((id) => id !== undefined);
    for (const id of ids) if (this.waiting.size < MOST_WAITING) this.waiting.add(id);
    if (ids.length > 0) this.notify();
    return ids.length > 0;
  }

  /** Who writes the hints that were taken. */
  onTaken(notify: () => void): void {
    this.notify = notify;
  }

  /**
   * Writes waiting hints, as many as one statement takes. While the database is away they are kept for the next time.
   *
   * @returns whether rows became due, and whether more hints wait
   */
  async flush(): Promise<{ due: boolean; more: boolean }> {
    const batch = [...this.waiting].slice(0, BATCH);
    if (batch.length === 0) return { due: false, more: false };
    // Taken out first: one that comes in again meanwhile is another hint.
    for (const id of batch) this.waiting.delete(id);
    try {
      const due = await this.store.requestChecks(batch);
      return { due: due > 0, more: this.waiting.size > 0 };
    } catch (error) {
      for (const id of batch) this.waiting.add(id);
      throw error;
    }
  }
}
