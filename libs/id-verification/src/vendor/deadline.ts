import { IdVerificationError } from '../errors/id-verification.error.js';
import type { CloudauthCallOptions } from '../contract/cloudauth-client.js';
import { onAbort } from '../time/on-abort.js';
import { transportError } from './transport-error.js';

/** The error code of a call that timed out. */
type Late = 'vendor_timeout' | 'credentials_unavailable';

/** The limit of a call: it ends at its timeout, or when its caller aborts it. */
export class Deadline {
  private controller: AbortController | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly unfollow: (() => void) | undefined;
  private late: Late = 'vendor_timeout';
  /** Whether nothing was sent so far; false where the client cannot tell. */
  isUnsent: () => boolean = () => false;
  /** Called at the deadline with the error of the call. */
  onEnd: (error: IdVerificationError) => void = () => {};
  private abandon: ((reason: IdVerificationError) => void) | undefined;
  private ended: IdVerificationError | undefined;

  constructor(timeoutMs: number, caller: AbortSignal | undefined) {
    this.timer = setTimeout(() => this.end(this.late), timeoutMs);
    if (caller?.aborted === true) this.end('aborted');
    this.unfollow = caller && onAbort(caller, () => this.end('aborted'));
  }

  /**
   * Aborted at the deadline, with the error of the call as its reason. Made at the first use: a signal costs more than
   * a signature.
   */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.ended !== undefined) this.controller.abort(this.ended);
    }
    return this.controller.signal;
  }

  /** The result of `start`, or the error of the deadline if that comes first; then the started work is abandoned. */
  race<T>(start: () => Promise<T>, late: Late = 'vendor_timeout'): Promise<T> {
    // Not Promise.race, which costs several times as much for every call.
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) throw this.ended;
      this.late = late;
      this.abandon = reject;
      start().then((value) => {
        this.late = 'vendor_timeout';
        return resolve(value);
      }, reject);
    });
  }

  /** Must be called at the end of the call. */
  clear(): void {
    clearTimeout(this.timer);
    this.unfollow?.();
  }

  private end(code: Late | 'aborted'): void {
    const message = 'The credentials provider did not respond in time';
    const error = new IdVerificationError(
      code,
      code === 'credentials_unavailable' ? { message } : { nothingSent: this.isUnsent() },
    );
    this.ended = error;
    this.abandon?.(error);
    this.onEnd(error);
    this.controller?.abort(error);
  }
}

/**
 * Runs `work` within the deadline of a call.
 *
 * @throws IdVerificationError `vendor_timeout`, `aborted`; any error of `work`
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
