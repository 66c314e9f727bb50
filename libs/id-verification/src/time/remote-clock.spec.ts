import { describe, expect, it } from 'vitest';
import { RemoteClock } from './remote-clock.js';

const heardAfter = (clock: RemoteClock, time: number, ms: number): void =>
  clock.observe(new Date(time), time + ms);

describe('the clock of another machine', () => {
  it('follows the response that arrived fastest, so that a slow one changes nothing', () => {
    const clock = new RemoteClock();
    heardAfter(clock, 1_000, 40);
    heardAfter(clock, 2_000, 2);
    heardAfter(clock, 3_000, 90);

    expect(clock.toLocal(new Date(4_000))).toBe(4_002);
  });

  it('may be ahead of this one', () => {
    const clock = new RemoteClock();
    heardAfter(clock, 10_000, -500);

    expect(clock.toLocal(new Date(11_000))).toBe(10_500);
  });

  it('follows a clock that was set anew within eight responses', () => {
    const clock = new RemoteClock();
    heardAfter(clock, 1_000, 2);
    for (let n = 0; n < 8; n += 1) heardAfter(clock, 2_000 + n, 60_003);

    expect(clock.toLocal(new Date(3_000))).toBe(63_003);
  });
});
