import { HttpException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
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
  // A path with broken percent-encoding, or a value that PostgreSQL cannot store.
  return exception instanceof URIError || isDataException(exception) ? 400 : 500;
}

/** SQLSTATE class 22. */
function isDataException(exception: unknown): boolean {
  return exception instanceof QueryFailedError && /^22[0-9A-Z]{3}$/.test(sqlState(exception));
}

function sqlState({ driverError }: QueryFailedError): string {
  return 'code' in driverError ? String(driverError.code) : '';
}
