import { v4 as uuidv4 } from 'uuid';

/** The right to change a row for a while; a write with another token changes nothing. */
export interface Lease {
  readonly token: string;
  readonly milliseconds: number;
}

/** What a lease leaves for the statements around the vendor call, in milliseconds. */
const MARGIN_MS = 5_000;

/** How long a row is leased by an operation whose deadline is `deadlineMs`. */
export function leaseMs(deadlineMs: number): number {
  return deadlineMs + MARGIN_MS;
}

export function newLease(deadlineMs: number): Lease {
  return { token: uuidv4(), milliseconds: leaseMs(deadlineMs) };
}
