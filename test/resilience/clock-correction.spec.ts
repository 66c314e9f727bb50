import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../support/vendor/client-failure.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import { HOUR_MS, MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';

/** Of a process without workers. */
const FOREGROUND = { workers: { enabled: false }, retry: {} } as const;

describe('While the clock of this machine is off the vendor’s by two hours', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('clock_off');
    stage.clock.step(2 * HOUR_MS);
  });
  afterEach(async () => {
    stage.emulator.reset();
    await stage.clear();
  });
  afterAll(() => stage.close());

  const request = () => ({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() });
  const codes = () => stage.emulator.requests({ action: 'Initialize' }).map(({ code }) => code);

  it('dates requests by the vendor’s time from the second on, and logs it once', async () => {
    const { service } = await stage.host(FOREGROUND);

    await service.initialize(request());
    await service.initialize(request());

    expect(codes()).toEqual(['InvalidTimeStamp.Expired', 'Success', 'Success']);
    expect(stage.log.events('warn', 'signing_date_corrected')).toEqual([
      'signing_date_corrected seconds=-7200',
    ]);
    expect(stage.log.events('error', 'clock_skewed')).toHaveLength(1);
  });

  it('corrects the date of calls that were sent before the first response, too', async () => {
    const { service } = await stage.host(FOREGROUND);

    const started = await Promise.all(Array.from({ length: 8 }, () => service.initialize(request())));

    expect(started.map(({ status }) => status)).toEqual(Array(8).fill('PENDING'));
  });

  it('uses no date of a page that is not the vendor’s', async () => {
    const { service } = await stage.host({ ...FOREGROUND, retry: { maxAttempts: 1 } });
    const corrected = () => stage.log.events('warn', 'signing_date_corrected');
    stage.emulator.inject({ kind: 'rawResponse', status: 403, body: '<html>', contentType: 'text/html' });
    // The vendor accepts requests that are ten minutes off.
    stage.clock.step(10 * MINUTE_MS - 2 * HOUR_MS);

    await failureOf(service.initialize(request()));
    expect(corrected()).toEqual([]);
    await service.initialize(request());
    expect(corrected()).toHaveLength(1);

    stage.clock.step(2 * HOUR_MS - 10 * MINUTE_MS);
  });

  it('reports the clock and corrects nothing with `correctClock: false`', async () => {
    const { service } = await stage.host({ ...FOREGROUND, correctClock: false });

    for (let n = 0; n < 2; n += 1) {
      expect(await failureOf(service.initialize(request()))).toMatchObject({ code: 'signature_refused' });
    }

    expect(codes()).toEqual(Array(2).fill('InvalidTimeStamp.Expired'));
    expect(await service.health()).toMatchObject({
      status: 'down',
      problems: expect.arrayContaining([expect.objectContaining({ code: 'clock_skewed' })]),
    });
  });
});
