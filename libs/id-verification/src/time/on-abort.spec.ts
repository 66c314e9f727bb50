import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { onAbort } from './on-abort.js';

describe('following a signal', () => {
  it('notifies every listener that is still registered', () => {
    const cancelling = new AbortController();
    const [staying, leaving] = [vi.fn<() => void>(), vi.fn<() => void>()];
    onAbort(cancelling.signal, staying);
    onAbort(cancelling.signal, leaving)();

    cancelling.abort();

    expect(staying).toHaveBeenCalledTimes(1);
    expect(leaving).not.toHaveBeenCalled();
  });

  it('costs the signal one listener, and none once all are removed', () => {
    const { signal } = new AbortController();
    const leave = Array.from({ length: 50 }, () => onAbort(signal, () => {}));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);

    for (const one of leave) one();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('can begin again', () => {
    const cancelling = new AbortController();
    const listener = vi.fn<() => void>();
    onAbort(cancelling.signal, () => {})();
    onAbort(cancelling.signal, listener);

    cancelling.abort();

    expect(listener).toHaveBeenCalledTimes(1);
  });
});
