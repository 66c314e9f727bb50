import { ValidateBy } from 'class-validator';

/** What the library stores at most. */
export const LONGEST_REASON = 500;

/** A reason for the history: one line that it can store and show, without the spaces around it. */
export function IsReason(): PropertyDecorator {
  return ValidateBy({
    name: 'isReason',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isOneLine(value.trim()),
      defaultMessage: () =>
        `$property must be a text of at most ${LONGEST_REASON} characters without control characters`,
    },
  });
}

function isOneLine(text: string): boolean {
  return text.length <= LONGEST_REASON && text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}
