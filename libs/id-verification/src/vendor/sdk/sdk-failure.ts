import { isObject } from '../../validation/json-object.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import type { CloudauthResponse } from '../../contract/cloudauth-client.js';
import { errorCode, NotConnectedError, transportError } from '../transport-error.js';
import type { HttpExchange } from './http-exchange.js';

/**
 * What the SDK threw, as the response that it stands for. Recognised by fields and names, not by classes: there can be
 * several copies of them, and some are compiled so that `instanceof` fails. Nothing of the messages is kept: those
 * of the network hold the whole URL.
 *
 * @throws IdVerificationError when there was no response
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
  // A body that is no JSON, or JSON that the SDK did not expect; the one it reports as if it were our mistake.
  if (head !== undefined) return { ...head, body: undefined };
  if (name === 'SyntaxError') throw new IdVerificationError('vendor_response_unreadable');
  throw transportError(error);
}

/** The only header of a refusal that the SDK passes on by itself, in milliseconds. */
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
