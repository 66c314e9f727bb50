interface Followed {
  readonly listeners: Set<() => void>;
  readonly notifyAll: () => void;
}

const followed = new WeakMap<AbortSignal, Followed>();

/**
 * Calls `listener` when the signal is aborted, until the returned function is called.
 *
 * A long-lived signal may be passed to every call, so it gets one shared listener, which is removed when no call is
 * left. A listener for each call would make Node warn of a leak, and `AbortSignal.any` leaks.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const { listeners, notifyAll } = followed.get(signal) ?? follow(signal);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    signal.removeEventListener('abort', notifyAll);
    followed.delete(signal);
  };
}

function follow(signal: AbortSignal): Followed {
  const listeners = new Set<() => void>();
  const notifyAll = (): void => listeners.forEach((listener) => listener());
  const entry = { listeners, notifyAll };
  signal.addEventListener('abort', notifyAll);
  followed.set(signal, entry);
  return entry;
}
