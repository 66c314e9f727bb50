import { Refusal } from '../answers/answer.js';
import type { WireAnswer } from '../answers/wire-answer.js';
import type { EmulatorClock } from '../clock.js';
import type { Ring } from '../log/ring.js';
import type { MetFaults } from '../faults/fault-stage.js';
import type { AcsCall } from '../gateway/acs-call.js';
import type { WireRequest } from '../gateway/wire-request.js';
import type { ActionCounters } from './action-counters.js';
import type { RecordedRequest } from './recorded-request.js';

type Draft = { -readonly [name in keyof RecordedRequest]: RecordedRequest[name] };

/** Completes the record of a request as its way goes on. */
export interface RequestNote {
  met(faults: MetFaults): void;
  answered(answer: WireAnswer): void;
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
    judgement: unknown,
  ): RequestNote {
    const verdict = verdictOf(judgement);
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

function verdictOf(judgement: unknown): RecordedRequest['verdict'] {
  if (!(judgement instanceof Refusal)) return 'admitted';
  return judgement.code === 'Throttling.Api' ? 'throttled' : 'refused';
}

function noteOn(draft: Draft): RequestNote {
  return {
    met: ({ delay, instead, change, delivery }) => {
      draft.faults = [delay, instead, change, delivery].flatMap((fault) => (fault ? [fault.kind] : []));
    },
    answered: ({ code, status }) => {
      draft.code = code;
      draft.status = status;
    },
  };
}
