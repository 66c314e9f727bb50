import { fail, ok, skip, warn, type Finding } from './finding.js';

/** The vendor refuses what is dated further off, in milliseconds. */
const REFUSED_MS = 15 * 60_000;

/** A machine that keeps its time by NTP is never so far off, in milliseconds. */
const DRIFTING_MS = 10_000;

const FIX =
  'Keep this machine’s time by NTP (chrony, systemd-timesyncd). The vendor refuses what is dated 15 minutes off.';

/** @param aheadMs how far the vendor's clock is ahead of ours */
export function evaluateClock(aheadMs: number | undefined): Finding {
  if (aheadMs === undefined) return skip('clock', 'no response to compare with');
  const seen = {
    detail: `${(Math.abs(aheadMs) / 1_000).toFixed(1)} s ${aheadMs > 0 ? 'behind' : 'ahead of'} the endpoint`,
  };
  if (Math.abs(aheadMs) >= REFUSED_MS) return fail('clock', seen, FIX);
  return Math.abs(aheadMs) >= DRIFTING_MS ? warn('clock', seen, FIX) : ok('clock', seen);
}
