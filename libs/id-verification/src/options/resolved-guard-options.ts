import type {
  CircuitBreakerOptions,
  IdVerificationModuleOptions,
  QuotaOptions,
  RetryOptions,
} from './id-verification-options.js';

/** How calls are guarded, with every default filled in; undefined where a guard is off. */
export interface ResolvedGuardOptions {
  readonly deadlineMs: number;
  readonly quota:
    { readonly account: string; readonly perSecond: number; readonly windowMs: number } | undefined;
  readonly retry: RetryPolicy | undefined;
  readonly circuitBreaker: { readonly calls: number; readonly openMs: number } | undefined;
}

/** How often and how fast a failed call is repeated. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

export function resolveGuardOptions(
  {
    deadlineMs,
    quota = {},
    retry = {},
    circuitBreaker = {},
  }: Pick<IdVerificationModuleOptions, 'deadlineMs' | 'quota' | 'retry' | 'circuitBreaker'>,
  callTimeoutMs: number,
): ResolvedGuardOptions {
  return {
    deadlineMs: deadlineMs ?? 1.5 * callTimeoutMs,
    quota: quota === false ? undefined : resolveQuota(quota),
    retry: retry === false ? undefined : resolveRetry(retry),
    circuitBreaker: circuitBreaker === false ? undefined : resolveCircuitBreaker(circuitBreaker),
  };
}

function resolveQuota({
  account = 'default',
  perSecond = 10,
  guardMs = 40,
}: QuotaOptions): ResolvedGuardOptions['quota'] {
  return { account, perSecond, windowMs: 1_000 + guardMs };
}

function resolveRetry({
  attempts = 3,
  firstPauseMs = 200,
  longestPauseMs = 2_000,
}: RetryOptions): ResolvedGuardOptions['retry'] {
  return { attempts, firstPauseMs, longestPauseMs };
}

function resolveCircuitBreaker({
  calls = 20,
  openMs = 10_000,
}: CircuitBreakerOptions): ResolvedGuardOptions['circuitBreaker'] {
  return { calls, openMs };
}
