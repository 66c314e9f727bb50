import type { Provider } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../clock/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/resolved-options.js';
import type { CloudauthClient } from '../contract/cloudauth-client.js';
import { openCloudauthClient } from './create-cloudauth-client.js';

/** The adapter that this instance talks to the vendor with. */
export const CLOUDAUTH_CLIENT = Symbol('CLOUDAUTH_CLIENT');

export const cloudauthClientProvider: Provider = {
  provide: CLOUDAUTH_CLIENT,
  inject: [RESOLVED_OPTIONS, ID_VERIFICATION_CLOCK],
  useFactory: (options: ResolvedOptions, clock: Clock): CloudauthClient =>
    openCloudauthClient(options, clock),
};
