import { IdVerificationError } from './id-verification.error.js';

/**
 * One rule that one field violates. It never contains the value.
 *
 * @publicApi
 */
export interface FieldError {
  /** The field as the caller names it, for example `sceneCode` or `metadata.orderId`. */
  readonly field: string;
  /** The rule's name, for example `maxLength`. */
  readonly rule: string;
  /** What the rule requires, in a sentence. */
  readonly message: string;
}

/**
 * The caller's input violates one or more rules; nothing was stored and nothing was sent.
 *
 * @publicApi
 */
export class IdVerificationValidationError extends IdVerificationError {
  override readonly name = 'IdVerificationValidationError';

  constructor(readonly errors: readonly FieldError[]) {
    super('invalid_request', { message: errors.map(({ message }) => message).join('; ') });
  }
}
