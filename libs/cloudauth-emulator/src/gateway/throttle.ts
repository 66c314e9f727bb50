import { limitOf, type EmulatorSettings } from '../settings/settings.js';
import { SlidingSecond } from '../requests/sliding-second.js';

/**
 * The QPS limit per account and action, a sliding window of one second. Refused calls do not count; the share of other
 * clients is subtracted from the limit.
 */
export class Throttle {
  readonly #settings: Readonly<EmulatorSettings>;
  readonly #admitted = new Map<string, SlidingSecond>();

  constructor(settings: Readonly<EmulatorSettings>) {
    this.#settings = settings;
  }

  /** Whether a call that arrived at `nowMs` is within the limit; if so, it counts from now on. */
  admit(account: string, action: string, nowMs: number): boolean {
    const limit = limitOf(this.#settings.qps, action);
    if (limit === 0) return true;
    const second = this.#secondOf(`${account}/${action}`);
    if (second.count(nowMs) >= limit - limitOf(this.#settings.otherClientsQps, action)) return false;
    second.add(nowMs);
    return true;
  }

  #secondOf(key: string): SlidingSecond {
    const known = this.#admitted.get(key);
    if (known !== undefined) return known;
    const second = new SlidingSecond();
    this.#admitted.set(key, second);
    return second;
  }
}
