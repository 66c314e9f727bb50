import { IdVerificationValidationError } from '../errors/validation.error.js';

/** The last row of a page. */
export interface ListPosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** A position as opaque text that fits into a URL. */
export function encodeCursor({ createdAt, id }: ListPosition): string {
  return Buffer.from(`${createdAt.toISOString()}/${id}`).toString('base64url');
}

/** @throws IdVerificationValidationError for a text that {@link encodeCursor} did not make */
export function decodeCursor(cursor: string): ListPosition {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, time, id] = /^(\d{4}-\d\d-\d\dT[\d:.]{12}Z)\/([0-9a-f-]{36})$/.exec(text) ?? [];
  const createdAt = new Date(time ?? Number.NaN);
  if (
    id === undefined ||
    Number.isNaN(createdAt.getTime()) ||
    !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
  ) {
    throw new IdVerificationValidationError([
      { field: 'cursor', rule: 'cursor', message: 'cursor must be the nextCursor of a page before' },
    ]);
  }
  return { createdAt, id };
}
