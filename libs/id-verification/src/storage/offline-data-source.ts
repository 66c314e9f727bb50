import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** The token of a host's default data source. */
export const DATA_SOURCE_TOKEN = getDataSourceToken();

/** A data source that is never connected, for tests without a database: what uses it says so. */
export function offlineDataSource(): DataSource {
  return new DataSource({ type: 'postgres' });
}
