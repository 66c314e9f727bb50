import type { JsonObject } from '../responses/json.js';

/**
 * The calls to which a fault is applied, and how often. It is not applied to calls that the gateway refuses or
 * throttles.
 */
export interface FaultMatch {
  /** Only this action; any when absent. */
  readonly action?: string;
  /** The number of calls to which it is applied. Default 1, or `forever` when a probability is given. */
  readonly times?: number | 'forever';
  /** The chance of each call, 0 to 1, drawn from the seed. Default 1. */
  readonly probability?: number;
}

/** Responds with a code of the vendor; the operation is not executed. Unknown codes get HTTP 400 unless given. */
export interface VendorCodeFault {
  readonly kind: 'vendorCode';
  readonly code: string;
  readonly httpStatus?: number;
  readonly message?: string;
}

/** Responds with `Throttling.Api` (403) or `Throttling.User` (400), with `x-acs-retry-after` when given. */
export interface ThrottlingFault {
  readonly kind: 'throttling';
  readonly code?: 'Throttling.Api' | 'Throttling.User';
  readonly retryAfterMs?: number;
}

/** Responds with any status, body and content type: an HTML page of a proxy, nothing, `null`, `[]`. Not executed. */
export interface RawResponseFault {
  readonly kind: 'rawResponse';
  readonly status: number;
  readonly body: string;
  /** Default `application/json;charset=utf-8`. */
  readonly contentType?: string;
}

/** Responds with a redirect. Default 302 to `/elsewhere`. Not executed. */
export interface RedirectFault {
  readonly kind: 'redirect';
  readonly status?: number;
  readonly location?: string;
}

/** Resets the connection instead of a response; the operation is not executed. */
export interface ResetBeforeResponseFault {
  readonly kind: 'resetBeforeResponse';
}

/** Never responds and leaves the connection open; the operation is not executed. */
export interface HangFault {
  readonly kind: 'hang';
}

/** Executes the operation, and responds with HTTP 200, another `Code` and without a result. */
export interface OkWithCodeFault {
  readonly kind: 'okWithCode';
  readonly code: string;
  readonly message?: string;
}

/** Executes the operation, and omits `Result.TransactionId`. */
export interface WithoutTransactionIdFault {
  readonly kind: 'withoutTransactionId';
}

/** Executes the operation, and merges `body` into the response: other types, extra fields; `null` replaces too. */
export interface MergeBodyFault {
  readonly kind: 'mergeBody';
  readonly body: JsonObject;
}

/** Executes the operation, and resets the connection instead of the response. */
export interface LoseResponseFault {
  readonly kind: 'loseResponse';
}

/** Announces the whole body, sends a part (default half), and closes. */
export interface CutBodyFault {
  readonly kind: 'cutBody';
  readonly sentBytes?: number;
}

/** Sends head and a part of the body (default half), and resets. */
export interface ResetInBodyFault {
  readonly kind: 'resetInBody';
  readonly sentBytes?: number;
}

/** Sends the body compressed with gzip, requested or not. */
export interface GzipBodyFault {
  readonly kind: 'gzipBody';
}

/** Sends the head in pieces of `bytes` every `intervalMs`, then the body, then closes. */
export interface SlowHeadFault {
  readonly kind: 'slowHead';
  readonly bytes: number;
  readonly intervalMs: number;
}

/** Sends the head at once and the body in pieces of `bytes` every `intervalMs`. */
export interface DripBodyFault {
  readonly kind: 'dripBody';
  readonly bytes: number;
  readonly intervalMs: number;
}

/** Delays the call by a number of milliseconds, or a random one from a range. */
export interface LatencyFault {
  readonly kind: 'latency';
  readonly ms: number | { readonly min: number; readonly max: number };
}

/** Faults that replace the operation. */
export type InsteadFault =
  VendorCodeFault | ThrottlingFault | RawResponseFault | RedirectFault | ResetBeforeResponseFault | HangFault;

/** Faults that change the operation's response. */
export type ChangeFault = OkWithCodeFault | WithoutTransactionIdFault | MergeBodyFault;

/** Faults of the response's delivery. */
export type DeliveryFault =
  LoseResponseFault | CutBodyFault | ResetInBodyFault | GzipBodyFault | SlowHeadFault | DripBodyFault;

/** The effect of a fault. */
export type FaultEffect = LatencyFault | InsteadFault | ChangeFault | DeliveryFault;

/**
 * A fault and the calls to which it is applied. A call can have one fault of each stage: delay, instead, change,
 * delivery.
 */
export type Fault = FaultEffect & FaultMatch;
