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

/** The error of one field. */
export function invalidField(field: string, rule: string, message: string): IdVerificationValidationError {
  return new IdVerificationValidationError([{ field, rule, message }]);
}

/** @throws IdVerificationValidationError if there are problems; false stands for none */
export function assertValid(problems: readonly (FieldError | false)[]): void {
  const errors = problems.filter((problem) => problem !== false);
  if (errors.length > 0) throw new IdVerificationValidationError(errors);
}
