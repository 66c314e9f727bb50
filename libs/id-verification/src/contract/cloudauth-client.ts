import type { CloudauthOperation, CloudauthParameters } from './cloudauth-operation.js';

/**
 * The limits of one call.
 *
 * @publicApi
 */
export interface CloudauthCallOptions {
  /** The time from now until the whole response must have arrived, in milliseconds. */
  readonly timeoutMs: number;
  /** Cancels the call and frees its connection. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Says of a response, before its connection carries another call, whether that may be. A client that has connections
   * closes the one of a response that does not belong to its request. Absent: it may.
   */
  readonly keepConnection?: ((response: CloudauthResponse) => boolean) | undefined;
}

/**
 * A response of the vendor, whatever its status: a refusal is a response too.
 *
 * @publicApi
 */
export interface CloudauthResponse {
  readonly httpStatus: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body where it is a JSON object, as every response of the vendor's service is; a gateway's need not be. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The door to the vendor's wire. Everything above it is the same for every adapter.
 *
 * @publicApi
 */
export interface CloudauthClient {
  /**
   * Makes one call, without repeating it.
   *
   * @throws IdVerificationError when there is no response: `vendor_unreachable`, `vendor_timeout`, `aborted`,
   * `credentials_unavailable`, or `vendor_response_unreadable` for what is not HTTP; its message holds neither the URL
   * nor a parameter.
   */
  call(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    options: CloudauthCallOptions,
  ): Promise<CloudauthResponse>;

  /** Frees the connections. Calls that are under way may fail. */
  close(): Promise<void>;
}
