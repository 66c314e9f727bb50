import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CloudauthClient, CloudauthResponse } from '../contract/cloudauth-client.js';
import { CHECK_RESULT } from '../contract/operations/index.js';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { CircuitBreakerService } from './circuit-breaker.service.js';
import { ResilientClient } from './resilient.client.js';

const DEADLINE_MS = 15_000;
const never = () => new Promise<never>(() => undefined);
const throttled = async (): Promise<CloudauthResponse> => {
  throw new IdVerificationError('throttled', { retryAfterMs: 1 });
};

describe('A call whose', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const call = vi.fn<CloudauthClient['call']>();
  const acquire = vi.fn<() => Promise<void>>();
  const slowDown = vi.fn<() => Promise<void>>();
  const sleep = vi.fn<() => Promise<void>>();
  let wallClock = 0;

  beforeEach(() => {
    wallClock = 0;
    call.mockReset().mockImplementation(throttled);
    acquire.mockReset().mockResolvedValue();
    slowDown.mockReset().mockResolvedValue();
    sleep.mockReset().mockImplementation(never);
  });

  /** A client over stand-ins; only what decides when a call ends is real. */
  function client(): ResilientClient {
    const clock = { monotonic: () => performance.now(), now: () => new Date(wallClock), sleep };
    const options = {
      deadlineMs: DEADLINE_MS,
      requestTimeoutMs: 10_000,
      retry: { maxAttempts: 3, initialDelayMs: 200, maxDelayMs: 2_000 },
      credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    };
    const telemetry = {
      vendorCall: (_operation: string, _attempt: number, work: () => Promise<unknown>) => work(),
      vendorRetry: () => undefined,
    };
    const parts = [
      { send: call },
      { acquire, slowDown },
      new CircuitBreakerService(
        { circuitBreaker: undefined, endpoint: new URL('https://vendor.test') },
        clock as never,
      ),
      telemetry,
      { correctionMs: 0 },
      {},
      options,
      clock,
      () => 0.5,
    ];
    return Reflect.construct(ResilientClient, parts);
  }

  const stalls: readonly (readonly [string, () => void, string, boolean])[] = [
    ['permit never comes', () => void acquire.mockImplementation(never), 'storage_unavailable', true],
    ['response never comes', () => void call.mockImplementation(never), 'vendor_timeout', false],
    ['slow-down is never written', () => void slowDown.mockImplementation(never), 'vendor_timeout', false],
    ['backoff never ends', () => undefined, 'vendor_timeout', false],
  ];
  it.each(stalls)('%s ends within a second of its deadline', async (_, stall, code, nothingSent) => {
    stall();
    const failure = client()
      .call(CHECK_RESULT, { TransactionId: 'a' })
      .catch((error: unknown) => error);
    wallClock -= 3_600_000;

    await vi.advanceTimersByTimeAsync(DEADLINE_MS + 1_000);

    await expect(failure).resolves.toMatchObject({ code, nothingSent });
  });

  it('permit comes after it has ended sends no request', async () => {
    let permit = (): void => undefined;
    acquire.mockImplementation(() => new Promise((resolve) => (permit = resolve)));
    const failure = client()
      .call(CHECK_RESULT, { TransactionId: 'a' })
      .catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(DEADLINE_MS + 1_000);
    await failure;

    permit();
    await vi.advanceTimersByTimeAsync(DEADLINE_MS);

    expect(call).not.toHaveBeenCalled();
  });

  it('worker waits for no response longer than its timeout', async () => {
    call.mockImplementation(never);
    const failure = client()
      .callOnce(CHECK_RESULT, { TransactionId: 'a' })
      .catch((error: unknown) => error);

    await vi.advanceTimersByTimeAsync(10_000 + 1_000);

    await expect(failure).resolves.toMatchObject({ code: 'vendor_timeout' });
  });
});
