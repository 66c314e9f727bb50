import { SlidingSecond } from './sliding-second.js';
import type { RecordedRequest } from './recorded-request.js';

/** The counters of one action. */
export interface ActionCount {
  readonly requests: number;
  readonly admitted: number;
  readonly throttled: number;
  readonly refused: number;
  /** The maximum number of requests in any second. */
  readonly maxPerSecond: number;
  /** The maximum number of admitted requests in any second. */
  readonly maxAdmittedPerSecond: number;
}

interface Tally {
  count: { -readonly [name in keyof ActionCount]: ActionCount[name] };
  readonly arrivals: SlidingSecond;
  readonly admissions: SlidingSecond;
}

/** Counts per action since the start or the last reset. Actions that do not exist are counted together. */
export class ActionCounters {
  readonly #tallies = new Map<string, Tally>();

  /** Counts one request that arrived at `nowMs` of a clock that never goes back. */
  add(action: string, verdict: RecordedRequest['verdict'], nowMs: number): void {
    const { count, arrivals, admissions } = this.#tallyOf(action);
    count.requests += 1;
    count[verdict] += 1;
    count.maxPerSecond = Math.max(count.maxPerSecond, arrivals.add(nowMs));
    if (verdict === 'admitted')
      count.maxAdmittedPerSecond = Math.max(count.maxAdmittedPerSecond, admissions.add(nowMs));
  }

  list(): Record<string, ActionCount> {
    return Object.fromEntries([...this.#tallies].map(([action, { count }]) => [action, { ...count }]));
  }

  clear(): void {
    this.#tallies.clear();
  }

  #tallyOf(action: string): Tally {
    const known = this.#tallies.get(action);
    if (known !== undefined) return known;
    const tally: Tally = {
      count: { requests: 0, admitted: 0, throttled: 0, refused: 0, maxPerSecond: 0, maxAdmittedPerSecond: 0 },
      arrivals: new SlidingSecond(),
      admissions: new SlidingSecond(),
    };
    this.#tallies.set(action, tally);
    return tally;
  }
}
