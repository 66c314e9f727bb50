/**
 * What happened to a verification.
 *
 * - `created`: it was stored, before the vendor was called
 * - `initialize_failed`: a call of Initialize failed and may be retried
 * - `initialize_retried`: Initialize was called again with the same id
 * - `initialized`: the vendor returned a TransactionId
 * - `check_requested`: a callback arrived, or an operator requested a check
 * - `checked`: the vendor returned no verdict
 * - `check_failed`: the vendor could not be called, or its response was of no use
 * - `ended`: it ended with a status and a reason; a rejected one can be initialized again
 * - `delivered`, `delivery_failed`, `delivery_dead_lettered`: an attempt to deliver the outcome to a handler
 * - `redelivery_requested`: undelivered outcomes were made pending again
 * - `evidence_delivered`, `evidence_lost`: the evidence was handed to the sink, or the vendor no longer has it
 * - `expiry_explained`, `expiry_unexplained`: the vendor's log told why the user did not finish, or could not be read
 * - `erasure_requested`, `erased`: its deletion
 *
 * @publicApi
 */
export const VERIFICATION_EVENT_TYPES = [
  'created',
  'initialize_failed',
  'initialize_retried',
  'initialized',
  'check_requested',
  'checked',
  'check_failed',
  'ended',
  'delivered',
  'delivery_failed',
  'delivery_dead_lettered',
  'redelivery_requested',
  'evidence_delivered',
  'evidence_lost',
  'expiry_explained',
  'expiry_unexplained',
  'erasure_requested',
  'erased',
] as const;

/**
 * One of {@link VERIFICATION_EVENT_TYPES}.
 *
 * @publicApi
 */
export type VerificationEventType = (typeof VERIFICATION_EVENT_TYPES)[number];
