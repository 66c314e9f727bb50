import { Inject, Injectable, Logger } from '@nestjs/common';
import type { CloudauthResponse } from '../contract/cloudauth-client.js';
import type { CloudauthParameters, KnownOperation } from '../contract/cloudauth-operation.js';
import type { CloudauthResult } from '../contract/cloudauth-result.js';
import { RETURN_CODES } from '../contract/return-codes.js';
import { ERROR_CODES } from '../errors/error-codes.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { errorFields, LOG_CONTEXT, logLine } from '../observe/log-line.js';
import { TelemetryService } from '../observe/telemetry.service.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { interpretResponse, requestIdOf } from './interpret-response.js';

/**
 * The number of remembered RequestIds: a duplicate arrives with one of the next requests on its connection, so this
 * covers every pool.
 */
const RECENT_REQUEST_IDS = 4_096;

/** The number of distinct responses that are logged; further ones are only counted. */
const MOST_LOGGED = 100;

/** A response, read for the caller of an operation. */
export type Reading<Result> =
  | { readonly kind: 'value'; readonly value: Result }
  /** A success that lacks what it must hold: no failure of the vendor's service. */
  | { readonly kind: 'not-understood'; readonly error: IdVerificationError }
  | { readonly kind: 'refused'; readonly error: IdVerificationError };

/** Whether the connection of a response may be reused. */
export function isTrusted(reading: Reading<unknown>): boolean {
  if (reading.kind === 'value') return true;
  return reading.kind === 'refused' && ERROR_CODES[reading.error.code].vendor !== 'broken';
}

/**
 * Reads responses, and accepts each for one request only: HTTP/1.1 matches responses to requests by order alone, and a
 * duplicate shifts that order. Logs and counts every response that cannot be used.
 */
@Injectable()
export class ResponseReaderService {
  private readonly logger = new Logger(LOG_CONTEXT);
  private readonly owners = new Map<string, object>();
  private readonly logged = new Set<string>();
  /** By the monotonic clock. */
  private lastNotUnderstoodAt: number | undefined;

  constructor(
    private readonly telemetry: TelemetryService,
    @Inject(RESOLVED_OPTIONS) private readonly options: Pick<ResolvedOptions, 'sandbox'>,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /** The time since the last unusable response, in milliseconds; undefined before the first. */
  get sinceNotUnderstoodMs(): number | undefined {
    return this.lastNotUnderstoodAt === undefined
      ? undefined
      : this.clock.monotonic() - this.lastNotUnderstoodAt;
  }

  /** @param attempt an object that identifies the request: its response may be read again */
  read<Result>(
    operation: KnownOperation<Result>,
    parameters: CloudauthParameters,
    response: CloudauthResponse,
    attempt: object,
  ): Reading<Result> {
    let result: CloudauthResult;
    try {
      this.assertFirstUse(response, attempt);
      result = interpretResponse(response, { sandbox: this.options.sandbox, operation: operation.name });
      assertOwn(result, parameters);
    } catch (error) {
      return { kind: 'refused', error: this.reported(operation.name, error) };
    }
    try {
      return { kind: 'value', value: operation.decode(result, this.options) };
    } catch (error) {
      return { kind: 'not-understood', error: this.reported(operation.name, error) };
    }
  }

  /** Logs and counts a response that turned out to be unusable later. */
  report(operation: string, error: IdVerificationError): void {
    const { code, message, vendorCode = '', vendorHttpStatus = '' } = error;
    this.lastNotUnderstoodAt = this.clock.monotonic();
    this.telemetry.notUnderstood(operation, error);
    const kind = `${operation} ${code} ${vendorCode} ${vendorHttpStatus} ${message.replace(/\d+/g, '')}`;
    if (this.logged.has(kind) || this.logged.size >= MOST_LOGGED) return;
    this.logged.add(kind);
    this.logger.error(
      logLine('response_not_understood', { operation, problem: message, ...errorFields(error) }),
    );
  }

  private reported(operation: string, error: unknown): IdVerificationError {
    if (!(error instanceof IdVerificationError)) throw error;
    const unknownCode = error.vendorCode !== undefined && !Object.hasOwn(RETURN_CODES, error.vendorCode);
    if (error.code === 'vendor_response_unreadable' || unknownCode) this.report(operation, error);
    return error;
  }

  private assertFirstUse(response: CloudauthResponse, attempt: object): void {
    const requestId = requestIdOf(response);
    if (requestId === undefined) {
      const { httpStatus } = response;
      if (httpStatus < 200 || httpStatus > 299 || response.body?.['Code'] === undefined) return;
      throw unrelated('The response of the vendor has no RequestId', undefined);
    }
    const owner = this.owners.get(requestId);
    if (owner === attempt) return;
    if (owner !== undefined) throw unrelated('The response belongs to another request', requestId);
    this.owners.set(requestId, attempt);
    const [oldest] = this.owners.keys();
    if (this.owners.size > RECENT_REQUEST_IDS && oldest !== undefined) this.owners.delete(oldest);
  }
}

/** Rejects a response with the TransactionId of another verification; DeleteVerifyResult is documented to return it. */
function assertOwn({ result, requestId }: CloudauthResult, { TransactionId }: CloudauthParameters): void {
  const returned = result['TransactionId'];
  if (TransactionId === undefined || typeof returned !== 'string' || returned === TransactionId) return;
  throw unrelated('The response belongs to another TransactionId', requestId);
}

/** The error for a response that may belong to another request. */
export function unrelated(message: string, requestId: string | undefined): IdVerificationError {
  return new IdVerificationError('vendor_response_unreadable', {
    message,
    hint: 'Something between this process and the vendor repeats or reorders responses.',
    ...(requestId !== undefined && { requestId }),
  });
}
