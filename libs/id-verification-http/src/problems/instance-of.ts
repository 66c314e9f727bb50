import { OutgoingMessage } from 'node:http';

/**
 * Names this occurrence of a problem by the id of its request, which the response has as `X-Request-Id` and the log
 * has too; undefined where nothing gives requests ids.
 */
export function instanceOf(response: unknown): string | undefined {
  const raw =
    typeof response === 'object' && response !== null && 'raw' in response ? response.raw : response;
  const id = raw instanceof OutgoingMessage ? raw.getHeader('X-Request-Id') : undefined;
  return typeof id === 'string' ? `urn:id-verification:request:${id}` : undefined;
}
