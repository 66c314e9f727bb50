import { isRecord } from '../responses/json.js';

/** Returns the rule that a value violates, as text after "must"; undefined for a valid value. */
export type Check = (value: unknown) => string | undefined;

/** A text, no longer than `maxLength` characters. */
export function text(maxLength = 100_000): Check {
  return (value) =>
    typeof value === 'string' && value.length <= maxLength
      ? undefined
      : `be a string of at most ${maxLength} characters`;
}

/** One of the given texts. */
export function oneOf(...values: readonly string[]): Check {
  return (value) =>
    typeof value === 'string' && values.includes(value) ? undefined : `be one of ${values.join(', ')}`;
}

/** A finite number within bounds. */
export function number(min: number, max: number = Number.MAX_SAFE_INTEGER): Check {
  return (value) =>
    typeof value === 'number' && value >= min && value <= max
      ? undefined
      : `be a number from ${min} to ${max}`;
}

/** A whole number within bounds. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Check {
  return (value) =>
    Number.isInteger(value) && number(min, max)(value) === undefined
      ? undefined
      : `be a whole number from ${min} to ${max}`;
}

/** `true` or `false`. */
export const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'be true or false');

/** An object with any content. */
export const object: Check = (value) => (isRecord(value) ? undefined : 'be an object');

/** An object with names of any kind, whose values all pass the check. */
export function objectOf(check: Check): Check {
  return (value) => {
    if (!isRecord(value)) return 'be an object';
    const broken = Object.values(value).map(check).find(Boolean);
    return broken && `hold only values that must ${broken}`;
  };
}

/** Passes when one of the checks does. */
export function either(...checks: readonly Check[]): Check {
  return (value) => {
    const broken = checks.map((check) => check(value));
    return broken.every((rule) => rule !== undefined) ? broken.join(', or ') : undefined;
  };
}
