import { Refusal } from '../responses/response.js';
import type { WireResponse } from '../responses/wire-response.js';
import type { EmulatorClock } from '../clock.js';
import type { Ring } from '../log/ring.js';
import type { MetFaults } from '../faults/fault-stage.js';
import type { AcsCall } from '../wire/acs-call.js';
import type { WireRequest } from '../wire/wire-request.js';
import type { ActionCounters } from './action-counters.js';
import type { RecordedRequest } from './recorded-request.js';

type Draft = { -readonly [name in keyof RecordedRequest]: RecordedRequest[name] };

/** Completes the record of a request as its way goes on. */
export interface RequestNote {
  met(faults: MetFaults): void;
  responded(response: WireResponse): void;
}

/** Writes each request into the log and the counters. */
export class RequestRecorder {
  readonly #log: Ring<RecordedRequest>;
  readonly #counters: ActionCounters;
  readonly #clock: EmulatorClock;
  readonly #isAction: (action: string) => boolean;
  #sequence = 0;

  constructor(
    log: Ring<RecordedRequest>,
    counters: ActionCounters,
    clock: EmulatorClock,
    isAction: (action: string) => boolean,
  ) {
    this.#log = log;
    this.#counters = counters;
    this.#clock = clock;
    this.#isAction = isAction;
  }

  /** Records a request that the gateway has judged. */
  record(
    connectionId: number,
    wire: WireRequest,
    call: AcsCall,
    requestId: string,
    evaluation: unknown,
  ): RequestNote {
    const verdict = verdictOf(evaluation);
    const { action, version, parameters } = call;
    this.#counters.add(
      action !== undefined && this.#isAction(action) ? action : '(other)',
      verdict,
      performance.now(),
    );
    this.#sequence += 1;
    const draft: Draft = {
      sequence: this.#sequence,
      at: this.#clock.wallNow(),
      connectionId,
      method: wire.method,
      action,
      version,
      parameters,
      headers: wire.headers,
      bodyBytes: wire.body.length,
      verdict,
      requestId,
      code: undefined,
      status: undefined,
      faults: [],
    };
    this.#log.add(draft);
    return noteOn(draft);
  }
}

function verdictOf(evaluation: unknown): RecordedRequest['verdict'] {
  if (!(evaluation instanceof Refusal)) return 'admitted';
  return evaluation.code === 'Throttling.Api' ? 'throttled' : 'refused';
}

function noteOn(draft: Draft): RequestNote {
  return {
    met: ({ delay, instead, change, delivery }) => {
      draft.faults = [delay, instead, change, delivery].flatMap((fault) => (fault ? [fault.kind] : []));
    },
    responded: ({ code, status }) => {
      draft.code = code;
      draft.status = status;
    },
  };
}
