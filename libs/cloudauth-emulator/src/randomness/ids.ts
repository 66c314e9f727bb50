import type { Randomness } from './randomness.js';

/** A TransactionId in the shape of the vendor's examples: 32 characters that begin with `hks`. */
export function newTransactionId(random: Randomness): string {
  return `hks${random.hex(29)}`;
}

/** A RequestId in the shape of the vendor's examples: a UUID in capitals. */
export function newRequestId(random: Randomness): string {
  const hex = random.hex(32).toUpperCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
