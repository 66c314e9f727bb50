import type { RecordedCallback } from '../callbacks/recorded-callback.js';
import type { Fault } from '../faults/fault.js';
import type { InjectedFault } from '../faults/fault-plan.js';
import type { ActionCount } from '../requests/action-counters.js';
import type { RequestFilter } from '../requests/filter-requests.js';
import type { RecordedRequest } from '../requests/recorded-request.js';
import type { ConnectionCounts } from '../server/connections.js';
import type { EmulatorSettings } from '../settings/settings.js';
import type { TransactionFilter } from '../transactions/transaction-filter.js';
import type { TransactionView } from '../transactions/transaction-view.js';
import type { Verdict } from '../transactions/verdict.js';

/** The clock of transactions, which can be advanced. */
export interface ControlledClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** How far it is ahead of the wall clock. */
  readonly offsetMs: number;
  /** Moves it forward by milliseconds. @throws RangeError when negative. */
  advance(ms: number): void;
}

/** The counters since the start or the last reset. */
export interface EmulatorCounters {
  readonly connections: ConnectionCounts;
  readonly actions: Readonly<Record<string, ActionCount>>;
}

/**
 * The control interface for tests and scripts: in process by these methods, over HTTP by the routes below `/_emulator`.
 */
export interface ControlledEmulator {
  /** Where clients point their endpoint, such as `http://127.0.0.1:4010`. */
  readonly url: string;
  readonly clock: ControlledClock;
  /** How many TCP connections there were and are. */
  readonly connections: ConnectionCounts;
  /** Transactions that are not forgotten, oldest first. */
  transactions(filter?: TransactionFilter): TransactionView[];
  transaction(transactionId: string): TransactionView | undefined;
  /** Ends a verification as the user would, callback included. @throws TransactionStateError, InvalidInputError */
  finish(transactionId: string, verdict: Verdict): TransactionView;
  /** Abandons a verification as the user. @throws TransactionStateError */
  leave(transactionId: string): TransactionView;
  /** @throws InvalidInputError when the fault breaks a rule. */
  inject(fault: Fault): InjectedFault;
  faults(): InjectedFault[];
  removeFault(id: number): boolean;
  clearFaults(): void;
  /** The requests to the gateway, oldest first. */
  requests(filter?: RequestFilter): RecordedRequest[];
  /** The callbacks, sent or not, oldest first. */
  callbacks(): RecordedCallback[];
  /** Resolves when no callback is waiting or being sent. */
  callbacksSettled(): Promise<void>;
  counters(): EmulatorCounters;
  settings(): Readonly<EmulatorSettings>;
  /** Changes settings from now on. @throws InvalidInputError when one breaks its rule. */
  configure(changes: Partial<EmulatorSettings>): Readonly<EmulatorSettings>;
  /** Deletes transactions, faults, requests, callbacks and counts. Settings, clock and connections stay. */
  reset(): void;
}
