import { Module, type DynamicModule } from '@nestjs/common';
import { IdVerificationModule } from '../id-verification.module.js';
import type { IdVerificationModuleOptions } from '../options/id-verification-options.js';
import { replacements, type IdVerificationTestingOptions } from './replacements.js';

const OPTIONS: IdVerificationModuleOptions = {
  credentials: { accessKeyId: 'test-id', accessKeySecret: 'test-secret' },
  hashKeys: [{ id: 'test', secret: 'a-key-for-tests-of-32-characters' }],
  callback: {
    url: 'https://test.example.com/id-verification/callback',
    keys: [{ id: 'test', secret: 'another-key-for-tests-of-32-chars' }],
  },
  workers: { enabled: false },
};

/**
 * The module without database and network, for a host's unit tests: the library's own validation, status transitions and
 * handlers, over rows in memory and a {@link ScriptedVendor}. `initialize`, `get`, `list`, `history`, `check`, `cancel`,
 * `updateMetadata`, `watch`, `statistics`, `erase`, `listErasures`, `listDeliveries`, `redeliver`, `runDueWork`, `health`, the health
 * indicator and the callback route work.
 *
 * @example
 * const vendor = new ScriptedVendor({ passed: 'Y' });
 * const module = await Test.createTestingModule({
 *   imports: [IdVerificationTestingModule.forRoot({ vendor, manager: { update } })],
 *   providers: [Onboarding],
 * }).compile();
 * await module.init(); // finds the outcome handlers
 *
 * @publicApi
 */
@Module({})
export class IdVerificationTestingModule {
  static forRoot(
    testing: IdVerificationTestingOptions & {
      /** Changes of the module's options, for example `maxAttemptsPerUser`. */
      readonly options?: Partial<IdVerificationModuleOptions> | undefined;
    } = {},
  ): DynamicModule {
    const { options, ...rest } = testing;
    const real = IdVerificationModule.forRoot({ ...OPTIONS, ...options, isGlobal: true });
    return {
      ...real,
      module: IdVerificationTestingModule,
      // Of two providers with one token, Nest keeps the later one.
      providers: [...(real.providers ?? []), ...replacements(rest)],
    };
  }
}
