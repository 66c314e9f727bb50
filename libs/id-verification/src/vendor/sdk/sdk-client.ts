import type { ResolvedHttpOptions } from '../../options/client-options.js';
import type {
  CloudauthResponse,
  CloudauthCallOptions,
  CloudauthClient,
} from '../../contract/cloudauth-client.js';
import type { CloudauthOperation, CloudauthParameters } from '../../contract/cloudauth-operation.js';
import type { CredentialSource } from '../credential-source.js';
import { withinDeadline } from '../deadline.js';
import { readResponse } from '../read-response.js';
import type { SigningCredentials } from '../signing-credentials.js';
import { USER_AGENT } from '../user-agent.js';
import { captureResponse } from './capture-response.js';
import type { CloudauthSdk, SdkConfig, SdkRuntime } from './cloudauth-sdk.js';
import { HttpExchange, HttpExchanges } from './http-exchange.js';
import { sdkCall } from './sdk-call.js';
import { sdkFailure } from './sdk-failure.js';

export interface SdkClientOptions {
  readonly endpoint: URL;
  readonly credentials: CredentialSource;
  readonly http: Pick<ResolvedHttpOptions, 'ca'>;
}

/** The SDK's timeout is later than the deadline by this time, so that the deadline determines the error. */
const AFTER_DEADLINE_MS = 250;

/**
 * Calls the vendor with its SDK, and adds a deadline, an abort signal, status and headers of every response, errors
 * without data, and no retries. Limits of the SDK remain: a connection for each call, no proxy, responses of any size,
 * and some memory of each call until its timeout.
 */
export class SdkCloudauthClient implements CloudauthClient {
  private readonly exchanges = new HttpExchanges();

  constructor(
    private readonly sdk: CloudauthSdk,
    private readonly options: SdkClientOptions,
  ) {}

  call(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    options: CloudauthCallOptions,
  ): Promise<CloudauthResponse> {
    return withinDeadline(options, async (deadline) => {
      const call = sdkCall(this.sdk, operation, parameters);
      const credentials = await deadline.race(
        () => this.options.credentials.resolve(options.account),
        'credentials_unavailable',
      );
      const exchange = new HttpExchange();
      deadline.signal.addEventListener('abort', () => exchange.abandon(), { once: true });
      const response = await deadline.race(() =>
        this.exchanges.during(exchange, () =>
          this.send(call, credentials, exchange, runtime(options.timeoutMs)),
        ),
      );
      if (options.keepConnection?.(response) === false) exchange.abandon();
      return response;
    });
  }

  async close(): Promise<void> {
    this.exchanges.close();
  }

  /** Creates a client for each call, so that calls are isolated; the SDK's connections are shared by the process. */
  private async send(
    call: ReturnType<typeof sdkCall>,
    credentials: SigningCredentials,
    exchange: HttpExchange,
    limits: SdkRuntime,
  ): Promise<CloudauthResponse> {
    const client = new this.sdk.default(this.config(credentials));
    const captured = captureResponse(client);
    try {
      await call(client, limits);
    } catch (error) {
      if (captured.response === undefined) return sdkFailure(error, exchange);
    }
    const { statusCode = 0, headers = {}, body } = captured.response ?? {};
    return readResponse(statusCode, headers, body instanceof Uint8Array ? body : new Uint8Array());
  }

  private config(credentials: SigningCredentials): SdkConfig {
    const { endpoint, http } = this.options;
    return {
      endpoint: endpoint.host,
      protocol: endpoint.protocol === 'http:' ? 'HTTP' : 'HTTPS',
      credential: { getCredential: () => Promise.resolve(credentials) },
      // Set, so that the SDK does not read one from the environment.
      userAgent: USER_AGENT,
      ...(http.ca !== undefined && { ca: http.ca }),
    };
  }
}

function runtime(timeoutMs: number): SdkRuntime {
  const limit = timeoutMs + AFTER_DEADLINE_MS;
  // Certificate verification is explicit, because an environment variable changes the default.
  return { readTimeout: limit, connectTimeout: limit, ignoreSSL: false };
}
