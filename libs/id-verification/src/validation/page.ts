import { assertValid, invalidField, type FieldError } from '../errors/validation.error.js';

/**
 * One page of a list, newest first.
 *
 * @publicApi
 */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The cursor of the next page; undefined on the last page. */
  readonly nextCursor: string | undefined;
}

/**
 * Selects a page of a list.
 *
 * @publicApi
 */
export interface PageRequest {
  /** The page size, 1 to 100. @default 20 */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the previous page. */
  readonly cursor?: string | undefined;
}

/** The text format of a row's position in its list. */
export interface CursorFormat<Position> {
  readonly write: (position: Position) => string;
  /** Undefined for an invalid text. */
  readonly parse: (text: string) => Position | undefined;
}

/** The rows of a page: those after a position, in the order of the list. */
export interface PageWindow<Position> {
  readonly after: Position | undefined;
  readonly limit: number;
}

/**
 * How many items a page may have, and has without a `limit`; the fields are those of a JSON schema.
 *
 * @publicApi
 */
export const PAGE_LIMIT = { minimum: 1, maximum: 100, default: 20 } as const;

const { minimum, maximum, default: defaultLimit } = PAGE_LIMIT;

/** @throws IdVerificationValidationError for a cursor that no page returned */
export async function readPage<Position, Row extends Position>(
  { limit = defaultLimit, cursor }: PageRequest,
  format: CursorFormat<Position>,
  read: (window: PageWindow<Position>) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, format);
  // One row more than requested: where it exists, there is another page.
  const rows = await read({ after, limit: limit + 1 });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit), nextCursor: last && encodeCursor(last, format) };
}

/** A position as opaque text that fits into a URL. */
export function encodeCursor<Position>(position: Position, { write }: CursorFormat<Position>): string {
  return Buffer.from(write(position)).toString('base64url');
}

/** @throws IdVerificationValidationError for a text that {@link encodeCursor} did not make */
export function decodeCursor<Position>(cursor: string, { parse }: CursorFormat<Position>): Position {
  const position = parse(Buffer.from(cursor, 'base64url').toString());
  if (position !== undefined) return position;
  throw invalidField('cursor', 'cursor', 'cursor must be the nextCursor of a previous page');
}

/** @throws IdVerificationValidationError for a page that breaks a rule */
export function checkPage({ limit, cursor }: PageRequest): void {
  assertValid(pageProblems({ limit, cursor }));
}

/** The problems of a filter's limit and cursor. */
export function pageProblems({ limit, cursor }: { limit: unknown; cursor: unknown }): (FieldError | false)[] {
  return [
    limit !== undefined &&
      !(typeof limit === 'number' && Number.isInteger(limit) && limit >= minimum && limit <= maximum) && {
        field: 'limit',
        rule: 'range',
        message: `limit must be a whole number from ${minimum} to ${maximum}, ${defaultLimit} by default`,
      },
    cursor !== undefined &&
      typeof cursor !== 'string' && { field: 'cursor', rule: 'isString', message: 'cursor must be a string' },
  ];
}
