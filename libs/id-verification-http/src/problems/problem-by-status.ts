import type { ProblemDetails } from 'nestjs-id-verification';
import { applicationProblem, type ApplicationProblemCode } from './application-problems.js';

/**
 * What the framework refuses, by its status. The framework's own messages are left aside: they may quote the request.
 */
const REFUSALS: Readonly<Record<number, ApplicationProblemCode>> = {
  400: 'malformed_request',
  401: 'unauthorized',
  404: 'route_not_found',
  405: 'method_not_allowed',
  408: 'request_too_slow',
  413: 'payload_too_large',
  414: 'address_too_long',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  431: 'headers_too_large',
  503: 'not_ready',
};

/** The problem that a status stands for; an unforeseen status is an internal error, or a plain refusal. */
export function problemByStatus(status: number): ProblemDetails {
  const code = REFUSALS[status];
  if (code !== undefined) return applicationProblem(code);
  return status >= 400 && status <= 499
    ? applicationProblem('request_refused', status)
    : applicationProblem('internal_error');
}
