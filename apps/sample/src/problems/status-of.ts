import { HttpException } from '@nestjs/common';
import { isDatabaseAway } from './is-database-away.js';

/**
 * The status that an exception carries. Body parsers and routers throw errors of their own with a `statusCode`; only
 * refusals of the request are taken from those.
 */
export function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) return exception.getStatus();
  if (typeof exception === 'object' && exception !== null && 'statusCode' in exception) {
    const { statusCode } = exception;
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode <= 499) return statusCode;
  }
  if (isDatabaseAway(exception)) return 503;
  // A path with broken percent-encoding.
  return exception instanceof URIError ? 400 : 500;
}
