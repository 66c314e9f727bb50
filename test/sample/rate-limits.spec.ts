import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { problemIn } from '../support/http/problem-in.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters } from '../support/runner/suite.js';

const HOUR_MS = 60 * 60_000;

const startFor = (merchantUserId: string, path = '/verifications') => ({
  on: (sample: RunningApplication) => sample.post(path, { ...LEAST_BODY, merchantUserId }),
});

describe.each(adapters())('Cost abuse on %s:', (adapter) => {
  let first: RunningApplication;
  let second: RunningApplication;
  beforeAll(async () => {
    const limited = () =>
      application()
        .on(adapter)
        .with({ VERIFICATIONS_PER_KEY_PER_HOUR: '6', VERIFICATIONS_PER_USER_PER_HOUR: '3' });
    first = await limited().start();
    second = await limited().beside(first).start();
  });
  afterAll(async () => {
    await second.stop();
    await first.stop();
  });

  const startsOfKey = async () => {
    const sql = "SELECT points FROM start_limit WHERE key = 'key:sandbox'";
    return (await first.dataSource.query<{ points: number }[]>(sql))[0]?.points;
  };
  const attempts = () => first.emulator.requests().filter(({ action }) => action === 'Initialize').length;

  it('limits the verifications of one user in an hour, across replicas and routes', async () => {
    const responses = [
      await startFor('one-person').on(first),
      await startFor('one-person').on(second),
      await startFor('one-person', '/onboardings').on(first),
      await startFor('one-person', '/onboardings').on(second),
      await startFor('one-person').on(first),
    ];

    expect(responses.map(({ status }) => status)).toEqual([201, 201, 201, 429, 429]);
    expect(attempts()).toBe(3);
    const [refused] = responses.slice(3);
    expect(refused && problemIn(refused)).toBe('429 too_many_requests');
    const { retryAfterMs } = refused?.body ?? {};
    expect(retryAfterMs).toBeGreaterThan(HOUR_MS / 2);
    expect(retryAfterMs).toBeLessThanOrEqual(HOUR_MS);
    expect(refused?.headers.get('retry-after')).toBe(String(Math.ceil(Number(retryAfterMs) / 1_000)));
  });

  it('does not count a request that is rejected for one user against the key', async () => {
    const before = await startsOfKey();
    for (const sample of [first, second, first, second]) {
      expect(problemIn(await startFor('one-person').on(sample))).toBe('429 too_many_requests');
    }

    expect(before).toBe(3);
    expect(await startsOfKey()).toBe(before);
  });

  it('does not affect another user', async () => {
    expect((await startFor('another-person').on(first)).status).toBe(201);
  });

  it('does not count an invalid request', async () => {
    for (let time = 0; time < 5; time += 1) {
      expect((await first.post('/verifications', { merchantUserId: 'third-person' })).status).toBe(400);
    }
    expect((await startFor('third-person').on(second)).status).toBe(201);
  });

  it('limits the verifications of one key in an hour, across users', async () => {
    expect((await startFor('fourth-person').on(second)).status).toBe(201);
    expect(problemIn(await startFor('fifth-person').on(first))).toBe('429 too_many_requests');
    expect((await first.get('/verifications')).status).toBe(200);
  });

  it('stores no id of a user in the counts, which end with the hour', async () => {
    const rows = await first.dataSource.query<{ key: string }[]>('SELECT key FROM start_limit');
    const keys = rows.map(({ key }) => key).join(' ');
    expect(keys).toContain('key:sandbox');
    expect(keys).not.toContain('person');
    expect(keys).not.toContain(createHash('sha256').update('one-person').digest('base64url'));

    await first.dataSource.query('UPDATE start_limit SET expire = 0');
    expect((await startFor('one-person').on(first)).status).toBe(201);
  });
});

describe.each(adapters())('A caller that asks too often on %s', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).with({ REQUESTS_PER_KEY_PER_MINUTE: '5' }).start();
  });
  afterAll(() => sample.stop());

  it('is limited by its key, while routes without a key stay open', async () => {
    for (let time = 0; time < 5; time += 1) expect((await sample.get('/verifications')).status).toBe(200);

    const refused = await sample.get('/verifications');
    expect(problemIn(refused)).toBe('429 too_many_requests');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await sample.call('/health/live')).status).toBe(200);
    expect((await sample.call('/id-verification/callback')).status).toBe(200);
    expect(problemIn(await sample.call('/verifications'))).toBe('401 unauthorized');
  });
});
