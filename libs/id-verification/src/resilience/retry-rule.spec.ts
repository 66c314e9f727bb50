import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type IdVerificationErrorCode } from '../errors/error-codes.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import type { CloudauthOperation } from '../contract/cloudauth-operation.js';
import { isCounted, mayRetry, retryDelay } from './retry-rule.js';

const OPERATIONS: readonly CloudauthOperation[] = [
  'Initialize',
  'CheckResult',
  'CheckVerifyLog',
  'DeleteVerifyResult',
  'KeepaliveIntl',
];
const READING: readonly CloudauthOperation[] = ['CheckResult', 'CheckVerifyLog', 'KeepaliveIntl'];
const CODES = Object.keys(ERROR_CODES).filter((code): code is IdVerificationErrorCode => code in ERROR_CODES);

const error = (code: IdVerificationErrorCode, nothingSent?: boolean): IdVerificationError =>
  new IdVerificationError(code, nothingSent === undefined ? {} : { nothingSent });

describe('a failed call', () => {
  it.each(OPERATIONS)('%s is repeated when the vendor says that it did nothing', (operation) => {
    for (const code of ['throttled', 'vendor_failed', 'vendor_unavailable'] as const) {
      expect(mayRetry({ operation, error: error(code) })).toBe(true);
    }
  });

  it.each(OPERATIONS)('%s is repeated when it never left', (operation) => {
    expect(mayRetry({ operation, error: error('vendor_unreachable', true) })).toBe(true);
    expect(mayRetry({ operation, error: error('credentials_unavailable') })).toBe(true);
  });

  it.each(OPERATIONS)(
    '%s is repeated after its response got lost only where it changes nothing',
    (operation) => {
      for (const code of ['vendor_timeout', 'vendor_unreachable', 'vendor_response_unreadable'] as const) {
        expect(mayRetry({ operation, error: error(code) })).toBe(READING.includes(operation));
      }
    },
  );

  it.each(OPERATIONS)('%s is never repeated for any other reason', (operation) => {
    const others = CODES.filter(
      (code) =>
        ![
          'throttled',
          'vendor_failed',
          'vendor_unavailable',
          'credentials_unavailable',
          'vendor_timeout',
          'vendor_unreachable',
          'vendor_response_unreadable',
        ].includes(code),
    );

    expect(others).toContain('aborted');
    expect(others.filter((code) => mayRetry({ operation, error: error(code) }))).toEqual([]);
  });
});

describe('the backoff before a retry', () => {
  const policy = { maxAttempts: 3, initialDelayMs: 200, maxDelayMs: 2_000 };
  const failed = { operation: 'CheckResult', error: error('vendor_failed') } as const;

  it('is drawn from all of a range that doubles up to the longest', () => {
    const many = { ...policy, maxAttempts: 100 };
    expect(
      [1, 2, 3, 4, 5, 50].map((attempt) => retryDelay({ ...failed, attempt, counted: attempt }, many, 1)),
    ).toEqual([200, 400, 800, 1_600, 2_000, 2_000]);
    expect(retryDelay({ ...failed, attempt: 2, counted: 2 }, policy, 0.25)).toBe(100);
  });

  it('is never shorter than the vendor’s Retry-After', () => {
    fc.assert(
      fc.property(
        fc.nat(60_000),
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (retryAfterMs, attempt, random) => {
          const throttled = new IdVerificationError('throttled', { retryAfterMs });
          const call = { operation: 'Initialize', error: throttled, attempt, counted: 0 } as const;
          const delay = retryDelay(call, policy, random);
          expect(delay).toBeGreaterThanOrEqual(retryAfterMs);
          expect(delay).toBeLessThanOrEqual(retryAfterMs + policy.maxDelayMs);
        },
      ),
    );
  });

  it('is not there after the last attempt that counts', () => {
    expect(retryDelay({ ...failed, attempt: 3, counted: 3 }, policy, 0)).toBeUndefined();
    expect(retryDelay({ ...failed, attempt: 50, counted: 2 }, policy, 0)).toBe(0);
    expect(CODES.filter((code) => !isCounted(error(code)))).toEqual(['throttled']);
  });
});
