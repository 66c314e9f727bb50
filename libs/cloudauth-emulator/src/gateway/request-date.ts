import { Refusal } from '../responses/response.js';

/** How far `x-acs-date` may lie from the server's clock, either way. */
export const DATE_TOLERANCE_MS = 15 * 60_000;

const UTC_SECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** Milliseconds since 1970 of an `x-acs-date`, or why it is refused. */
export function readRequestDate(text: string, nowMs: number): number | Refusal {
  const at = UTC_SECONDS.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) return new Refusal('InvalidTimeStamp.Format');
  if (Math.abs(nowMs - at) > DATE_TOLERANCE_MS) return new Refusal('InvalidTimeStamp.Expired');
  return at;
}
