import type { Row } from './audit.js';
import type { Model } from './model.js';
import type { System } from './system.js';

/** The vendor is asked about one row at most once in this time. */
const SPACING_MS = 2_000;

/** The status that a verification must have after a check, where nothing can come between. */
export function certainStatus(
  model: Model,
  system: System,
  row: Row | undefined,
): 'PASSED' | 'FAILED' | undefined {
  if (row?.status !== 'PENDING' || system.isTroubled('CheckResult')) return undefined;
  const decision = model.decisions.get(row.transaction_id ?? '');
  const known = system.vendor.transaction(row.transaction_id ?? '');
  if (decision === undefined || known?.outcome === undefined) return undefined;
  return decision.passed === 'Y' ? 'PASSED' : 'FAILED';
}

/** Whether a row may be checked now: it has no lease, and was not checked just before. */
export function mayBeChecked({ lease_token, claimed_at, checked_at }: Row, now: Date): boolean {
  const lastAsked = [claimed_at, checked_at].map((time) => (time === null ? 0 : new Date(time).getTime()));
  return lease_token === null && Math.max(...lastAsked) <= now.getTime() - SPACING_MS;
}
