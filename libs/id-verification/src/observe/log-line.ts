import type { IdVerificationError } from '../errors/id-verification.error.js';

/** The context of all loggers: operators filter by the library, not by its classes. */
export const LOG_CONTEXT = 'IdVerification';

/** Formats an event as one line, `event key=value …`. */
export function logLine(
  event: string,
  fields: Readonly<Record<string, string | number | undefined>>,
): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${/^[^\s"=]+$/.test(String(value)) ? value : JSON.stringify(value)}`);
  return [event, ...pairs].join(' ');
}

/** The fields of a failed vendor call for a log line. */
export function errorFields({ code, vendorCode, vendorHttpStatus, requestId, hint }: IdVerificationError) {
  return { code, vendorCode, vendorHttpStatus, requestId, hint };
}
