import { getConfigToken } from '@nestjs/config';
import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import type { TrustedProxies } from 'nestjs-id-verification-http/adapters';
import type { KnownApiKey } from './api-keys.js';
import type { Limits } from './limits.js';
import type { ListenAddress } from './listen-address.js';
import type { LogSettings } from './log-settings.js';

/** What the application runs with: read from the environment once, checked, and unchanged from then on. */
export interface Configuration {
  /** True where an emulator stands in for the vendor and every secret is publicly known. */
  readonly sandbox: boolean;
  readonly listen: ListenAddress;
  /** How long requests are still served after the signal to stop, in milliseconds. */
  readonly drainMs: number;
  readonly log: LogSettings;
  readonly trustedProxies: TrustedProxies;
  readonly limits: Limits;
  readonly databaseUrl: string;
  readonly apiKeys: readonly KnownApiKey[];
  readonly idVerification: IdVerificationModuleOptions;
}

export const CONFIGURATION_NAMESPACE = 'sample';

/** Injects the {@link Configuration}. */
export const CONFIGURATION = getConfigToken(CONFIGURATION_NAMESPACE);
