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
        expect(decideStart({ status, leaseUntil: null, seenAt }, same, false)).toBe('conflict-ended');
      }
    },
  );

  it('gives the pending answer again for the same parameters, and for others conflicts', () => {
    expect(decideStart({ status: 'PENDING', leaseUntil: null, seenAt }, true, false)).toBe('replay');
    expect(decideStart({ status: 'PENDING', leaseUntil: null, seenAt }, false, false)).toBe(
      'conflict-parameters',
    );
  });

  it('starts a rejected one anew, with any parameters', () => {
    for (const same of [true, false]) {
      expect(decideStart({ status: 'REJECTED', leaseUntil: null, seenAt }, same, false)).toBe('take-over');
    }
  });

  it('follows whoever holds a running lease', () => {
    expect(decideStart({ status: 'INITIALIZING', leaseUntil: later, seenAt }, true, false)).toBe('follow');
  });

  it.each([
    ['was given back', null],
    ['ran out', earlier],
    ['ends at this very moment', seenAt],
  ])('takes over when the lease %s', (_, leaseUntil) => {
    expect(decideStart({ status: 'INITIALIZING', leaseUntil, seenAt }, true, false)).toBe('take-over');
  });

  it('never takes over or follows a start with other parameters that may still succeed', () => {
    for (const leaseUntil of [null, earlier, later]) {
      expect(decideStart({ status: 'INITIALIZING', leaseUntil, seenAt }, false, false)).toBe(
        'conflict-parameters',
      );
    }
  });

  it('that waited for another shares its refusal, and its failure', () => {
    expect(decideStart({ status: 'REJECTED', leaseUntil: null, seenAt }, true, true)).toBe('share-refusal');
    expect(decideStart({ status: 'INITIALIZING', leaseUntil: null, seenAt }, true, true)).toBe(
      'share-failure',
    );
  });

  it('that waited for another with other parameters starts its own after a refusal', () => {
    expect(decideStart({ status: 'REJECTED', leaseUntil: null, seenAt }, false, true)).toBe('take-over');
  });

  it('that waited for one which died takes over', () => {
    expect(decideStart({ status: 'INITIALIZING', leaseUntil: earlier, seenAt }, true, true)).toBe(
      'take-over',
    );
  });

  it('has an answer for every status', () => {
    for (const status of VERIFICATION_STATUSES) {
      expect(decideStart({ status, leaseUntil: null, seenAt }, true, false)).toBeDefined();
    }
  });
});
