import type { ControlledClock, ControlledEmulator, EmulatorCounters } from './control/controlled-emulator.js';
import { controlHandler, isControlPath } from './control/control.js';
import { EmulatorClock } from './clock.js';
import type { Fault } from './faults/fault.js';
import { FaultPlan, type InjectedFault } from './faults/fault-plan.js';
import { Gateway } from './gateway/gateway.js';
import { NonceMemory } from './gateway/nonce-memory.js';
import { Throttle } from './gateway/throttle.js';
import { operationsOf } from './operations/operations.js';
import { checkOptions } from './options/check-options.js';
import type { EmulatorOptions } from './options/options.js';
import { settingsOf } from './options/settings-of.js';
import { localUrl } from './public-url.js';
import type { Randomness } from './randomness/randomness.js';
import { secureRandomness } from './randomness/secure-randomness.js';
import { seededRandomness } from './randomness/seeded-randomness.js';
import { ActionCounters } from './requests/action-counters.js';
import type { RecordedRequest, RequestFilter } from './requests/recorded-request.js';
import { RequestLog } from './requests/request-log.js';
import { RequestRecorder } from './requests/request-recorder.js';
import type { ConnectionCounts } from './server/connections.js';
import { HttpServer } from './server/http-server.js';
import { routed } from './server/router.js';
import { assertSettings } from './settings/check-settings.js';
import type { EmulatorSettings } from './settings/settings.js';
import { Journal } from './transactions/journal.js';
import { readJournal } from './transactions/read-journal.js';
import type { Transaction } from './transactions/transaction.js';
import { TransactionStore } from './transactions/transaction-store.js';
import { viewOf, type TransactionView } from './transactions/transaction-view.js';
import type { Verdict } from './transactions/verdict.js';
import { VerificationFlow } from './transactions/verification-flow.js';

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_IDLE_MS = 25_000;

/**
 * A stand-in for Alibaba Cloud ID Verification (`cloudauth-intl`, version 2022-08-09) in this process.
 *
 * @example
 * const emulator = await CloudauthEmulator.start({ accessKeys: [{ id: 'test-id', secret: 'test-secret' }] });
 * // point a client at emulator.url, let it call Initialize, then end the verification as a person would:
 * emulator.finish(transactionId, { passed: 'Y' });
 * await emulator.stop();
 */
export class CloudauthEmulator implements ControlledEmulator {
  readonly url: string;
  readonly clock: ControlledClock;
  readonly #server: HttpServer;
  readonly #clock: EmulatorClock;
  readonly #journal: Journal | undefined;
  readonly #store: TransactionStore;
  readonly #flow: VerificationFlow;
  readonly #faults: FaultPlan;
  readonly #log: RequestLog;
  readonly #counters = new ActionCounters();
  readonly #settings: EmulatorSettings;
  readonly #publicUrl: string;

  private constructor(options: EmulatorOptions, server: HttpServer, url: string) {
    this.url = url;
    this.#server = server;
    this.#publicUrl = options.publicUrl?.replace(/\/$/, '') ?? url;
    this.#settings = settingsOf(options);
    const known = options.stateFile === undefined ? undefined : readJournal(options.stateFile);
    this.#journal = known && options.stateFile ? Journal.compact(options.stateFile, known) : undefined;
    this.#clock = new EmulatorClock(options.now, known?.clockOffsetMs);
    this.clock = this.#controlledClock();
    this.#store = new TransactionStore(this.#clock, this.#journal, known?.transactions.values());
    this.#flow = new VerificationFlow(this.#store, this.#clock, () => undefined);
    this.#faults = new FaultPlan(randomnessOf(options, 'faults'));
    this.#log = new RequestLog(options.requestLogSize ?? 10_000);
    const gateway = this.#gateway(options);
    const control = controlHandler(this, new URL(this.#publicUrl).hostname);
    server.serve(
      routed(
        [
          [(path) => path === '/', (exchange) => gateway.handle(exchange)],
          [isControlPath, control],
        ],
        options.log ?? (() => undefined),
      ),
    );
  }

  /**
   * Starts an emulator; it answers as soon as this resolves.
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
    });
    const port = await server.listen(host, options.port ?? 0);
    try {
      return new CloudauthEmulator(options, server, localUrl(host, port));
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Closes every connection and the state file. */
  async stop(): Promise<void> {
    await this.#server.stop();
    this.#journal?.close();
  }

  get connections(): ConnectionCounts {
    return this.#server.connections();
  }

  transactions(): TransactionView[] {
    return this.#store.list().map((transaction) => this.#view(transaction));
  }

  transaction(transactionId: string): TransactionView | undefined {
    const transaction = this.#store.find(transactionId);
    return transaction && this.#view(transaction);
  }

  finish(transactionId: string, verdict: Verdict): TransactionView {
    return this.#view(this.#flow.finish(transactionId, verdict));
  }

  leave(transactionId: string): TransactionView {
    return this.#view(this.#flow.leave(transactionId));
  }

  inject(fault: Fault): InjectedFault {
    return this.#faults.add(fault);
  }

  faults(): InjectedFault[] {
    return this.#faults.list();
  }

  removeFault(id: number): boolean {
    return this.#faults.remove(id);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  requests(filter?: RequestFilter): RecordedRequest[] {
    return this.#log.list(filter);
  }

  counters(): EmulatorCounters {
    return { connections: this.connections, actions: this.#counters.list() };
  }

  settings(): Readonly<EmulatorSettings> {
    return { ...this.#settings };
  }

  configure(changes: Partial<EmulatorSettings>): Readonly<EmulatorSettings> {
    assertSettings(changes);
    Object.assign(this.#settings, changes);
    return this.settings();
  }

  reset(): void {
    this.#store.clear();
    this.#faults.clear();
    this.#log.clear();
    this.#counters.clear();
  }

  #view(transaction: Transaction): TransactionView {
    return viewOf(transaction, this.#clock.now(), this.#pageOf(transaction.transactionId));
  }

  #pageOf(transactionId: string): string {
    return `${this.#publicUrl}/verify/${transactionId}`;
  }

  #controlledClock(): ControlledClock {
    const clock = this.#clock;
    const journal = this.#journal;
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

  #gateway(options: EmulatorOptions): Gateway {
    const idRandom = randomnessOf(options, 'ids');
    const operations = operationsOf({
      store: this.#store,
      clock: this.#clock,
      random: idRandom,
      settings: this.#settings,
      transactionUrl: (transactionId) => this.#pageOf(transactionId),
      reachable: () => Promise.resolve(true),
    });
    return new Gateway({
      accessKeys: new Map(options.accessKeys.map((key) => [key.id, key])),
      operations,
      nonces: new NonceMemory(),
      throttle: new Throttle(this.#settings),
      faults: this.#faults,
      recorder: new RequestRecorder(this.#log, this.#counters, this.#clock, (name) => operations.has(name)),
      clock: this.#clock,
      idRandom,
      faultRandom: randomnessOf(options, 'latency'),
      maxBodyBytes: options.maxBodyBytes ?? 10 * 1024 ** 2,
    });
  }
}

function randomnessOf({ seed }: EmulatorOptions, stream: string): Randomness {
  return seed === undefined ? secureRandomness() : seededRandomness(seed, stream);
}
