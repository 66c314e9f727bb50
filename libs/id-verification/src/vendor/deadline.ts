import { IdVerificationError } from '../errors/id-verification.error.js';
import type { CloudauthCallOptions } from '../contract/cloudauth-client.js';
import { onAbort } from '../time/on-abort.js';
import { transportError } from './transport-error.js';

/** What a call that ran out of time was waiting for. */
type Late = 'vendor_timeout' | 'credentials_unavailable';

/** The one limit of a call: its time is over, or its caller cancelled it, whatever it is waiting for. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly unfollow: (() => void) | undefined;
  private late: Late = 'vendor_timeout';
  private abandon: ((reason: IdVerificationError) => void) | undefined;

  constructor(timeoutMs: number, caller: AbortSignal | undefined) {
    this.timer = setTimeout(() => this.end(this.late), timeoutMs);
    if (caller?.aborted === true) this.end('aborted');
    this.unfollow = caller && onAbort(caller, () => this.end('aborted'));
  }

  /** Aborted at the end, with the error of the call as its reason. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** What `start` gives, or the end, should it come first; then what was started is abandoned. */
  race<T>(start: () => Promise<T>, late: Late = 'vendor_timeout'): Promise<T> {
    // By hand and not by Promise.race, which costs several times as much, and every call pays it.
    return new Promise((resolve, reject) => {
      this.signal.throwIfAborted();
      this.late = late;
      this.abandon = reject;
      start().then((value) => {
        this.late = 'vendor_timeout';
        return resolve(value);
      }, reject);
    });
  }

  /** To be called when the call is over. */
  clear(): void {
    clearTimeout(this.timer);
    this.unfollow?.();
  }

  private end(code: Late | 'aborted'): void {
    const message = 'The credentials provider did not respond in time';
    const error = new IdVerificationError(code, code === 'credentials_unavailable' ? { message } : {});
    this.abandon?.(error);
    this.controller.abort(error);
  }
}

/**
 * Does `work` within the limits of a call.
 *
 * @throws IdVerificationError whatever `work` throws
 */
export async function withinDeadline<T>(
  { timeoutMs, signal }: CloudauthCallOptions,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = new Deadline(timeoutMs, signal);
  try {
    return await work(deadline);
  } catch (error) {
    throw transportError(error);
  } finally {
    deadline.clear();
  }
}
