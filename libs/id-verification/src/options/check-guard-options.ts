import { isRecord, range, unknownKeys, type Unknowns } from './option-checks.js';

/** The options that say how calls are guarded: when they go out, and when again. */
export const GUARD_OPTIONS = ['deadlineMs', 'quota', 'retry', 'circuitBreaker'] as const;

export function guardOptionProblems(options: Unknowns): string[] {
  return [
    ...range(options, 'deadlineMs', 100, 300_000),
    ...unlessOff(options, 'quota', quotaProblems),
    ...unlessOff(options, 'retry', retryProblems),
    ...unlessOff(options, 'circuitBreaker', circuitBreakerProblems),
  ];
}

function unlessOff(options: Unknowns, key: string, problems: (value: Unknowns) => string[]): string[] {
  const value = options[key];
  if (value === undefined || value === false) return [];
  return isRecord(value) ? problems(value) : [`\`${key}\` must be an object, or false`];
}

function quotaProblems(quota: Unknowns): string[] {
  const { account = 'default' } = quota;
  return [
    ...unknownKeys(quota, 'quota.', ['account', 'perSecond', 'guardMs']),
    ...(typeof account === 'string' && /^[A-Za-z0-9_.-]{1,64}$/.test(account)
      ? []
      : ['`quota.account` must be 1 to 64 letters, digits, `_`, `.` or `-`']),
    ...range(quota, 'perSecond', 1, 200, 'quota.'),
    ...range(quota, 'guardMs', 0, 1_000, 'quota.'),
  ];
}

function retryProblems(retry: Unknowns): string[] {
  return [
    ...unknownKeys(retry, 'retry.', ['attempts', 'firstPauseMs', 'longestPauseMs']),
    ...range(retry, 'attempts', 1, 10, 'retry.'),
    ...range(retry, 'firstPauseMs', 1, 60_000, 'retry.'),
    ...range(retry, 'longestPauseMs', 1, 60_000, 'retry.'),
  ];
}

function circuitBreakerProblems(breaker: Unknowns): string[] {
  return [
    ...unknownKeys(breaker, 'circuitBreaker.', ['calls', 'openMs']),
    ...range(breaker, 'calls', 2, 1_000, 'circuitBreaker.'),
    ...range(breaker, 'openMs', 100, 600_000, 'circuitBreaker.'),
  ];
}
