import { ValidateBy } from 'class-validator';
import { isWellFormedText } from './well-formed-text.js';

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
