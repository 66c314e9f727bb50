import type { FieldError } from '../errors/validation.error.js';

/** What is wrong with the part of a filter that says which page of a list to give. */
export function pageProblems({ limit, cursor }: { limit: unknown; cursor: unknown }): (FieldError | false)[] {
  return [
    limit !== undefined &&
      !(typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= 100) && {
        field: 'limit',
        rule: 'range',
        message: 'limit must be a whole number from 1 to 100',
      },
    cursor !== undefined &&
      typeof cursor !== 'string' && { field: 'cursor', rule: 'isString', message: 'cursor must be a string' },
  ];
}
