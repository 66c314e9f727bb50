import type { IdVerificationError } from '../errors/id-verification.error.js';

/** The context of all loggers: operators filter by the library, not by its classes. */
export const LOG_CONTEXT = 'IdVerification';

/** One event as one line, `event key=value …`: readable by people and by every log store. */
export function logLine(
  event: string,
  fields: Readonly<Record<string, string | number | undefined>>,
): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${/^[^\s"=]+$/.test(String(value)) ? value : JSON.stringify(value)}`);
  return [event, ...pairs].join(' ');
}

/** What an operator needs to know of a failed vendor call, for a line of the log. */
export function errorFields({ code, vendorCode, vendorHttpStatus, requestId, hint }: IdVerificationError) {
  return { code, vendorCode, vendorHttpStatus, requestId, hint };
}
