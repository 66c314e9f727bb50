import { IdVerificationConfigurationError } from '../errors/configuration.error.js';
import { findOptionProblems } from './check-options.js';
import type { IdVerificationModuleOptions, NamedKey } from './id-verification-options.js';
import { resolveGuardOptions, type ResolvedGuardOptions } from './resolved-guard-options.js';
import { resolveWorkOptions, type ResolvedWorkOptions } from './resolved-work-options.js';
import { resolveClientOptions, type ResolvedClientOptions } from './resolved-client-options.js';

/** The options of one module instance, checked and with every default filled in. */
export interface ResolvedOptions extends ResolvedClientOptions, ResolvedGuardOptions, ResolvedWorkOptions {
  /** The instance's name; separates the verifications of several instances in one database. */
  readonly instance: string;
  readonly hashKeys: readonly NamedKey[];
  readonly callback: { readonly url: string; readonly keys: readonly NamedKey[] } | undefined;
  readonly hashUserIds: boolean;
  readonly maxQueryLength: number;
}

export const RESOLVED_OPTIONS = Symbol('RESOLVED_OPTIONS');

/** @throws IdVerificationConfigurationError that lists every bad option with its fix */
export function resolveOptions(options: IdVerificationModuleOptions, instance: string): ResolvedOptions {
  const problems = findOptionProblems(options, instance);
  if (problems.length > 0) throw new IdVerificationConfigurationError(problems);
  const client = resolveClientOptions(options);
  return {
    ...client,
    ...resolveGuardOptions(options, client.callTimeoutMs),
    ...resolveWorkOptions(options),
    instance,
    hashKeys: options.hashKeys,
    callback: options.callback,
    hashUserIds: options.merchantUserId !== 'plain',
    maxQueryLength: options.maxQueryLength ?? 8_000,
  };
}
