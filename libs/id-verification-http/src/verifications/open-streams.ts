import { TooManyRequestsException } from '../problems/too-many-requests.exception.js';

/** How many event streams one API key may hold open in one process. */
const MOST_STREAMS_PER_KEY = 1_000;

/** When a refused caller may try again, in milliseconds. */
const RETRY_AFTER_MS = 5_000;

/**
 * Counts the open event streams of each API key: a limit of requests does not limit what stays open.
 *
 * @publicApi
 */
export class OpenStreams {
  private readonly counts = new Map<string, number>();

  /**
   * Counts a stream until it ends.
   *
   * @param ended aborted at every end, also of a stream that never opened, as Nest's `@SseSignal()` is. The request's
   * own `close` is no such sign: it comes once the body was read, which may be before.
   * @throws TooManyRequestsException where the key has too many open streams
   */
  admit(caller: string, ended: AbortSignal): void {
    if (ended.aborted) return;
    const open = this.counts.get(caller) ?? 0;
    if (open >= MOST_STREAMS_PER_KEY) throw new TooManyRequestsException(RETRY_AFTER_MS);
    this.counts.set(caller, open + 1);
    const release = () => this.counts.set(caller, (this.counts.get(caller) ?? 1) - 1);
    ended.addEventListener('abort', release, { once: true });
  }
}
