import type { Provider } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';

/** The data source that this instance keeps its tables in. */
export const ID_VERIFICATION_DATA_SOURCE = Symbol('ID_VERIFICATION_DATA_SOURCE');

export function dataSourceProvider(name: string): Provider {
  return { provide: ID_VERIFICATION_DATA_SOURCE, useExisting: getDataSourceToken(name) };
}
