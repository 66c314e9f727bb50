import type { MessageEvent } from '@nestjs/common';
import { IdVerificationError, type IdVerificationService, type Verification } from 'nestjs-id-verification';
import { BehaviorSubject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VerificationEventsService } from './verification-events.service.js';

const PENDING: Verification = {
  merchantBizId: 'one',
  transactionId: 'hks1',
  status: 'PENDING',
  subCode: undefined,
  reason: undefined,
  dropOffReason: undefined,
  dropOffPage: undefined,
  tenant: undefined,
  productCode: 'FACE_LIVENESS',
  sceneCode: undefined,
  metadata: { _onboardingId: 'mine' },
  livemode: false,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  checkedAt: undefined,
  expiresAt: new Date(1_800_000),
  completedAt: undefined,
};

describe('The event stream of a verification', () => {
  let changes: BehaviorSubject<Verification>;
  let events: VerificationEventsService;
  let received: (MessageEvent | 'end')[];
  beforeEach(async () => {
    vi.useFakeTimers();
    changes = new BehaviorSubject(PENDING);
    received = [];
    const service: Pick<IdVerificationService, 'watch'> = { watch: () => changes };
    events = new VerificationEventsService(service);
    (await events.follow('one')).subscribe({
      next: (event) => received.push(event),
      complete: () => received.push('end'),
    });
    // The current state.
    received.length = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('contains the fields of the API, and none of the application’s own', () => {
    changes.next(PENDING);
    expect(received).toEqual([{ type: 'status', data: expect.objectContaining({ status: 'PENDING' }) }]);
    expect(JSON.stringify(received)).not.toContain('onboardingId');
  });

  it('shows that it is alive while nothing happens, in comments that readers pass over', () => {
    vi.advanceTimersByTime(45_000);
    expect(received).toEqual(Array.from({ length: 3 }, () => ({ comment: expect.any(String) })));
  });

  it('ends with the verification, and so do its signs of life', () => {
    changes.complete();
    expect(received).toEqual(['end']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['PASSED', 'FAILED', 'EXPIRED', 'REJECTED'] as const)('ends after %s, which is final', (status) => {
    changes.next({ ...PENDING, status: 'INITIALIZING' });
    changes.next(PENDING);
    changes.next({ ...PENDING, status });
    expect(received).toEqual([
      ...['INITIALIZING', 'PENDING', status].map((notified) => ({
        type: 'status',
        data: expect.objectContaining({ status: notified }),
      })),
      'end',
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends without a word about it when the database is away', () => {
    changes.error(new IdVerificationError('storage_unavailable'));
    expect(received).toEqual(['end']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends when the application stops, also one that is opened just then', async () => {
    events.beforeApplicationShutdown();
    expect(received).toEqual(['end']);

    (await events.follow('one')).subscribe({ complete: () => received.push('end') });
    expect(received).toEqual(['end', 'end']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
