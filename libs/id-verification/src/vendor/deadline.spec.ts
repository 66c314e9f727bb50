import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withinDeadline, type Deadline } from './deadline.js';

const never = (): Promise<never> => new Promise(() => {});

describe('a deadline', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function codeAfter(milliseconds: number, call: Promise<unknown>): Promise<unknown> {
    const ended = call.then(
      (value) => value,
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
    );
    const pending = Symbol('pending');
    await vi.advanceTimersByTimeAsync(milliseconds);
    const result = await Promise.race([ended, Promise.resolve(pending)]);
    return result === pending ? 'still waiting' : result;
  }

  it('ends what takes too long, and not before', async () => {
    const call = withinDeadline({ timeoutMs: 300 }, (deadline) => deadline.race(never));

    expect(await codeAfter(299, call)).toBe('still waiting');
    expect(await codeAfter(1, call)).toBe('vendor_timeout');
  });

  it('covers everything that a call waits for together', async () => {
    const call = withinDeadline({ timeoutMs: 300 }, async (deadline) => {
      await deadline.race(() => vi.advanceTimersByTimeAsync(200));
      return deadline.race(never);
    });

    expect(await codeAfter(100, call)).toBe('vendor_timeout');
  });

  it('fails with credentials_unavailable only while the call waits for credentials', async () => {
    const first = withinDeadline({ timeoutMs: 300 }, (deadline) =>
      deadline.race(never, 'credentials_unavailable'),
    );
    const later = withinDeadline({ timeoutMs: 300 }, async (deadline) => {
      await deadline.race(() => Promise.resolve(), 'credentials_unavailable');
      return deadline.race(never);
    });

    const codes = await Promise.all([codeAfter(300, first), codeAfter(0, later)]);

    expect(codes).toEqual(['credentials_unavailable', 'vendor_timeout']);
  });

  it('starts nothing once it is over', async () => {
    const start = vi.fn<() => Promise<void>>();
    const call = withinDeadline({ timeoutMs: 300, signal: AbortSignal.abort() }, (deadline) =>
      deadline.race(start),
    );

    expect(await codeAfter(0, call)).toBe('aborted');
    expect(start).not.toHaveBeenCalled();
  });

  it('ends with its caller’s signal', async () => {
    const cancelling = new AbortController();
    const call = withinDeadline({ timeoutMs: 300, signal: cancelling.signal }, (deadline) =>
      deadline.race(never),
    );
    const ended = codeAfter(1, call);
    cancelling.abort();

    expect(await ended).toBe('aborted');
  });

  it('aborts its signal with the error of the call', async () => {
    let signal: AbortSignal | undefined;
    const call = withinDeadline({ timeoutMs: 300 }, (deadline: Deadline) => {
      signal = deadline.signal;
      return deadline.race(never);
    });

    await codeAfter(300, call);

    await expect(call).rejects.toBe(signal?.reason);
  });

  it('leaves no timer behind', async () => {
    await withinDeadline({ timeoutMs: 300 }, async () => 'done');

    expect(vi.getTimerCount()).toBe(0);
  });
});
