import type { IncomingHttpHeaders } from 'node:http';
import type { CallParameters } from '../wire/parameters.js';

/** One call of the gateway, with its result. */
export interface RecordedRequest {
  /** Counts from 1; never reused while the emulator runs. */
  readonly sequence: number;
  /** Wall-clock milliseconds since 1970. */
  readonly at: number;
  /** Counts TCP connections from 1. */
  readonly connectionId: number;
  readonly method: string;
  readonly action: string | undefined;
  readonly version: string | undefined;
  readonly parameters: CallParameters;
  readonly headers: IncomingHttpHeaders;
  readonly bodyBytes: number;
  /** The decision of the gateway: admitted, refused for its signature or route, or throttled by the QPS limit. */
  readonly verdict: 'admitted' | 'refused' | 'throttled';
  readonly requestId: string;
  /** The `Code` of the response; undefined while there is none, and when a fault responded with something else. */
  readonly code: string | undefined;
  /** The HTTP status of the response; undefined while there is none. */
  readonly status: number | undefined;
  /** The kinds of the faults that met it. */
  readonly faults: readonly string[];
}
