import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IdVerificationErrorCode } from '../errors/error-codes.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { systemClock } from '../time/clock.js';
import { CircuitBreakerService } from './circuit-breaker.service.js';

const ENDPOINT = new URL('https://vendor.test');

const failing = (code: IdVerificationErrorCode) => () => Promise.reject(new IdVerificationError(code));
const responding = () => Promise.resolve('response');

describe('the circuit breaker', () => {
  let breaker: CircuitBreakerService;
  beforeEach(() => {
    Logger.overrideLogger(false);
    vi.useFakeTimers();
    breaker = new CircuitBreakerService(
      { circuitBreaker: { windowSize: 4, halfOpenAfterMs: 1_000 }, endpoint: ENDPOINT },
      systemClock,
    );
  });
  afterEach(() => void vi.useRealTimers());

  async function fail(times: number, code: IdVerificationErrorCode = 'vendor_failed'): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      await expect(breaker.run(failing(code))).rejects.toMatchObject({ code });
    }
  }

  it.each([
    'vendor_unreachable',
    'vendor_timeout',
    'vendor_failed',
    'vendor_unavailable',
    'vendor_response_unreadable',
  ] as const)('opens when more than half of the last calls ended with %s', async (code) => {
    await fail(2, code);

    expect(breaker.state).toBe('open');
    await expect(breaker.run(responding)).rejects.toMatchObject({
      code: 'circuit_open',
      retryAfterMs: 1_000,
    });
  });

  it.each([
    'throttled',
    'parameters_refused',
    'permission_denied',
    'process_not_completed',
    'aborted',
    'credentials_unavailable',
  ] as const)('stays closed after %s, which is not a failure of the vendor', async (code) => {
    await fail(20, code);

    expect(breaker.state).toBe('closed');
  });

  it('stays closed while half of the calls succeed', async () => {
    for (let n = 0; n < 20; n += 1) {
      await breaker.run(responding);
      await fail(1);
    }

    expect(breaker.state).toBe('closed');
  });

  it('counts a refusal as a success', async () => {
    for (let n = 0; n < 20; n += 1) {
      await fail(1, 'permission_denied');
      await fail(1);
    }

    expect(breaker.state).toBe('closed');
  });

  it('allows one trial call when half-open, and rejects others', async () => {
    await fail(2);
    expect(breaker.allowed(5)).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(breaker.allowed(5)).toBe(1);

    let response: (value: string) => void = () => undefined;
    const trial = breaker.run(() => new Promise<string>((resolve) => (response = resolve)));
    expect(breaker.state).toBe('half-open');
    expect(breaker.allowed(5)).toBe(0);
    await expect(breaker.run(responding)).rejects.toMatchObject({ code: 'circuit_open' });
    response('back');

    expect(await trial).toBe('back');
    expect(breaker.state).toBe('closed');
  });

  it.each(['vendor_timeout', 'aborted', 'credentials_unavailable', 'invalid_request'] as const)(
    'opens again when the trial ends with %s, which is no response',
    async (code) => {
      await fail(2);
      vi.advanceTimersByTime(1_000);

      await fail(1, code);

      expect(breaker.state).toBe('open');
      expect(breaker.allowed(1)).toBe(0);
    },
  );

  it('closes after a refusal, because the vendor responded', async () => {
    await fail(2);
    vi.advanceTimersByTime(1_000);

    await fail(1, 'permission_denied');

    expect(breaker.state).toBe('closed');
  });

  it.each([-3_600_000, -900_000, 900_000, 3_600_000])(
    'stays open for its time when the wall clock steps by %i ms',
    async (stepMs) => {
      await fail(2);
      vi.setSystemTime(Date.now() + stepMs);
      await expect(breaker.run(responding)).rejects.toMatchObject({ retryAfterMs: 1_000 });
      expect(breaker.brokenMs).toBe(0);

      vi.advanceTimersByTime(1_000);

      expect(await breaker.run(responding)).toBe('response');
      expect(breaker.state).toBe('closed');
    },
  );

  it('can be off', async () => {
    breaker = new CircuitBreakerService({ circuitBreaker: undefined, endpoint: ENDPOINT }, systemClock);

    await fail(50);

    expect(breaker.state).toBe('off');
    expect(breaker.allowed(5)).toBe(5);
  });
});
