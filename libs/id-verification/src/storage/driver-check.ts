import type { Provider } from '@nestjs/common';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { offlineDataSource } from './offline-data-source.js';
import { DRIVER_MISSING, IdVerificationStorageError } from './storage.error.js';

/**
 * Refuses to start without the driver of PostgreSQL. It needs no data source: Nest would try to create that for half a
 * minute, and each time report that the database cannot be reached.
 */
export const DRIVER_CHECK: Provider = {
  provide: Symbol('DRIVER_CHECK'),
  useFactory: () => {
    try {
      offlineDataSource();
    } catch (error) {
      if (new IdVerificationStorageError(error).sqlState !== DRIVER_MISSING) throw error;
      throw new IdVerificationConfigurationError([
        'the package pg, the driver of PostgreSQL, is not installed: run npm install pg',
      ]);
    }
  },
};
