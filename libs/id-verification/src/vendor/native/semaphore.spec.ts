import { describe, expect, it } from 'vitest';
import { Semaphore } from './semaphore.js';

/** Every call has a signal of its own. */
const take = (slots: Semaphore): Promise<void> => slots.take(new AbortController().signal);

describe('slots for calls', () => {
  it('are given out in the order in which they were asked for', async () => {
    const slots = new Semaphore(1);
    const served: string[] = [];
    await take(slots);
    const first = take(slots).then(() => served.push('first'));
    const second = take(slots).then(() => served.push('second'));

    slots.release();
    await first;
    expect(served).toEqual(['first']);

    slots.release();
    await second;
    expect(served).toEqual(['first', 'second']);
  });

  it('are not lost to a call that stopped waiting', async () => {
    const slots = new Semaphore(1);
    const cancelling = new AbortController();
    await take(slots);
    const cancelled = slots.take(cancelling.signal);
    const patient = take(slots);

    cancelling.abort('enough');
    slots.release();

    await expect(cancelled).rejects.toBe('enough');
    expect(await patient).toBeUndefined();
  });

  it('are not taken by a call that is over', async () => {
    const slots = new Semaphore(1);

    await expect(slots.take(AbortSignal.abort('over'))).rejects.toBe('over');

    expect(await take(slots)).toBeUndefined();
  });

  it('are there again after any number of calls', async () => {
    const slots = new Semaphore(3);
    const rounds = Array.from({ length: 100 }, async () => {
      await take(slots);
      await Promise.resolve();
      slots.release();
    });

    await Promise.all(rounds);

    expect(await Promise.all([1, 2, 3].map(() => take(slots)))).toHaveLength(3);
  });
});
