import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limitShutdown } from './limit-shutdown.js';

const AFTER_DRAIN_MS = 25_000;

describe('The limit of a shutdown', () => {
  const exit = vi.fn<typeof process.exit>();
  const write = vi.fn<typeof process.stderr.write>();
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(process, 'exit').mockImplementation(exit);
    vi.spyOn(process.stderr, 'write').mockImplementation(write);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.clearAllMocks();
  });

  it.each([0, 3_000, 28_000, 600_000])('leaves 25 s to what comes after a drain of %i ms', (drainMs) => {
    limitShutdown(drainMs);

    vi.advanceTimersByTime(drainMs + AFTER_DRAIN_MS - 1);
    expect(exit).not.toHaveBeenCalled();

    vi.advanceTimersByTime(1);
    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
    expect(write).toHaveBeenCalledExactlyOnceWith(
      `The shutdown took longer than ${drainMs + AFTER_DRAIN_MS} ms.\n`,
    );
  });
});
