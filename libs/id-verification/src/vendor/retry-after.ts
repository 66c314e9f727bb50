import type { CloudauthResponse } from '../contract/cloudauth-client.js';

/** The three formats of RFC 9110, 5.6.7; `Date.parse` alone accepts many other texts. */
const HTTP_DATE =
  /^(\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT|\w{6,9}, \d\d-\w{3}-\d\d \d\d:\d\d:\d\d GMT|\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})$/;

/**
 * The requested delay before a retry in milliseconds: by the vendor's header, or by Retry-After in either format of RFC
 * 9110, 10.2.3. A date is relative to the response's `Date`, so that this machine's clock does not matter. Undefined
 * without a valid header.
 */
export function retryAfterMs(headers: CloudauthResponse['headers']): number | undefined {
  const standard = headers['retry-after']?.trim() ?? '';
  const seconds = wholeNumber(standard);
  return (
    wholeNumber(headers['x-acs-retry-after']) ??
    (seconds === undefined ? untilDate(standard, headers['date']) : seconds * 1_000)
  );
}

function wholeNumber(value: string | undefined): number | undefined {
  const digits = value?.trim() ?? '';
  return /^\d{1,12}$/.test(digits) ? Number(digits) : undefined;
}

function untilDate(value: string, sentAt: string | undefined): number | undefined {
  const until = httpDate(value);
  return until === undefined
    ? undefined
    : Math.max(0, until - (httpDate(sentAt?.trim() ?? '') ?? Date.now()));
}

function httpDate(value: string): number | undefined {
  if (!HTTP_DATE.test(value)) return undefined;
  const time = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
