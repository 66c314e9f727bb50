import type { FactoryProvider, InjectionToken } from '@nestjs/common';
import { DATA_SOURCE_TOKEN, offlineDataSource } from '../storage/offline-data-source.js';
import { replacements, type IdVerificationTestingOptions } from './replacements.js';

/** The part of Nest's TestingModuleBuilder that is used, so that `@nestjs/testing` need not be installed. */
interface OverridableBuilder {
  overrideProvider(token: InjectionToken): {
    useFactory(options: {
      factory: FactoryProvider['useFactory'];
      inject?: FactoryProvider['inject'];
    }): unknown;
  };
}

/**
 * Lets a test of a whole application boot without a database: what `IdVerificationModule` and the default data source of
 * `TypeOrmModule` reach for is replaced as in {@link IdVerificationTestingModule}. The host's own repositories are left
 * to the test: override those that it uses.
 *
 * @example
 * const builder = Test.createTestingModule({ imports: [AppModule] });
 * const module = await overrideIdVerification(builder, { vendor }).compile();
 *
 * @publicApi
 * @returns the builder that was given
 */
export function overrideIdVerification<Builder extends OverridableBuilder>(
  builder: Builder,
  options: IdVerificationTestingOptions = {},
): Builder {
  builder.overrideProvider(DATA_SOURCE_TOKEN).useFactory({ factory: offlineDataSource });
  for (const { provide, useFactory, inject } of replacements(options)) {
    builder.overrideProvider(provide).useFactory({ factory: useFactory, ...(inject && { inject }) });
  }
  return builder;
}
