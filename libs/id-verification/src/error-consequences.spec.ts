import { describe, expect, it } from 'vitest';
import { isBreakerFailure } from './resilience/circuit-breaker.service.js';
import { mayRetry } from './resilience/retry-rule.js';
import { ERROR_CODES, type IdVerificationErrorCode } from './errors/error-codes.js';
import { IdVerificationError } from './errors/id-verification.error.js';
import { afterInitializeFailure } from './steps/initialize/after-initialize-failure.js';
import { decideFromError } from './steps/verdict/decide-verdict.js';

const CODES = Object.keys(ERROR_CODES).filter((code): code is IdVerificationErrorCode => code in ERROR_CODES);

/** The codes for which a rule holds. */
function codesWhere(rule: (error: IdVerificationError) => boolean): IdVerificationErrorCode[] {
  return CODES.filter((code) => rule(new IdVerificationError(code))).sort();
}

const NOTHING_SENT = [
  'circuit_open',
  'credentials_unavailable',
  'invalid_request',
  'rate_limited',
  'too_many_attempts',
];

/** The vendor did nothing, or was never called: a retry is safe. */
const RETRIED = ['credentials_unavailable', 'throttled', 'vendor_failed', 'vendor_unavailable'];

/** The vendor may have carried the operation out. */
const LOST = ['vendor_response_unreadable', 'vendor_timeout', 'vendor_unreachable'];

const NEVER_FROM_THE_CLIENT = [
  'called_inside_handler',
  'circuit_open',
  'configuration_invalid',
  'not_found',
  'parameters_conflict',
  'rate_limited',
  'initialize_in_progress',
  'storage_unavailable',
  'too_many_attempts',
  'verification_ended',
  'verification_open',
];

describe('each error code', () => {
  it('tells whether nothing was sent', () => {
    expect(codesWhere(({ nothingSent }) => nothingSent)).toEqual(NOTHING_SENT);
  });

  it('is retried where the operation is idempotent', () => {
    const retried = codesWhere((error) => mayRetry({ operation: 'CheckResult', error }));

    expect(retried).toEqual([...RETRIED, ...LOST].sort());
  });

  it('is retried where the operation is not idempotent', () => {
    expect(codesWhere((error) => mayRetry({ operation: 'Initialize', error }))).toEqual(RETRIED);
  });

  it('counts as a failure for the circuit breaker', () => {
    const BROKEN = [...LOST, 'vendor_failed', 'vendor_unavailable'].sort();

    expect(codesWhere((error) => isBreakerFailure(error, 'closed'))).toEqual(BROKEN);
    expect(
      codesWhere((error) => isBreakerFailure(error, 'half-open')).filter(
        (code) => !NEVER_FROM_THE_CLIENT.includes(code),
      ),
    ).toEqual([...BROKEN, 'aborted', 'credentials_unavailable', 'invalid_request'].sort());
  });

  it('decides what becomes of the row after a failed initialize', () => {
    const REJECTED = [
      'abnormal_calls',
      'account_denied',
      'face_not_usable',
      'parameters_refused',
      'permission_denied',
      'signature_refused',
      'suspicious_activity',
      'transaction_invalid',
      'vendor_refused',
    ];

    for (const isNew of [true, false]) {
      expect(codesWhere((error) => afterInitializeFailure(error, isNew) === 'reject')).toEqual(REJECTED);
    }
    expect(codesWhere((error) => afterInitializeFailure(error, true) === 'delete')).toEqual(NOTHING_SENT);
    expect(codesWhere((error) => afterInitializeFailure(error, false) === 'delete')).toEqual([]);
  });

  it.each([true, false])('deletes an aborted row exactly where nothing was sent: %s', (nothingSent) => {
    const aborted = new IdVerificationError('aborted', { nothingSent });

    expect(afterInitializeFailure(aborted, true)).toBe(nothingSent ? 'delete' : 'release');
    expect(afterInitializeFailure(aborted, false)).toBe('release');
  });

  it('determines what a failed check reveals', () => {
    const checkedAt = new Date('2026-06-01T12:30:00Z');
    const question = { checkedAt, expiresAt: new Date(checkedAt.getTime() - 3_600_000), invalidSince: null };
    const because = (error: IdVerificationError) => {
      const decision = decideFromError(error, question);
      return decision.kind === 'open' ? decision.because : decision.subCode;
    };

    expect(codesWhere((error) => because(error) === 'not-called')).toEqual([
      'aborted',
      'circuit_open',
      'rate_limited',
    ]);
    expect(codesWhere((error) => because(error) === 'not_finished')).toEqual(['process_not_completed']);
    expect(codesWhere((error) => because(error) === 'unknown-id')).toEqual(['transaction_invalid']);
    expect(codesWhere((error) => because(error) === 'no-response')).toHaveLength(CODES.length - 5);
  });

  it('tells whether the vendor accepted the signature', () => {
    expect(codesWhere(({ code }) => ERROR_CODES[code].signature === 'accepted')).toEqual([
      'account_denied',
      'permission_denied',
      'throttled',
    ]);
  });
});
