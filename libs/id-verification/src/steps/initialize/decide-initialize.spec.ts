import { describe, expect, it } from 'vitest';
import { decideInitialize } from './decide-initialize.js';
import { VERIFICATION_STATUSES } from '../../storage/verification-status.js';

const readAt = new Date('2026-01-01T00:00:00Z');
const earlier = new Date('2025-12-31T23:59:59.999Z');
const later = new Date('2026-01-01T00:00:00.001Z');

describe('initialize with a stored MerchantBizId', () => {
  it.each(['PASSED', 'FAILED', 'EXPIRED'] as const)(
    'conflicts when it is %s, with any parameters',
    (status) => {
      for (const same of [true, false]) {
        expect(decideInitialize({ status, leaseExpiresAt: null, readAt }, same, false)).toBe(
          'conflict-ended',
        );
      }
    },
  );

  it('replays the response while PENDING for the same parameters, and conflicts for others', () => {
    expect(decideInitialize({ status: 'PENDING', leaseExpiresAt: null, readAt }, true, false)).toBe('replay');
    expect(decideInitialize({ status: 'PENDING', leaseExpiresAt: null, readAt }, false, false)).toBe(
      'conflict-parameters',
    );
  });

  it('starts a rejected one anew, with any parameters', () => {
    for (const same of [true, false]) {
      expect(decideInitialize({ status: 'REJECTED', leaseExpiresAt: null, readAt }, same, false)).toBe(
        'take-over',
      );
    }
  });

  it('follows the holder of a running lease', () => {
    expect(decideInitialize({ status: 'INITIALIZING', leaseExpiresAt: later, readAt }, true, false)).toBe(
      'follow',
    );
  });

  it.each([
    ['was given back', null],
    ['ran out', earlier],
    ['ends now', readAt],
  ])('takes over the row when the lease %s', (_, leaseExpiresAt) => {
    expect(decideInitialize({ status: 'INITIALIZING', leaseExpiresAt, readAt }, true, false)).toBe(
      'take-over',
    );
  });

  it('neither takes over nor follows a call with other parameters that may still succeed', () => {
    for (const leaseExpiresAt of [null, earlier, later]) {
      expect(decideInitialize({ status: 'INITIALIZING', leaseExpiresAt, readAt }, false, false)).toBe(
        'conflict-parameters',
      );
    }
  });

  it('shares the refusal or failure of the call that it waited for', () => {
    expect(decideInitialize({ status: 'REJECTED', leaseExpiresAt: null, readAt }, true, true)).toBe(
      'share-refusal',
    );
    expect(decideInitialize({ status: 'INITIALIZING', leaseExpiresAt: null, readAt }, true, true)).toBe(
      'share-failure',
    );
  });

  it('initializes after the refusal of a call with other parameters that it waited for', () => {
    expect(decideInitialize({ status: 'REJECTED', leaseExpiresAt: null, readAt }, false, true)).toBe(
      'take-over',
    );
  });

  it('takes over from a call that died while it waited', () => {
    expect(decideInitialize({ status: 'INITIALIZING', leaseExpiresAt: earlier, readAt }, true, true)).toBe(
      'take-over',
    );
  });

  it('has a response for every status', () => {
    for (const status of VERIFICATION_STATUSES) {
      expect(decideInitialize({ status, leaseExpiresAt: null, readAt }, true, false)).toBeDefined();
    }
  });
});
