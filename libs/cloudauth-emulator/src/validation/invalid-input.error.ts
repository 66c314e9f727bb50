import type { FieldProblem } from './fields.js';

/** Something the caller gave is not as it must be. The message names fields and rules, never values. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';

  constructor(
    subject: string,
    readonly problems: readonly FieldProblem[],
  ) {
    super(`${subject}: ${problems.map(({ field, rule }) => `${field} ${rule}`).join('; ')}`);
  }

  /** Throws when there are problems. */
  static throwIfAny(subject: string, problems: readonly FieldProblem[]): void {
    if (problems.length > 0) throw new InvalidInputError(subject, problems);
  }
}
