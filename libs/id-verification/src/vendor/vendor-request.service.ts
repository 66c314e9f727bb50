import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { CloudauthClient, CloudauthResponse } from '../contract/cloudauth-client.js';
import type {
  CloudauthOperation,
  CloudauthParameters,
  KnownOperation,
} from '../contract/cloudauth-operation.js';
import { text } from '../contract/cloudauth-result.js';
import type { IdVerificationError } from '../errors/id-verification.error.js';
import { LOG_CONTEXT, logLine } from '../observe/log-line.js';
import type { Account } from './accounts.service.js';
import { CLOUDAUTH_CLIENT } from './create-cloudauth-client.js';
import { requestIdOf } from './interpret-response.js';
import { operatorMessage } from './operator-message.js';
import { ClockSkewService } from './clock-skew.service.js';
import { isTrusted, ResponseReaderService, type Reading } from './response-reader.service.js';

/** What the vendor is asked, and with which account. */
export interface VendorRequest<Result> {
  readonly operation: KnownOperation<Result>;
  readonly parameters: CloudauthParameters;
  /** Undefined for that of the options. */
  readonly account?: Account | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Sends one request to the vendor and reads its response; `resilience/` has the rules for when and how often. */
@Injectable()
export class VendorRequestService implements OnApplicationShutdown {
  private readonly logger = new Logger(LOG_CONTEXT);

  constructor(
    @Inject(CLOUDAUTH_CLIENT) private readonly client: CloudauthClient,
    private readonly responses: ResponseReaderService,
    private readonly skew: ClockSkewService,
  ) {}

  /**
   * Sends it and reads the response. A connection with an untrusted response is not reused.
   *
   * @throws IdVerificationError for a refusal
   */
  async send<Result>(
    { operation, parameters, account, signal }: VendorRequest<Result>,
    timeoutMs: number,
  ): Promise<Reading<Result>> {
    const attempt = {};
    let latest: { readonly response: CloudauthResponse; readonly reading: Reading<Result> } | undefined;
    const read = (response: CloudauthResponse): Reading<Result> => {
      if (latest?.response === response) return latest.reading;
      const reading = this.responses.read(operation, parameters, response, attempt);
      latest = { response, reading };
      return reading;
    };
    const keepConnection = (response: CloudauthResponse): boolean => isTrusted(read(response));
    const response = await this.client.call(operation.name, parameters, {
      timeoutMs,
      signal,
      keepConnection,
      ...(account && { account }),
    });
    const reading = read(response);
    // A page of a proxy has the proxy's time.
    if (isTrusted(reading) && requestIdOf(response) !== undefined) this.skew.observe(response);
    if (reading.kind === 'refused') {
      this.logMessage(operation.name, parameters, response, reading.error);
      throw reading.error;
    }
    return reading;
  }

  /** Logs the vendor's message, which errors do not contain. An unfinished user is not a refusal. */
  private logMessage(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    { body }: CloudauthResponse,
    { code, vendorCode, requestId }: IdVerificationError,
  ): void {
    const message = text(body?.['Message']);
    if (message === undefined || code === 'process_not_completed') return;
    const readable = operatorMessage(message, parameters);
    // Only an Initialize request contains every value that could occur in the message, so only there they can all be
    // redacted.
    const shown = operation.startsWith('Initialize') ? readable : { parameters: readable.parameters };
    this.logger.warn(logLine('vendor_refusal', { operation, vendorCode, requestId, ...shown }));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}
