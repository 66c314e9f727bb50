import { ValidateBy } from 'class-validator';

/**
 * Whether text can be stored and sent without loss: no NUL, which PostgreSQL refuses, and no half of a surrogate
 * pair, which has no UTF-8 form.
 */
export function isWellFormedText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed();
}

/** Text without NUL and without half a surrogate pair. */
export function IsWellFormedText(): PropertyDecorator {
  return ValidateBy({
    name: 'isWellFormedText',
    validator: {
      validate: isWellFormedText,
      defaultMessage: () => '$property must not hold NUL or an unpaired surrogate',
    },
  });
}
