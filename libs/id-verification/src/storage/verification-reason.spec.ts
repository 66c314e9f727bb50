import { describe, expect, it } from 'vitest';
import { STATUSES_OF, verificationReason } from './verification-reason.js';

describe('the reason of an end', () => {
  it.each([
    ['PASSED', '200', 'verified'],
    ['PASSED', null, 'verified'],
    ['FAILED', '205', 'liveness_risk'],
    ['FAILED', '206', 'device_risk'],
    ['FAILED', '299', 'other'],
    ['FAILED', null, 'other'],
    ['FAILED', '200', 'other'],
    ['FAILED', 'constructor', 'other'],
    ['FAILED', 'erased', 'other'],
    ['EXPIRED', 'not_finished', 'not_finished'],
    ['EXPIRED', 'transaction_invalid', 'not_finished'],
    ['EXPIRED', 'result_unavailable', 'result_unavailable'],
    ['EXPIRED', 'canceled', 'canceled'],
    ['EXPIRED', 'erased', 'erased'],
    ['REJECTED', 'never_started', 'never_started'],
    ['REJECTED', 'InvalidParameter', 'refused'],
    ['PENDING', null, undefined],
    ['INITIALIZING', null, undefined],
  ] as const)('is determined by status %s and sub-code %s: %s', (status, subCode, reason) => {
    expect(verificationReason(status, subCode)).toBe(reason);
    expect(reason === undefined || STATUSES_OF[reason].includes(status)).toBe(true);
  });
});
