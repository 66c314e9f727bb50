import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyReturnCode } from '../../contract/return-codes.js';
import { RESULT_RETENTION_MS } from '../../contract/vendor-times.js';
import { IdVerificationError } from '../../errors/id-verification.error.js';
import {
  decideFromError,
  decideFromResult,
  EXPIRY_GRACE_MS,
  UNKNOWN_ID_CONFIRMED_MS,
  type CheckContext,
} from './decide-verdict.js';

const MINUTE_MS = 60_000;
const expiresAt = new Date('2026-06-01T12:30:00Z');

/** A context so many milliseconds after the end. */
function contextAt(afterEndMs: number, invalidForMs?: number): CheckContext {
  const checkedAt = new Date(expiresAt.getTime() + afterEndMs);
  const invalidSince = invalidForMs === undefined ? null : new Date(checkedAt.getTime() - invalidForMs);
  return { checkedAt, expiresAt, invalidSince };
}

const error = (vendorCode: string | undefined) =>
  new IdVerificationError(classifyReturnCode(vendorCode, 400).code);

const result = (passed: 'Y' | 'N') => ({
  passed,
  subCode: '200',
  evidence: { faceImage: undefined, fields: {} },
  requestId: undefined,
});

const notFinished = { kind: 'final', status: 'EXPIRED', subCode: 'not_finished' };

describe('the decision about a result', () => {
  it('is PASSED for Y and FAILED for N, with the sub-code', () => {
    expect(decideFromResult(result('Y'))).toMatchObject({ status: 'PASSED', subCode: '200' });
    expect(decideFromResult(result('N'))).toMatchObject({ status: 'FAILED', subCode: '200' });
  });
});

describe('the decision without a result', () => {
  it('is never PASSED or FAILED', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'ProcessNotCompleted',
          'TransactionIdInvalid',
          'Throttling.Api',
          'Success',
          undefined,
        ),
        fc.integer({ min: -RESULT_RETENTION_MS, max: 2 * RESULT_RETENTION_MS }),
        fc.option(fc.nat(RESULT_RETENTION_MS), { nil: undefined }),
        (code, afterEnd, invalidFor) => {
          const decision = decideFromError(error(code), contextAt(afterEnd, invalidFor));
          expect(decision.kind === 'open' || decision.status === 'EXPIRED').toBe(true);
        },
      ),
    );
  });

  it('expires on "not completed" only when the call was made after the expiry and its grace period', () => {
    const code = error('ProcessNotCompleted');

    expect(decideFromError(code, contextAt(EXPIRY_GRACE_MS - 1))).toEqual({
      kind: 'open',
      because: 'not-completed',
    });
    expect(decideFromError(code, contextAt(EXPIRY_GRACE_MS))).toEqual(notFinished);
  });

  it('expires on an unknown id only after the expiry, and when it persists', () => {
    const code = error('TransactionIdInvalid');
    const denied = { kind: 'open', because: 'unknown-id' };

    expect(decideFromError(code, contextAt(EXPIRY_GRACE_MS - 1, UNKNOWN_ID_CONFIRMED_MS)).kind).toBe('open');
    expect(decideFromError(code, contextAt(EXPIRY_GRACE_MS))).toEqual(denied);
    expect(decideFromError(code, contextAt(MINUTE_MS * 60, UNKNOWN_ID_CONFIRMED_MS - 1))).toEqual(denied);
    expect(decideFromError(code, contextAt(MINUTE_MS * 60, UNKNOWN_ID_CONFIRMED_MS))).toMatchObject({
      status: 'EXPIRED',
      subCode: 'transaction_invalid',
    });
  });

  it('does not say that a user did not finish once the result may have been deleted', () => {
    const code = error('TransactionIdInvalid');
    const lasting = RESULT_RETENTION_MS / 2;

    const finishedAtOnce = contextAt(RESULT_RETENTION_MS - 30 * MINUTE_MS, lasting);
    expect(decideFromError(code, finishedAtOnce)).toEqual({ kind: 'open', because: 'unknown-id' });
    expect(decideFromError(code, contextAt(RESULT_RETENTION_MS, lasting))).toMatchObject({
      status: 'EXPIRED',
      subCode: 'result_unavailable',
    });
  });

  it.each([
    undefined,
    'InternalError',
    'Throttling.Api',
    'Forbidden.AccountAccessDenied',
    'processnotcompleted',
  ])('is open for the code %s until the 30 days are over', (code) => {
    expect(decideFromError(error(code), contextAt(RESULT_RETENTION_MS - 1))).toEqual({
      kind: 'open',
      because: 'no-response',
    });
    expect(decideFromError(error(code), contextAt(RESULT_RETENTION_MS))).toMatchObject({
      status: 'EXPIRED',
      subCode: 'result_unavailable',
    });
  });

  it.each(['rate_limited', 'circuit_open', 'aborted'] as const)(
    'treats %s, for which the vendor was not called, as no response at any time',
    (code) => {
      const refusal = new IdVerificationError(code);

      for (const afterEnd of [-MINUTE_MS, MINUTE_MS * 60, 2 * RESULT_RETENTION_MS]) {
        expect(decideFromError(refusal, contextAt(afterEnd))).toEqual({
          kind: 'open',
          because: 'not-called',
        });
      }
    },
  );
});
