import type { CloudauthCredentials } from './credentials.js';
import type { CloudauthOperation, CloudauthParameters } from './cloudauth-operation.js';

/**
 * The account of a tenant, for one call.
 *
 * @publicApi
 */
export interface CloudauthAccount {
  readonly tenant: string;
  /** They sign the call. */
  readonly credentials: CloudauthCredentials;
  /** The origin to send the call to. */
  readonly endpoint: URL;
}

/**
 * The limits of one call, and its account.
 *
 * @publicApi
 */
export interface CloudauthCallOptions {
  /** The time from now until the whole response must have arrived, in milliseconds. */
  readonly timeoutMs: number;
  /** Cancels the call and frees its connection. */
  readonly signal?: AbortSignal | undefined;
  /** The account of a verification with a tenant. Absent: the client's own. */
  readonly account?: CloudauthAccount | undefined;
  /**
   * Called with each response before its connection is reused; false closes the connection, because the response does
   * not belong to its request. Absent: connections are reused.
   */
  readonly keepConnection?: ((response: CloudauthResponse) => boolean) | undefined;
}

/**
 * A response of the vendor, of any status, refusals included.
 *
 * @publicApi
 */
export interface CloudauthResponse {
  readonly httpStatus: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body if it is a JSON object, as every response of the vendor's service is; a gateway's response may not be. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The port to the vendor's API, implemented by each adapter.
 *
 * @publicApi
 */
export interface CloudauthClient {
  /**
   * Makes one call, without retries.
   *
   * @throws IdVerificationError when there is no response: `vendor_unreachable`, `vendor_timeout`, `aborted`,
   *   `credentials_unavailable`, or `vendor_response_unreadable` for a response that is not HTTP. The message contains
   *   neither the URL nor a parameter.
   */
  call(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    options: CloudauthCallOptions,
  ): Promise<CloudauthResponse>;

  /** Closes the connections. Calls in flight may fail. */
  close(): Promise<void>;
}
