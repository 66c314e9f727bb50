import { setMaxListeners } from 'node:events';
import type { EmulatorClock } from '../clock.js';
import type { CallbackClient } from './callback-client.js';
import { CallbackLine } from './callback-line.js';
import { Outstanding } from './outstanding.js';
import type { RecordedCallback } from './recorded-callback.js';

const MAX_IN_FLIGHT = 64;
const MAX_WAITING = 100_000;

/** A record that is still being written. */
export type CallbackDraft = { -readonly [name in keyof RecordedCallback]: RecordedCallback[name] };

/** Sends recorded callbacks and records their results. */
export class CallbackDelivery {
  readonly #client: CallbackClient;
  readonly #clock: EmulatorClock;
  readonly #line = new CallbackLine(MAX_IN_FLIGHT, MAX_WAITING);
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #outstanding = new Outstanding();
  readonly #dropped = new AbortController();

  constructor(client: CallbackClient, clock: EmulatorClock) {
    this.#client = client;
    this.#clock = clock;
    // Each callback in flight listens; Node would warn of a leak from the eleventh on.
    setMaxListeners(MAX_IN_FLIGHT, this.#dropped.signal);
  }

  /** Counts the callback as outstanding until {@link end}. */
  begin(draft: CallbackDraft): CallbackDraft {
    this.#outstanding.begin();
    return draft;
  }

  /** Records the final state of the callback. */
  end(draft: CallbackDraft, change: Partial<CallbackDraft>): void {
    Object.assign(draft, change);
    this.#outstanding.end();
  }

  /** Resolves when no callback is waiting or being sent. */
  settled(): Promise<void> {
    return this.#outstanding.none();
  }

  /** Resolves when the callback got a response, failed or was dropped. */
  send(draft: CallbackDraft, delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#dropped.signal.aborted) return resolve(this.end(draft, { state: 'dropped' }));
      if (delayMs === 0) return this.#enqueue(draft, resolve);
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#enqueue(draft, resolve);
      }, delayMs).unref();
      this.#timers.add(timer);
    });
  }

  /** Drops all callbacks, those in flight and those to come too. */
  drop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#line.clear();
    this.#dropped.abort();
    this.#outstanding.giveUp();
  }

  #enqueue(draft: CallbackDraft, done: () => void): void {
    if (this.#line.add(() => this.#call(draft).finally(done))) return;
    this.end(draft, { state: 'dropped' });
    done();
  }

  async #call(draft: CallbackDraft): Promise<void> {
    if (draft.sentTo === undefined) return this.end(draft, { state: 'notAllowed' });
    Object.assign(draft, { state: 'sending', sentAt: this.#clock.wallNow() });
    try {
      this.end(draft, {
        state: 'responded',
        status: await this.#client.get(draft.sentTo, this.#dropped.signal),
      });
    } catch (error) {
      this.end(draft, { state: 'failed', error: codeOf(error) });
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'ERROR';
}
