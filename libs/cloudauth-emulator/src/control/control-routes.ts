import { isRecord } from '../responses/json.js';
import { assertFault } from '../faults/check-fault.js';
import { assertSettings } from '../settings/check-settings.js';
import { assertVerdict } from '../transactions/verdict.js';
import { number } from '../validation/checks.js';
import { fieldProblems, required } from '../validation/fields.js';
import { InvalidInputError } from '../validation/invalid-input.error.js';
import { requestFilter, transactionFilter } from './filters.js';
import type { ControlledEmulator } from './controlled-emulator.js';

/** The arguments of a control route. */
export interface ControlCall {
  /** The id in the path. */
  readonly id: string;
  readonly query: URLSearchParams;
  /** The parsed JSON body; undefined when there was none. */
  readonly body: unknown;
}

/** One control route; the result of `run` is sent as JSON, undefined as a 404. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Matches the path behind `/_emulator`; a group captures the id. */
  readonly path: RegExp;
  readonly run: (emulator: ControlledEmulator, call: ControlCall) => unknown;
}

/** Everything below `/_emulator`. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  { method: 'GET', path: /^\/health$/, run: (emulator) => ({ status: 'ok', url: emulator.url }) },

  {
    method: 'GET',
    path: /^\/transactions$/,
    run: (emulator, { query }) => emulator.transactions(transactionFilter(query)),
  },
  { method: 'GET', path: /^\/transactions\/([^/]+)$/, run: (emulator, { id }) => emulator.transaction(id) },
  {
    method: 'POST',
    path: /^\/transactions\/([^/]+)\/finish$/,
    run: (emulator, { id, body }) => {
      assertVerdict(body);
      return emulator.finish(id, body);
    },
  },
  { method: 'POST', path: /^\/transactions\/([^/]+)\/leave$/, run: (emulator, { id }) => emulator.leave(id) },

  { method: 'GET', path: /^\/faults$/, run: (emulator) => emulator.faults() },
  {
    method: 'POST',
    path: /^\/faults$/,
    run: (emulator, { body }) => {
      assertFault(body);
      return emulator.inject(body);
    },
  },
  { method: 'DELETE', path: /^\/faults$/, run: (emulator) => (emulator.clearFaults(), {}) },
  {
    method: 'DELETE',
    path: /^\/faults\/(\d+)$/,
    run: (emulator, { id }) => (emulator.removeFault(Number(id)) ? {} : undefined),
  },

  { method: 'GET', path: /^\/clock$/, run: clockOf },
  {
    method: 'POST',
    path: /^\/clock\/advance$/,
    run: (emulator, { body }) => {
      emulator.clock.advance(millisecondsOf(body));
      return clockOf(emulator);
    },
  },

  {
    method: 'GET',
    path: /^\/requests$/,
    run: (emulator, { query }) => emulator.requests(requestFilter(query)),
  },
  { method: 'GET', path: /^\/callbacks$/, run: (emulator) => emulator.callbacks() },
  { method: 'GET', path: /^\/counters$/, run: (emulator) => emulator.counters() },
  { method: 'GET', path: /^\/settings$/, run: (emulator) => emulator.settings() },
  {
    method: 'PATCH',
    path: /^\/settings$/,
    run: (emulator, { body }) => {
      assertSettings(body);
      return emulator.configure(body);
    },
  },
  { method: 'POST', path: /^\/reset$/, run: (emulator) => (emulator.reset(), {}) },
];

function clockOf({ clock }: ControlledEmulator): { now: number; offsetMs: number } {
  return { now: clock.now(), offsetMs: clock.offsetMs };
}

function millisecondsOf(body: unknown): number {
  InvalidInputError.throwIfAny('clock', fieldProblems(body, { ms: required(number(0)) }));
  return isRecord(body) ? Number(body['ms']) : 0;
}
