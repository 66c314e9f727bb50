import type { RecordedCallback } from './callbacks/recorded-callback.js';
import type { ControlledClock, ControlledEmulator, EmulatorCounters } from './control/controlled-emulator.js';
import { controlHandler, isControlPath } from './control/control.js';
import type { Fault } from './faults/fault.js';
import type { InjectedFault } from './faults/fault-plan.js';
import { checkOptions } from './options/check-options.js';
import type { EmulatorOptions } from './options/options.js';
import { isPagePath, pageHandler } from './page/page-handler.js';
import { partsOf, type EmulatorParts } from './parts.js';
import { secureRandomness } from './randomness/secure-randomness.js';
import { filterRequests, type RequestFilter } from './requests/filter-requests.js';
import type { RecordedRequest } from './requests/recorded-request.js';
import type { ConnectionCounts } from './server/connections.js';
import type { Handler } from './server/exchange.js';
import { HttpServer } from './server/http-server.js';
import { isVideoPath } from './video/videos.js';
import { routed } from './server/router.js';
import { assertSettings } from './settings/check-settings.js';
import type { EmulatorSettings } from './settings/settings.js';
import type { Transaction } from './transactions/transaction.js';
import { filterTransactions, type TransactionFilter } from './transactions/transaction-filter.js';
import { viewOf, type TransactionView } from './transactions/transaction-view.js';
import type { Verdict } from './transactions/verdict.js';

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_IDLE_MS = 25_000;

/**
 * An emulator of Alibaba Cloud ID Verification (`cloudauth-intl`, version 2022-08-09) in this process.
 *
 * @example
 * const emulator = await CloudauthEmulator.start({ accessKeys: [{ id: 'test-id', secret: 'test-secret' }] });
 * // point a client at emulator.url, let it call Initialize, then end the verification as a user would:
 * emulator.finish(transactionId, { passed: 'Y' });
 * await emulator.stop();
 */
export class CloudauthEmulator implements ControlledEmulator {
  readonly url: string;
  readonly clock: ControlledClock;
  readonly #server: HttpServer;
  readonly #parts: EmulatorParts;

  private constructor(options: EmulatorOptions, server: HttpServer, url: string) {
    this.url = url;
    this.#server = server;
    this.#parts = partsOf(options, url);
    this.clock = controlledClock(this.#parts);
    server.serve(this.#handler(options.log ?? (() => undefined)));
  }

  /**
   * Starts an emulator; it serves as soon as this resolves.
   * @throws InvalidInputError when an option breaks its rule; Error of Node's when the address is taken or the state file
   * cannot be used.
   */
  static async start(options: EmulatorOptions): Promise<CloudauthEmulator> {
    checkOptions(options);
    const host = options.host ?? DEFAULT_HOST;
    const server = new HttpServer({
      keepAliveTimeoutMs: options.keepAliveTimeoutMs ?? DEFAULT_IDLE_MS,
      announceKeepAlive: options.announceKeepAlive ?? true,
      maxHeadBytes: options.maxHeadBytes ?? 16 * 1024,
      now: options.now,
    });
    const port = await server.listen(host, options.port ?? 0);
    try {
      return new CloudauthEmulator(options, server, localUrl(host, port));
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Closes every connection and the state file, and drops callbacks that have not got a response. */
  async stop(): Promise<void> {
    this.#parts.callbacks.stop();
    await this.#server.stop();
    this.#parts.journal?.close();
  }

  get connections(): ConnectionCounts {
    return this.#server.connections();
  }

  transactions(filter: TransactionFilter = {}): TransactionView[] {
    const all = this.#parts.store.list().map((transaction) => this.#view(transaction));
    return filterTransactions(all, filter);
  }

  transaction(transactionId: string): TransactionView | undefined {
    const transaction = this.#parts.store.find(transactionId);
    return transaction && this.#view(transaction);
  }

  finish(transactionId: string, verdict: Verdict): TransactionView {
    return this.#view(this.#parts.flow.finish(transactionId, verdict));
  }

  leave(transactionId: string): TransactionView {
    return this.#view(this.#parts.flow.leave(transactionId));
  }

  inject(fault: Fault): InjectedFault {
    return this.#parts.faults.add(fault);
  }

  faults(): InjectedFault[] {
    return this.#parts.faults.list();
  }

  removeFault(id: number): boolean {
    return this.#parts.faults.remove(id);
  }

  clearFaults(): void {
    this.#parts.faults.clear();
  }

  requests(filter: RequestFilter = {}): RecordedRequest[] {
    return filterRequests(this.#parts.requestLog.list(), filter);
  }

  callbacks(): RecordedCallback[] {
    return this.#parts.callbackLog.list();
  }

  callbacksSettled(): Promise<void> {
    return this.#parts.callbacks.settled();
  }

  counters(): EmulatorCounters {
    return { connections: this.connections, actions: this.#parts.counters.list() };
  }

  settings(): Readonly<EmulatorSettings> {
    return { ...this.#parts.settings };
  }

  configure(changes: Partial<EmulatorSettings>): Readonly<EmulatorSettings> {
    assertSettings(changes);
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    Object.assign(this.#parts.settings, Object.fromEntries(given));
    return this.settings();
  }

  reset(): void {
    this.#parts.store.clear();
    this.#parts.faults.clear();
    this.#parts.requestLog.clear();
    this.#parts.callbacks.clear();
    this.#parts.callbackLog.clear();
    this.#parts.counters.clear();
  }

  #view(transaction: Transaction): TransactionView {
    const { clock, transactionUrl } = this.#parts;
    return viewOf(transaction, clock.now(), transactionUrl(transaction.transactionId));
  }

  #handler(log: (line: string) => void): Handler {
    const { store, flow, clock, settings, gateway, publicUrl, videos } = this.#parts;
    const publicHostname = new URL(publicUrl).hostname;
    const random = secureRandomness();
    const page = pageHandler({ store, flow, clock, settings, random, publicHostname });
    return routed(
      [
        [(path) => path === '/', (exchange) => gateway.handle(exchange)],
        [isPagePath, page],
        [isVideoPath, videos.handler()],
        [isControlPath, controlHandler(this, publicHostname)],
      ],
      log,
    );
  }
}

/** The clock for tests; its advances persist over a restart. */
function controlledClock({ clock, journal }: EmulatorParts): ControlledClock {
  return {
    now: () => clock.now(),
    get offsetMs() {
      return clock.offsetMs;
    },
    advance(ms) {
      clock.advance(ms);
      journal?.write({ clockOffsetMs: clock.offsetMs });
    },
  };
}

/** The address under which the emulator can be reached from this machine. */
function localUrl(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
