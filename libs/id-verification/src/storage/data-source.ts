import type { Provider } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { identifier, type Sql } from './sql.js';

/** The data source that this instance keeps its tables in. */
export const ID_VERIFICATION_DATA_SOURCE = Symbol('ID_VERIFICATION_DATA_SOURCE');

/** Of `pg`, where nothing is set. */
const DEFAULT_POOL_SIZE = 10;

export function dataSourceProvider(name: string): Provider {
  return { provide: ID_VERIFICATION_DATA_SOURCE, useExisting: getDataSourceToken(name) };
}

/** A table, in the schema that the data source is set to. */
export function tableOf({ options }: Pick<DataSource, 'options'>, table: string): Sql {
  const schema = 'schema' in options ? options.schema : undefined;
  return schema === undefined ? identifier(table) : identifier(schema, table);
}

/** As {@link tableOf}, as text for statements that are written without parameters. */
export function tablePath(dataSource: Pick<DataSource, 'options'>, table: string): string {
  return tableOf(dataSource, table).render().text;
}

/** How many connections the data source opens at most. */
export function poolSize({ options }: Pick<DataSource, 'options'>): number {
  const extra: unknown = 'extra' in options ? options.extra : undefined;
  const max: unknown =
    typeof extra === 'object' && extra !== null && 'max' in extra ? extra.max : options.poolSize;
  return typeof max === 'number' ? max : DEFAULT_POOL_SIZE;
}
