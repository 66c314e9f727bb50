import { fail, ok, skip, warn, type Finding } from './finding.js';

/** The vendor refuses requests with a larger difference, in milliseconds. */
const REFUSED_MS = 15 * 60_000;

/** A larger difference than NTP allows, in milliseconds. */
const DRIFTING_MS = 10_000;

const FIX =
  'Synchronise this machine’s clock by NTP (chrony, systemd-timesyncd). The vendor refuses requests that are dated 15 minutes off.';

/** @param aheadMs how far the vendor's clock is ahead of ours */
export function evaluateClock(aheadMs: number | undefined): Finding {
  if (aheadMs === undefined) return skip('clock', 'no response to compare with');
  const seen = {
    detail: `${(Math.abs(aheadMs) / 1_000).toFixed(1)} s ${aheadMs > 0 ? 'behind' : 'ahead of'} the endpoint`,
  };
  if (Math.abs(aheadMs) >= REFUSED_MS) return fail('clock', seen, FIX);
  return Math.abs(aheadMs) >= DRIFTING_MS ? warn('clock', seen, FIX) : ok('clock', seen);
}
