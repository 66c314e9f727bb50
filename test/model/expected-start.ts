import type { Row } from './audit.js';
import { isOutcome } from './model.js';

/** What a start must lead to. */
export type ExpectedStart =
  /** The same response again; the vendor is not asked. */
  | 'same response'
  | 'parameters_conflict'
  | 'verification_ended'
  /** The vendor's response to one call. */
  | 'new response'
  /** That, or the word that another process still seems to be at it. */
  | 'new response or initialize_in_progress'
  /** Whatever the vendor or a death made of it. */
  | 'whatever the vendor says';

/** Decides by the row alone as it was before: the table of a verification's life, seen from a start. */
export function expectedStart(
  before: Row | undefined,
  isSameRequest: boolean,
  isTroubled: boolean,
): ExpectedStart {
  if (before !== undefined && isOutcome(before)) return 'verification_ended';
  const isNew = before === undefined || before.status === 'REJECTED';
  if (!isNew && !isSameRequest) return 'parameters_conflict';
  if (before?.status === 'PENDING') return 'same response';
  if (isTroubled) return 'whatever the vendor says';
  return isLeased(before) ? 'new response or initialize_in_progress' : 'new response';
}

function isLeased(row: Row | undefined): boolean {
  return row !== undefined && row.lease_token !== null;
}

/** How many calls of the vendor that may cost, for so many starts at once. */
export function mostVendorCalls(expected: ExpectedStart, starts: number): number {
  if (expected === 'whatever the vendor says') return starts;
  return expected.startsWith('new response') ? 1 : 0;
}
