import { v4 as uuidv4 } from 'uuid';
import { sql } from './sql.js';
import { NOW } from './sql.client.js';

/** The time-limited right to change a row; a write with another token has no effect. */
export interface Lease {
  readonly token: string;
  readonly milliseconds: number;
}

/** The time for the statements before and after the vendor call, in milliseconds. */
const MARGIN_MS = 5_000;

/** The lease of an operation with this deadline, in milliseconds. */
export function leaseMs(deadlineMs: number): number {
  return deadlineMs + MARGIN_MS;
}

export function newLease(deadlineMs: number): Lease {
  return { token: uuidv4(), milliseconds: leaseMs(deadlineMs) };
}

/** Rows that no lease holds. */
export const LEASE_FREE = sql`(lease_expires_at IS NULL OR lease_expires_at <= ${NOW})`;
