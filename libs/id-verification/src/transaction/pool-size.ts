import type { DataSource } from 'typeorm';

/** Of `pg`, where nothing is set. */
const DEFAULT_POOL_SIZE = 10;

/** How many connections the data source opens at most. */
export function poolSize({ options }: Pick<DataSource, 'options'>): number {
  const extra: unknown = 'extra' in options ? options.extra : undefined;
  const max: unknown =
    typeof extra === 'object' && extra !== null && 'max' in extra ? extra.max : options.poolSize;
  return typeof max === 'number' ? max : DEFAULT_POOL_SIZE;
}
