import type { ProblemDetails } from 'nestjs-id-verification';
import { problem } from './problem.js';

/**
 * What the framework refuses, by its status. The framework's own messages are left aside: they may quote the request.
 */
const REFUSALS: Readonly<Record<number, readonly [code: string, title: string, detail: string]>> = {
  400: [
    'malformed_request',
    'The request cannot be read',
    'Check the address and that the body is valid JSON.',
  ],
  401: [
    'unauthorized',
    'An API key is needed',
    'Send a valid key as `Authorization: Bearer <key>` or in the header `x-api-key`.',
  ],
  404: [
    'route_not_found',
    'There is nothing here',
    'No route has this method and address; /docs lists them.',
  ],
  405: [
    'method_not_allowed',
    'The method is not allowed',
    'This address has other methods; /docs lists them.',
  ],
  413: ['payload_too_large', 'The body is too large', 'A body may have up to 64 kB.'],
  414: ['address_too_long', 'The address is too long', 'Shorten the path or the query.'],
  415: [
    'unsupported_media_type',
    'The body has the wrong type',
    'Send JSON, uncompressed and in UTF-8, with `Content-Type: application/json`.',
  ],
  503: ['not_ready', 'The application is not ready', 'Try again shortly.'],
};

const INTERNAL = problem(
  500,
  'internal_error',
  'Something went wrong here',
  'The cause is in the log of the application.',
);

/** The problem that a status stands for; a status that nobody foresaw is an internal error, or a plain refusal. */
export function problemByStatus(status: number): ProblemDetails {
  const [code, title, detail] = REFUSALS[status] ?? [];
  if (code !== undefined && title !== undefined && detail !== undefined) {
    return problem(status, code, title, detail);
  }
  if (status >= 400 && status <= 499) {
    return problem(
      status,
      'request_refused',
      'The request was refused',
      'Check the request; /docs describes it.',
    );
  }
  return INTERNAL;
}
