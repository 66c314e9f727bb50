import type { EmulatorClock } from '../clock.js';
import type { Ring } from '../log/ring.js';
import type { EmulatorSettings } from '../settings/settings.js';
import type { Transaction } from '../transactions/transaction.js';
import { callbackAddress, callbackTarget } from './callback-address.js';
import type { CallbackClient } from './callback-client.js';
import { CallbackDelivery, type CallbackDraft } from './callback-delivery.js';
import type { CallbackMode } from '../settings/callback-mode.js';
import { scheduleOf, type ScheduledCallback } from './callback-schedule.js';
import { HeldCallback } from './held-callback.js';
import type { RecordedCallback } from './recorded-callback.js';

const DEFAULT_HOLD_MS = 1000;

/** The dependencies of callbacks. */
export interface CallbackContext {
  readonly client: CallbackClient;
  readonly log: Ring<RecordedCallback>;
  readonly clock: EmulatorClock;
  readonly settings: Readonly<EmulatorSettings>;
  readonly forwardTo: string | undefined;
  readonly print: (line: string) => void;
}

type Scheduled = readonly [draft: CallbackDraft, callback: ScheduledCallback];

/** Sends callbacks of finished verifications to integrators' servers, by GET, in the mode that is set. */
export class Callbacks {
  readonly #context: CallbackContext;
  #delivery: CallbackDelivery;
  #held = new HeldCallback();
  #sequence = 0;
  #saidNotAllowed = false;

  constructor(context: CallbackContext) {
    this.#context = context;
    this.#delivery = new CallbackDelivery(context.client, context.clock);
  }

  /** Schedules the callbacks of a finished verification, if it has a CallbackUrl. */
  announce(transaction: Transaction, mode: CallbackMode = this.#context.settings.callbackMode): void {
    const { callbackUrl, outcome, transactionId, callbackToken } = transaction;
    if (callbackUrl === undefined || outcome === undefined) return;
    const { passed, subCode } = outcome;
    const scheduled = scheduleOf(mode, { callbackToken, transactionId, passed, subCode }).map(
      (callback) => [this.#record(callbackUrl, callback), callback] as const,
    );
    this.#go(mode, scheduled);
  }

  /**
   * Whether an address responds to a bare GET with a status below 500. A loopback address is called directly, even if
   * callbacks are forwarded; an address that must not be called counts as reachable.
   */
  async reachable(callbackUrl: string): Promise<boolean> {
    const target = callbackTarget(callbackUrl, undefined) ?? this.#targetOf(callbackUrl);
    if (target === undefined) return true;
    try {
      return (await this.#context.client.get(target)) < 500;
    } catch {
      return false;
    }
  }

  /** Resolves when no callback is waiting or being sent. */
  settled(): Promise<void> {
    return this.#delivery.settled();
  }

  /** Drops all callbacks that have not got a response. */
  clear(): void {
    this.#drop();
    this.#held = new HeldCallback();
    this.#delivery = new CallbackDelivery(this.#context.client, this.#context.clock);
  }

  /** Drops all callbacks that have not got a response, and those to come. */
  stop(): void {
    this.#drop();
    this.#context.client.close();
  }

  #drop(): void {
    this.#held.drop();
    this.#delivery.drop();
  }

  #go(mode: CallbackMode, scheduled: readonly Scheduled[]): void {
    if (mode.mode === 'lost') {
      for (const [draft] of scheduled) this.#delivery.end(draft, { state: 'lost' });
      return;
    }
    // Those of now: after a `clear`, what is still to be sent belongs to the dropped ones.
    const [held, delivery] = [this.#held, this.#delivery];
    const send = () => (mode.mode === 'forged' ? sendInTurn : sendTogether)(delivery, scheduled);
    if (mode.mode === 'outOfOrder' && held.isEmpty)
      held.hold(() => void send(), mode.maxHoldMs ?? DEFAULT_HOLD_MS);
    else void send().then(() => held.release());
  }

  #record(callbackUrl: string, { content, forged }: ScheduledCallback): CallbackDraft {
    const { settings, log } = this.#context;
    const url = callbackAddress(callbackUrl, content, settings.callbackNames);
    this.#sequence += 1;
    const draft: CallbackDraft = {
      sequence: this.#sequence,
      transactionId: content.transactionId,
      url,
      sentTo: this.#targetOf(url),
      forged,
      state: 'waiting',
      sentAt: undefined,
      status: undefined,
      error: undefined,
    };
    log.add(draft);
    return this.#delivery.begin(draft);
  }

  #targetOf(url: string): string | undefined {
    const { forwardTo, print } = this.#context;
    const target = callbackTarget(url, forwardTo);
    if (target !== undefined || this.#saidNotAllowed) return target;
    this.#saidNotAllowed = true;
    print(
      'a CallbackUrl names a public host, which is never called; to get callbacks, give forwardTo (--forward-to)',
    );
    return target;
  }
}

async function sendTogether(delivery: CallbackDelivery, scheduled: readonly Scheduled[]): Promise<void> {
  await Promise.all(scheduled.map(([draft, { delayMs }]) => delivery.send(draft, delayMs)));
}

/** Sequential, so that the forged callback arrives before the genuine one. */
async function sendInTurn(delivery: CallbackDelivery, scheduled: readonly Scheduled[]): Promise<void> {
  for (const [draft, { delayMs }] of scheduled) await delivery.send(draft, delayMs);
}
