import { ValidateBy } from 'class-validator';

/**
 * Whether text can be stored and sent: no NUL, which PostgreSQL rejects, and no unpaired surrogate, which has no UTF-8
 * form.
 */
export function isWellFormedText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed();
}

/** Text without NUL and unpaired surrogates. */
export function IsWellFormedText(): PropertyDecorator {
  return ValidateBy({
    name: 'isWellFormedText',
    validator: {
      validate: isWellFormedText,
      defaultMessage: () => '$property must not hold NUL or an unpaired surrogate',
    },
  });
}
