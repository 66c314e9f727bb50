import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** The token of a host's default data source. */
export const DATA_SOURCE_TOKEN = getDataSourceToken();

/** A data source that is never connected: creating one loads the driver, and what uses it fails. */
export function offlineDataSource(): DataSource {
  return new DataSource({ type: 'postgres' });
}
