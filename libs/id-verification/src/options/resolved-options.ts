import type { CloudauthClient } from '../cloudauth/cloudauth-client.js';
import type { CloudauthCredentials } from '../cloudauth/credentials.js';
import { resolveEndpoint } from '../cloudauth/endpoint.js';
import type { ConnectionOptions } from '../cloudauth/native/native-client.js';
import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { findOptionProblems } from './check-options.js';
import type { IdVerificationModuleOptions, NamedKey } from './id-verification-options.js';

/** The options of one module instance, checked and with every default filled in. */
export interface ResolvedOptions {
  /** The instance's name; separates the verifications of several instances in one database. */
  readonly instance: string;
  readonly credentials: CloudauthCredentials;
  readonly hashKeys: readonly NamedKey[];
  readonly callback: { readonly url: string; readonly keys: readonly NamedKey[] } | undefined;
  readonly endpoint: URL;
  readonly client: 'native' | CloudauthClient;
  readonly sandbox: boolean;
  readonly hashUserIds: boolean;
  readonly callTimeoutMs: number;
  readonly maxQueryLength: number;
  readonly connections: ConnectionOptions;
}

export const RESOLVED_OPTIONS = Symbol('RESOLVED_OPTIONS');

/** @throws IdVerificationConfigurationError that lists every bad option with its fix */
export function resolveOptions(options: IdVerificationModuleOptions, instance: string): ResolvedOptions {
  const problems = findOptionProblems(options, instance);
  if (problems.length > 0) throw new IdVerificationConfigurationError(problems);
  return {
    instance,
    credentials: options.credentials,
    hashKeys: options.hashKeys,
    callback: options.callback,
    endpoint: resolveEndpoint({
      region: options.region ?? 'cn-hongkong',
      network: options.network ?? 'public',
      endpoint: options.endpoint,
    }),
    client: options.client ?? 'native',
    sandbox: options.sandbox ?? false,
    hashUserIds: options.merchantUserId !== 'plain',
    callTimeoutMs: options.callTimeoutMs ?? 10_000,
    maxQueryLength: options.maxQueryLength ?? 8_000,
    connections: {
      maxConnections: options.connections?.maxConnections ?? 64,
      keepAliveMs: options.connections?.keepAliveMs ?? 20_000,
      ca: options.connections?.ca,
    },
  };
}
