import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import { startHost, type Host, type HostModuleSettings } from './host-module.js';

export const ACCESS_KEY = { id: 'LTAI-test', secret: 'test-secret' };

/** A key of another account, to which the vendor gives nothing of the first. */
export const OTHER_ACCOUNT = { id: 'LTAI-other', secret: 'other-secret', account: 'other' };

export const HASH_KEY = { id: 'k1', secret: 'hash-key-of-the-tests-0123456789ab' };

/** For hosts on a database's clock that stands still: its windows never end, so that permits run out. */
export const NO_RATE_LIMIT = { rateLimit: false } as const;

/** Without rate limit, retries and circuit breaker: each call is made at once, and once. For tests of single calls. */
export const UNGUARDED = { rateLimit: false, retry: false, circuitBreaker: false } as const;

/** Deadlines as long as a test can wait for, and backoff of no length. */
export const HURRIED = {
  requestTimeoutMs: 1_000,
  deadlineMs: 1_500,
  retry: { initialDelayMs: 1, maxDelayMs: 1 },
} as const;

/**
 * Rate limit, retries and circuit breaker as they ship, with the highest rate that can be set: a test that is not about
 * the rate limit must not wait for it.
 */
export const SAFEGUARDS = { rateLimit: { perSecond: 200 }, retry: {}, circuitBreaker: {} } as const;

/**
 * Options that talk to an emulator, with rate limit, retries and circuit breaker. No worker runs, so that a
 * test alone decides what happens when.
 */
export function emulatorOptions(endpoint: string): IdVerificationModuleOptions {
  return {
    ...SAFEGUARDS,
    workers: { enabled: false },
    credentials: { accessKeyId: ACCESS_KEY.id, accessKeySecret: ACCESS_KEY.secret },
    hashKeys: [HASH_KEY],
    endpoint,
    sandbox: true,
  };
}

export type LibraryHostSettings = Pick<HostModuleSettings, 'clock' | 'random' | 'log' | 'poolSize'>;

/** A host with the module and nothing else, whose pool is large enough for many calls at once. */
export function startLibraryHost(
  databaseUrl: string,
  options: IdVerificationModuleOptions,
  settings: LibraryHostSettings = {},
): Promise<Host> {
  return startHost(databaseUrl, options, { poolSize: 20, ...settings });
}
