import { isObject } from '../../validation/json-object.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import type { CloudauthResponse } from '../../contract/cloudauth-client.js';
import { errorCode, NotConnectedError, transportError } from '../transport-error.js';
import type { HttpExchange } from './http-exchange.js';

/**
 * Converts an error of the SDK to the response that it represents. Errors are recognised by fields and names, because
 * `instanceof` fails for several copies of a class. Messages are discarded: those of network errors contain the URL.
 *
 * @throws IdVerificationError if there was no response
 */
export function sdkFailure(
  error: unknown,
  { head, isUnconnected }: Pick<HttpExchange, 'head' | 'isUnconnected'>,
): CloudauthResponse {
  if (error instanceof IdVerificationError) throw error;
  if (isUnconnected && error instanceof Error) throw transportError(new NotConnectedError(error));
  const { name, statusCode, data, retryAfter } = fieldsOf(error);
  if (typeof statusCode === 'number') {
    return {
      httpStatus: statusCode,
      headers: head?.headers ?? retryHeader(retryAfter),
      body: isObject(data) ? data : undefined,
    };
  }
  if (name === 'RequestTimeoutError') throw new IdVerificationError('vendor_timeout');
  if (errorCode(error) !== undefined) throw transportError(error);
  // A body that is not JSON, or unexpected JSON, which the SDK reports as a mistake of the caller.
  if (head !== undefined) return { ...head, body: undefined };
  if (name === 'SyntaxError') throw new IdVerificationError('vendor_response_unreadable');
  throw transportError(error);
}

/** The only header of a refusal that the SDK passes on, in milliseconds. */
function retryHeader(retryAfter: unknown): CloudauthResponse['headers'] {
  return typeof retryAfter === 'number' ? { 'x-acs-retry-after': String(retryAfter) } : {};
}

function fieldsOf(error: unknown): Readonly<Record<'name' | 'statusCode' | 'data' | 'retryAfter', unknown>> {
  const read = (name: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return {
    name: read('name'),
    statusCode: read('statusCode'),
    data: read('data'),
    retryAfter: read('retryAfter'),
  };
}
