import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings/settings.js';
import { call, GOOD_INITIALIZE } from '../testing/call.fixture.js';
import { emulators } from '../testing/emulators.fixture.js';
import { callGenuine, genuineClient } from '../testing/genuine-client.fixture.js';
import { Throttle } from './throttle.js';

const start = emulators();

function admitted(
  throttle: Throttle,
  times: readonly number[],
  action = 'CheckResult',
  account = 'a',
): number {
  return times.filter((time) => throttle.admit(account, action, time)).length;
}

describe('the QPS limit', () => {
  it('admits the limit in any second, and the next call when the first is a second old', () => {
    const throttle = new Throttle({ ...DEFAULT_SETTINGS, qps: 3 });
    expect(admitted(throttle, [0, 1, 2, 3, 999])).toBe(3);
    expect(admitted(throttle, [1000, 1000.5])).toBe(1);
  });

  it('is never exceeded in any second, whatever the arrivals', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 })), fc.integer({ min: 1, max: 9 }), (gaps, qps) => {
        const throttle = new Throttle({ ...DEFAULT_SETTINGS, qps });
        let now = 0;
        const times = gaps
          .map((gap) => (now += gap))
          .filter((time) => throttle.admit('a', 'CheckResult', time));
        for (const time of times)
          expect(times.filter((other) => other > time - 1000 && other <= time).length).toBeLessThanOrEqual(
            qps,
          );
      }),
    );
  });

  it('applies to each action and each account separately', () => {
    const throttle = new Throttle({ ...DEFAULT_SETTINGS, qps: { CheckResult: 1 } });
    expect(admitted(throttle, [0, 1])).toBe(1);
    expect(admitted(throttle, [2, 3], 'CheckResult', 'b')).toBe(1);
    expect(admitted(throttle, [4, 5], 'Initialize')).toBe(2);
  });

  it('leaves what a stranger on the account does not use', () => {
    const throttle = new Throttle({ ...DEFAULT_SETTINGS, qps: 5, otherClientsQps: 4 });
    expect(admitted(throttle, [0, 1, 2])).toBe(1);
  });

  it('responds to calls beyond it with Throttling.Api, and can be lifted while the emulator runs', async () => {
    const emulator = await start({ qps: 2 });
    const keepalive = () => call(emulator.url, { action: 'KeepaliveIntl' });
    const responses = await Promise.all([keepalive(), keepalive(), keepalive()]);
    expect(responses.filter(({ status }) => status === 403)).toMatchObject([
      { json: { Code: 'Throttling.Api' } },
    ]);
    emulator.configure({ qps: 0 });
    expect((await keepalive()).status).toBe(200);
    expect(emulator.counters().actions['KeepaliveIntl']).toMatchObject({
      requests: 4,
      throttled: 1,
      maxPerSecond: 4,
      maxAdmittedPerSecond: 3,
    });
  });

  it("reaches the vendor's client as its throttling error", async () => {
    const emulator = await start({ qps: 1, otherClientsQps: 1 });
    await expect(callGenuine(genuineClient(emulator), 'Initialize', GOOD_INITIALIZE)).rejects.toMatchObject({
      code: 'Throttling.Api',
      statusCode: 403,
    });
  });
});
