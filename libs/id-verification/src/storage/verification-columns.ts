import { getMetadataArgsStorage } from 'typeorm';
import { identifier, join, sql, type Sql } from './sql.js';
import { time } from './sql-types.js';
import { STORED_PARAMETERS, VerificationEntity } from './verification.entity.js';

/** The values that are stored before the vendor call. */
export type VerificationDraft = Pick<
  VerificationEntity,
  'id' | 'merchantBizId' | (typeof REQUEST_PROPERTIES)[number]
> & { readonly parameters: { readonly [Name in (typeof STORED_PARAMETERS)[number]]?: string | undefined } };

const REQUEST_PROPERTIES = [
  'merchantUserId',
  'hashKeyId',
  'requestFingerprint',
  'vendorAccount',
  'tenant',
  'metadata',
  'retentionDays',
] as const;

/** The column declarations of the entity. */
const DECLARED = getMetadataArgsStorage().filterColumns(VerificationEntity);

/** The column of each property. */
const COLUMNS = new Map<string, Sql>(
  DECLARED.map(({ propertyName, options }) => [propertyName, identifier(options.name ?? propertyName)]),
);

/** A select list of all columns of the table `t` under the entity's property names. */
export const ALL_COLUMNS = join(
  DECLARED.map(({ propertyName, options }) => {
    const column = sql`t.${identifier(options.name ?? propertyName)}`;
    return sql`${options.type === 'timestamptz' ? time(column) : column} AS ${identifier(propertyName)}`;
  }),
);

/** The columns of a request with their values: inserted with the row, replaced when a retry takes it over. */
export function requestColumns(
  draft: VerificationDraft,
): readonly { readonly column: Sql; readonly value: Sql }[] {
  return [
    ...REQUEST_PROPERTIES.map((name) => ({ column: columnOf(name), value: sql`${draft[name]}` })),
    ...STORED_PARAMETERS.map((name) => ({ column: columnOf(name), value: sql`${draft.parameters[name]}` })),
  ];
}

/**
 * The vendor's RequestId, truncated to the column's length: it is for support only, and must not fail the statement.
 */
export function requestIdValue(requestId: string | undefined): Sql {
  return sql`left(${requestId}, 128)`;
}

function columnOf(property: keyof VerificationEntity): Sql {
  const column = COLUMNS.get(property);
  if (column === undefined) throw new Error(`${property} has no column`);
  return column;
}
