import { Problem, Unreachable } from './api.js';
import { hideProblem, showProblem } from './dom.js';

const INITIAL_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;

/** What an application may ask to wait at most: a timer of more than 24 days would fire at once. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * The delays between attempts: each twice the one before, and at least what the application asks for. The rule of the
 * library does not reach the browser, which gets no module of it.
 */
export class Backoff {
  #delayMs = INITIAL_DELAY_MS;

  reset(): void {
    this.#delayMs = INITIAL_DELAY_MS;
  }

  /** @param problem of the last attempt, where it had one */
  async wait(problem?: unknown): Promise<void> {
    const delayMs = Math.max(this.#delayMs, problem instanceof Problem ? retryAfterMs(problem) : 0);
    this.#delayMs = Math.min(this.#delayMs * 2, MAX_DELAY_MS);
    await delay(delayMs);
  }
}

/**
 * Makes a request until it succeeds, and shows meanwhile what is wrong.
 *
 * @returns undefined once the signal is aborted
 * @throws Problem that does not pass by itself
 */
export async function retry<Value>(
  request: () => Promise<Value>,
  signal: AbortSignal,
): Promise<Value | undefined> {
  const backoff = new Backoff();
  for (let hasFailed = false; !signal.aborted; hasFailed = true) {
    try {
      const value = await request();
      if (signal.aborted) break;
      if (hasFailed) hideProblem();
      return value;
    } catch (problem) {
      if (signal.aborted) break;
      if (!mayPass(problem)) throw problem;
      showProblem(problem);
      await backoff.wait(problem);
    }
  }
  return undefined;
}

/** Whether the same request may succeed later. */
function mayPass(problem: unknown): boolean {
  if (problem instanceof Problem) return problem.status === 429 || problem.status >= 500;
  return problem instanceof Unreachable;
}

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** `Retry-After` in both of its forms: seconds, or a date. */
function retryAfterMs({ retryAfter }: Problem): number {
  const ms = /^\d+$/.test(retryAfter ?? '')
    ? Number(retryAfter) * 1_000
    : Date.parse(retryAfter ?? '') - Date.now();
  return Number.isNaN(ms) ? 0 : Math.min(ms, MAX_RETRY_AFTER_MS);
}
