import type { FieldProblem } from './fields.js';

/** Invalid input of the caller. The message contains fields and rules, never values. */
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
