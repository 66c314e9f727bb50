import { setTimeout as wait } from 'node:timers/promises';
import { failure, Refusal, success, type Response } from '../responses/response.js';
import { toWire, type WireResponse } from '../responses/wire-response.js';
import type { EmulatorClock } from '../clock.js';
import { changeResponse } from '../faults/change-response.js';
import { deliverFaulty, reset } from '../faults/deliver.js';
import type { LatencyFault } from '../faults/fault.js';
import type { FaultPlan } from '../faults/fault-plan.js';
import type { MetFaults } from '../faults/fault-stage.js';
import { replacementResponse } from '../faults/instead-response.js';
import type { Operation } from '../operations/operation.js';
import { newRequestId } from '../randomness/ids.js';
import type { Randomness } from '../randomness/randomness.js';
import type { RequestRecorder } from '../requests/request-recorder.js';
import { readBody } from '../server/body.js';
import type { Exchange } from '../server/exchange.js';
import { send } from '../server/send.js';
import type { AccessKey } from './access-key.js';
import { checkRoute, placedParameters, readCall, type AcsCall } from '../wire/acs-call.js';
import type { NonceMemory } from './nonce-memory.js';
import { checkSignature } from './signature-check.js';
import type { Throttle } from './throttle.js';
import type { WireRequest } from '../wire/wire-request.js';

/** The dependencies of the gateway. */
export interface GatewayContext {
  readonly accessKeys: ReadonlyMap<string, AccessKey>;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly nonces: NonceMemory;
  readonly throttle: Throttle;
  readonly faults: FaultPlan;
  readonly recorder: RequestRecorder;
  readonly clock: EmulatorClock;
  readonly requestIdRandom: Randomness;
  readonly faultRandom: Randomness;
  readonly maxBodyBytes: number;
}

interface Admitted {
  readonly action: string;
  readonly account: string;
  readonly call: AcsCall;
}

/** Handles a call in order: body, signature, route, QPS limit, faults, operation, response. */
export class Gateway {
  readonly #context: GatewayContext;

  constructor(context: GatewayContext) {
    this.#context = context;
  }

  async handle(exchange: Exchange): Promise<void> {
    const requestId = newRequestId(this.#context.requestIdRandom);
    exchange.serverResponse.setHeader('x-acs-request-id', requestId);
    const body = await readBody(exchange.request, this.#context.maxBodyBytes);
    if (body === undefined) return this.#refuseLongBody(exchange, requestId);
    const wire = wireRequestOf(exchange, body);
    const call = readCall(wire);
    const admitted = this.#admit(wire, call);
    const note = this.#context.recorder.record(exchange.connectionId, wire, call, requestId, admitted);
    if (admitted instanceof Refusal) {
      const response = toWire(failure(requestId, hostOf(exchange), admitted.code, admitted.message));
      note.responded(response);
      return send(exchange.serverResponse, response);
    }
    const faults = this.#context.faults.meet(admitted.action);
    if (faults !== undefined) note.met(faults);
    const response = await this.#response(exchange, admitted, requestId, faults);
    if (response === 'reset') return reset(exchange.serverResponse);
    if (response === 'hang') return undefined;
    note.responded(response);
    if (faults?.delivery === undefined) return send(exchange.serverResponse, response);
    return deliverFaulty(exchange.serverResponse, response, faults.delivery);
  }

  #admit(wire: WireRequest, call: AcsCall): Admitted | Refusal {
    const { accessKeys, nonces, clock, operations, throttle } = this.#context;
    const misrouted = checkRoute(wire.method, call, operations);
    if (misrouted !== undefined) return misrouted;
    const key = checkSignature(wire, call.queryPairs, { accessKeys, nonces, now: clock.wallNow() });
    if (key instanceof Refusal) return key;
    const account = key.account ?? 'default';
    const action = call.action ?? '';
    if (!throttle.admit(account, action, performance.now())) return new Refusal('Throttling.Api');
    return { action, account, call };
  }

  async #response(
    exchange: Exchange,
    admitted: Admitted,
    requestId: string,
    faults: MetFaults | undefined,
  ): Promise<WireResponse | 'reset' | 'hang'> {
    const latency = faults?.delay && drawLatency(faults.delay, this.#context.faultRandom);
    if (latency) await wait(latency, undefined, { ref: false });
    if (faults?.instead !== undefined)
      return replacementResponse(faults.instead, requestId, hostOf(exchange));
    const response = await this.#operate(exchange, admitted, requestId);
    return toWire(faults?.change === undefined ? response : changeResponse(response, faults.change));
  }

  async #operate(
    exchange: Exchange,
    { action, account, call }: Admitted,
    requestId: string,
  ): Promise<Response> {
    const operation = this.#context.operations.get(action);
    const parameters = placedParameters(call, operation?.form);
    const result = await operation?.run({ account, parameters });
    if (result instanceof Refusal) return failure(requestId, hostOf(exchange), result.code, result.message);
    return success(requestId, result ?? {}, operation?.successCode);
  }

  /** The rest of the body is not read, so the connection cannot be reused. */
  #refuseLongBody(exchange: Exchange, requestId: string): void {
    exchange.serverResponse.setHeader('Connection', 'close');
    exchange.serverResponse.removeHeader('Keep-Alive');
    send(exchange.serverResponse, toWire(failure(requestId, hostOf(exchange), 'RequestEntityTooLarge')));
  }
}

function wireRequestOf({ request, path, query }: Exchange, body: Buffer): WireRequest {
  return { method: request.method ?? '', path, query, headers: request.headers, body };
}

function hostOf({ request }: Exchange): string {
  return request.headers.host ?? '';
}

/** The delay of one call, in milliseconds. */
function drawLatency({ ms }: LatencyFault, random: Randomness): number {
  return typeof ms === 'number' ? ms : ms.min + random.fraction() * (ms.max - ms.min);
}
