import type { Provider } from '@nestjs/common';
import { systemClock, type Clock } from '../time/clock.js';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import {
  CLIENT,
  resolveClientOptions,
  type ClientOptions,
  type ResolvedClientOptions,
} from '../options/client-options.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { isObject } from '../validation/json-object.js';
import { boundedClient } from './bounded-client.js';
import type { CloudauthClient } from '../contract/cloudauth-client.js';
import { CredentialSource } from './credential-source.js';
import { endpointClients } from './endpoint-clients.js';
import { NativeCloudauthClient } from './native/native-client.js';
import { loadCloudauthSdk } from './sdk/load-cloudauth-sdk.js';
import { SdkCloudauthClient } from './sdk/sdk-client.js';
import { SigningClockService } from './signing-clock.service.js';

/** The adapter that the options name. */
function openCloudauthClient(
  options: ResolvedClientOptions & Partial<Pick<ResolvedOptions, 'accounts'>>,
  clock: Pick<Clock, 'now'>,
): CloudauthClient {
  const { client, accounts, endpoint, http, requestTimeoutMs } = options;
  if (typeof client === 'object' && 'call' in client) return boundedClient(client);
  if (accounts !== undefined) {
    return endpointClients(endpoint, (one) =>
      openCloudauthClient({ ...options, accounts: undefined, endpoint: one }, clock),
    );
  }
  const credentials = new CredentialSource(options.credentials);
  if (client === 'native') {
    return new NativeCloudauthClient({ endpoint, credentials, http, requestTimeoutMs, clock });
  }
  return new SdkCloudauthClient(loadCloudauthSdk(client), { endpoint, credentials, http });
}

/** The injection token of the module instance's adapter. */
export const CLOUDAUTH_CLIENT = Symbol('CLOUDAUTH_CLIENT');

export const cloudauthClientProvider: Provider = {
  provide: CLOUDAUTH_CLIENT,
  inject: [RESOLVED_OPTIONS, SigningClockService],
  useFactory: openCloudauthClient,
};

/**
 * Creates the client that the module would use with these options: to wrap it in your own adapter for the option
 * `client`, or for a script. Close it when it is no longer needed. Read its responses with {@link interpretResponse}.
 *
 * @example
 * const client = createCloudauthClient({ credentials: { accessKeyId, accessKeySecret } });
 * const response = await client.call('KeepaliveIntl', {}, { timeoutMs: 5_000 });
 *
 * @throws IdVerificationConfigurationError that lists every invalid option with its fix
 * @publicApi
 */
export function createCloudauthClient(options: ClientOptions): CloudauthClient {
  const given: unknown = options;
  const problems = isObject(given) ? CLIENT.problems(given) : ['the options must be an object'];
  if (problems.length > 0) throw new IdVerificationConfigurationError(problems);
  return openCloudauthClient(resolveClientOptions(options), systemClock);
}
