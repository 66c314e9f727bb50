import { describe, expect, it } from 'vitest';
import { decideStart } from './decide-start.js';
import { VERIFICATION_STATUSES } from '../transaction/verification-status.js';

const seenAt = new Date('2026-01-01T00:00:00Z');
const earlier = new Date('2025-12-31T23:59:59.999Z');
const later = new Date('2026-01-01T00:00:00.001Z');

describe('a start whose MerchantBizId is on record', () => {
  it.each(['PASSED', 'FAILED', 'EXPIRED'] as const)(
    'conflicts when it is %s, with any parameters',
    (status) => {
      for (const same of [true, false]) {
        expect(decideStart({ status, leaseUntil: null, seenAt }, same)).toBe('conflict-ended');
      }
    },
  );

  it('gives the pending answer again for the same parameters, and for others conflicts', () => {
    expect(decideStart({ status: 'PENDING', leaseUntil: null, seenAt }, true)).toBe('replay');
    expect(decideStart({ status: 'PENDING', leaseUntil: null, seenAt }, false)).toBe('conflict-parameters');
  });

  it('starts a rejected one anew, with any parameters', () => {
    for (const same of [true, false]) {
      expect(decideStart({ status: 'REJECTED', leaseUntil: null, seenAt }, same)).toBe('take-over');
    }
  });

  it('follows whoever holds a running lease', () => {
    expect(decideStart({ status: 'INITIALIZING', leaseUntil: later, seenAt }, true)).toBe('follow');
  });

  it.each([
    ['was given back', null],
    ['ran out', earlier],
    ['ends at this very moment', seenAt],
  ])('takes over when the lease %s', (_, leaseUntil) => {
    expect(decideStart({ status: 'INITIALIZING', leaseUntil, seenAt }, true)).toBe('take-over');
  });

  it('never takes over or follows a start with other parameters that may still succeed', () => {
    for (const leaseUntil of [null, earlier, later]) {
      expect(decideStart({ status: 'INITIALIZING', leaseUntil, seenAt }, false)).toBe('conflict-parameters');
    }
  });

  it('has an answer for every status', () => {
    for (const status of VERIFICATION_STATUSES) {
      expect(decideStart({ status, leaseUntil: null, seenAt }, true)).toBeDefined();
    }
  });
});
