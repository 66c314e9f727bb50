import type { EmulatorClock } from '../clock.js';
import type { Ring } from '../log/ring.js';
import type { EmulatorSettings } from '../settings/settings.js';
import type { Transaction } from '../transactions/transaction.js';
import { callbackAddress, callbackTarget } from './callback-address.js';
import type { CallbackClient } from './callback-client.js';
import { CallbackLine } from './callback-line.js';
import type { CallbackMode } from './callback-mode.js';
import { scheduleOf, type ScheduledCallback } from './callback-schedule.js';
import type { RecordedCallback } from './recorded-callback.js';

const MAX_IN_FLIGHT = 64;
const MAX_WAITING = 100_000;
const DEFAULT_HOLD_MS = 1000;

type Draft = { -readonly [name in keyof RecordedCallback]: RecordedCallback[name] };

type Scheduled = readonly [Draft, ScheduledCallback];

/** What callbacks work with. */
export interface CallbackContext {
  readonly client: CallbackClient;
  readonly log: Ring<RecordedCallback>;
  readonly clock: EmulatorClock;
  readonly settings: Readonly<EmulatorSettings>;
  readonly forwardTo: string | undefined;
  readonly print: (line: string) => void;
}

interface Held {
  readonly release: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Tells integrators' servers of finished verifications, by GET, in the mode that is set. */
export class Callbacks {
  readonly #context: CallbackContext;
  readonly #line = new CallbackLine(MAX_IN_FLIGHT, MAX_WAITING);
  readonly #timers = new Set<NodeJS.Timeout>();
  #held: Held | undefined;
  #unsettled = 0;
  #whenSettled: (() => void)[] = [];
  #sequence = 0;
  #saidNotAllowed = false;

  constructor(context: CallbackContext) {
    this.#context = context;
  }

  /** A verification has finished; without a CallbackUrl nothing happens. */
  announce(transaction: Transaction, mode: CallbackMode = this.#context.settings.callbackMode): void {
    const { callbackUrl, outcome, transactionId, callbackToken } = transaction;
    if (callbackUrl === undefined || outcome === undefined) return;
    const { passed, subCode } = outcome;
    const scheduled = scheduleOf(mode, { callbackToken, transactionId, passed, subCode });
    const drafts = scheduled.map((callback) => [this.#record(callbackUrl, callback), callback] as const);
    if (mode.mode === 'lost') {
      for (const [draft] of drafts) this.#end(draft, { state: 'lost' });
      return;
    }
    const send = () => (mode.mode === 'forged' ? this.#sendInTurn(drafts) : this.#sendTogether(drafts));
    if (mode.mode === 'outOfOrder' && this.#held === undefined)
      this.#hold(() => void send(), mode.maxHoldMs ?? DEFAULT_HOLD_MS);
    else void send().then(() => this.#releaseHeld());
  }

  /** Whether an address answers a bare GET with anything below 500. An address that must not be called counts as good. */
  async reachable(callbackUrl: string): Promise<boolean> {
    const target = callbackTarget(callbackUrl, this.#context.forwardTo);
    if (target === undefined) return (this.#sayNotAllowed(), true);
    try {
      return (await this.#context.client.get(target)) < 500;
    } catch {
      return false;
    }
  }

  /** Resolves when no callback is waiting or on its way. */
  settled(): Promise<void> {
    if (this.#unsettled === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenSettled.push(resolve));
  }

  /** Gives up everything that has not gone out. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#held !== undefined) clearTimeout(this.#held.timer);
    this.#held = undefined;
    this.#line.clear();
    this.#context.client.close();
    this.#settle(this.#unsettled);
  }

  #record(callbackUrl: string, { content, forged }: ScheduledCallback): Draft {
    const { settings, forwardTo, log } = this.#context;
    const url = callbackAddress(callbackUrl, content, settings.callbackNames);
    this.#sequence += 1;
    this.#unsettled += 1;
    const draft: Draft = {
      sequence: this.#sequence,
      transactionId: content.transactionId,
      url,
      sentTo: callbackTarget(url, forwardTo),
      forged,
      state: 'waiting',
      sentAt: undefined,
      status: undefined,
      error: undefined,
    };
    log.add(draft);
    return draft;
  }

  #hold(release: () => void, maxHoldMs: number): void {
    this.#held = { release, timer: setTimeout(() => this.#releaseHeld(), maxHoldMs).unref() };
  }

  #releaseHeld(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    clearTimeout(held.timer);
    held.release();
  }

  async #sendTogether(drafts: readonly Scheduled[]): Promise<void> {
    await Promise.all(drafts.map(([draft, { delayMs }]) => this.#sendAfter(draft, delayMs)));
  }

  /** A genuine callback that overtook the forged one would leave nothing to be fooled by. */
  async #sendInTurn(drafts: readonly Scheduled[]): Promise<void> {
    for (const [draft, { delayMs }] of drafts) await this.#sendAfter(draft, delayMs);
  }

  /** Resolves when the callback was answered or has come to nothing. */
  #sendAfter(draft: Draft, delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const enqueue = () => {
        if (!this.#line.add(() => this.#send(draft).then(resolve))) {
          this.#end(draft, { state: 'dropped' });
          resolve();
        }
      };
      if (delayMs === 0) return enqueue();
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        enqueue();
      }, delayMs).unref();
      this.#timers.add(timer);
    });
  }

  async #send(draft: Draft): Promise<void> {
    if (draft.sentTo === undefined) {
      this.#sayNotAllowed();
      return this.#end(draft, { state: 'notAllowed' });
    }
    Object.assign(draft, { state: 'sending', sentAt: this.#context.clock.wallNow() });
    try {
      this.#end(draft, { state: 'answered', status: await this.#context.client.get(draft.sentTo) });
    } catch (error) {
      this.#end(draft, { state: 'failed', error: codeOf(error) });
    }
  }

  #end(draft: Draft, change: Partial<Draft>): void {
    Object.assign(draft, change);
    this.#settle(1);
  }

  #settle(count: number): void {
    this.#unsettled = Math.max(0, this.#unsettled - count);
    if (this.#unsettled > 0) return;
    for (const resolve of this.#whenSettled.splice(0)) resolve();
  }

  #sayNotAllowed(): void {
    if (this.#saidNotAllowed) return;
    this.#saidNotAllowed = true;
    this.#context.print(
      'a CallbackUrl names a public host, which is never called; give forwardTo (--forward-to) to receive callbacks',
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'ERROR';
}
