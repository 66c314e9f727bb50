import { assertValid, invalidField, type FieldError } from '../../errors/validation.error.js';
import { isWellFormedText } from '../../validation/well-formed-text.js';

const MOST_ENTRIES = 50;
const LONGEST_VALUE = 500;

/**
 * Checks metadata: up to 50 texts of up to 500 characters, under names of up to 40 letters, digits, `_`, `.` and `-`.
 *
 * @throws IdVerificationValidationError
 */
export function checkMetadata(metadata: unknown): Readonly<Record<string, string>> {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    throw invalidField('metadata', 'isObject', 'metadata must be an object of strings');
  }
  const entries = Object.entries(metadata);
  const errors = entries.flatMap(([name, value]) => entryErrors(name, value));
  if (entries.length > MOST_ENTRIES) {
    errors.push({
      field: 'metadata',
      rule: 'maxEntries',
      message: `metadata must have at most ${MOST_ENTRIES} entries`,
    });
  }
  assertValid(errors);
  return Object.fromEntries(entries);
}

function entryErrors(name: string, value: unknown): FieldError[] {
  if (!/^[A-Za-z0-9_.-]{1,40}$/.test(name)) {
    return [
      {
        field: 'metadata',
        rule: 'name',
        message: 'metadata may only have names of up to 40 letters, digits, `_`, `.` and `-`',
      },
    ];
  }
  if (isWellFormedText(value) && value.length <= LONGEST_VALUE) return [];
  return [
    {
      field: `metadata.${name}`,
      rule: 'text',
      message: `metadata.${name} must be a well-formed text of at most ${LONGEST_VALUE} characters`,
    },
  ];
}
