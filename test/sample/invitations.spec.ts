import { IdVerificationError, IdVerificationService } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import type { Response } from '../support/http/http-caller.js';
import { META_INFO } from '../support/vendor/initialize-parameter-cases.js';
import { problemIn } from '../support/http/problem-in.js';
import { adapters } from '../support/runner/suite.js';

const ELEVEN_MINUTES_MS = 11 * 60_000;

/** What the vendor answers to MetaInfo that it does not take. */
const REFUSED = { kind: 'vendorCode', code: 'InvalidParameter', action: 'Initialize' } as const;

const metaInfoOf = (device: string): string => JSON.stringify({ deviceType: 'h5', ua: device });

describe.each(adapters())('An invitation on %s', (adapter) => {
  let sample: RunningApplication;
  let second: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
    second = await application().on(adapter).beside(sample).start();
  });
  afterAll(async () => {
    await second.stop();
    await sample.stop();
  });

  const invite = async () => {
    const { status, body } = await sample.post('/invitations', { merchantUserId: 'customer-of-ours' });
    expect(status).toBe(201);
    return { body, id: String(body['merchantBizId']), token: String(body['token']) };
  };
  /** As a device does, which has no key. */
  const redeem = (token: string, at = sample, metaInfo: string = META_INFO, lang = 'en'): Promise<Response> =>
    at.call(`/invitations/redeem?lang=${lang}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, metaInfo }),
    });
  const stateOf = async (id: string) => (await sample.get(`/invitations/${id}`)).body['state'];

  it('initializes its verification from a device without a key, with the MetaInfo of that device', async () => {
    const { body, id, token } = await invite();
    expect(body).toEqual({ merchantBizId: id, state: 'OPEN', expiresAt: expect.any(String), token });
    const metaInfo = '{ "deviceType":"h5",  "ua":"a phone" }';

    const redeemed = await redeem(token, sample, metaInfo);

    const [transaction] = sample.emulator.transactions({ merchantBizId: id });
    expect(redeemed.status).toBe(200);
    expect(redeemed.body).toEqual({
      transactionUrl: transaction?.transactionUrl,
      expiresAt: expect.any(String),
    });
    expect(redeemed.headers.get('cache-control')).toBe('no-store');
    const sent = sample.emulator
      .requests({ action: 'Initialize' })
      .find(({ parameters }) => parameters['MerchantBizId'] === id);
    expect(sent?.parameters['MetaInfo']).toBe(metaInfo);
    expect(await stateOf(id)).toBe('REDEEMED');
    expect((await sample.get(`/verifications/${id}`)).body).toMatchObject({ status: 'PENDING' });
  });

  it('works for one device, in whichever process', async () => {
    const { token } = await invite();
    expect((await redeem(token)).status).toBe(200);

    expect(problemIn(await redeem(token, sample, metaInfoOf('another')))).toBe('410 invitation_used');
    expect(problemIn(await redeem(token, second, metaInfoOf('another')))).toBe('410 invitation_used');
  });

  it('accepts one of many concurrent devices at two processes', async () => {
    const { id, token } = await invite();

    const responses = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        redeem(token, index % 2 === 0 ? sample : second, metaInfoOf(`phone ${index}`)),
      ),
    );

    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(responses.filter(({ status }) => status === 410)).toHaveLength(9);
    expect(sample.emulator.transactions({ merchantBizId: id })).toHaveLength(1);
  });

  it('replays the response to the device that redeemed it, because the first may be lost', async () => {
    const { id, token } = await invite();
    const responses = [...(await Promise.all([redeem(token), redeem(token, second)])), await redeem(token)];

    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(responses.map(({ text }) => text)).size).toBe(1);
    expect(sample.emulator.transactions({ merchantBizId: id })).toHaveLength(1);
    expect(await stateOf(id)).toBe('REDEEMED');
  });

  it('can be redeemed again by the device whose start died with its process', async () => {
    const { id, token } = await invite();
    sample.emulator.inject(REFUSED);
    await redeem(token);
    // As a process leaves it that had no time to give it back.
    await sample.dataSource.query('UPDATE invitation SET redeemed_at = now() WHERE merchant_biz_id = $1', [
      id,
    ]);

    expect(problemIn(await redeem(token, second, metaInfoOf('another')))).toBe('410 invitation_used');
    expect((await redeem(token, second)).status).toBe(200);
  });

  it('stays redeemed when its first initialize fails after a repeated request of the same device succeeded', async () => {
    const { id, token } = await invite();
    vi.spyOn(sample.nest.get(IdVerificationService), 'initialize').mockRejectedValueOnce(
      new IdVerificationError('vendor_unavailable'),
    );
    const invitations = sample.dataSource.getRepository(sample.dataSource.getMetadata('Invitation').target);
    const build = invitations.createQueryBuilder.bind(invitations);
    let repeated = undefined as Response | undefined;
    vi.spyOn(invitations, 'createQueryBuilder').mockImplementation((alias) => {
      const query = build(alias);
      const read = query.getRawAndEntities.bind(query);
      // Between the statement that lets the first one through and the next one of its.
      query.getRawAndEntities = async () => {
        repeated ??= await redeem(token, second);
        return read();
      };
      return query;
    });

    expect((await redeem(token)).status).toBe(503);

    vi.restoreAllMocks();
    expect(repeated?.status).toBe(200);
    expect(await stateOf(id)).toBe('REDEEMED');
    expect(problemIn(await redeem(token, sample, metaInfoOf('another')))).toBe('410 invitation_used');
  });

  it('stays with its device where the vendor accepted it and the response was lost', async () => {
    const { id, token } = await invite();
    const verifications = sample.nest.get(IdVerificationService);
    const initialize = verifications.initialize.bind(verifications);
    vi.spyOn(verifications, 'initialize').mockImplementationOnce(async (request) => {
      await initialize(request);
      throw new IdVerificationError('vendor_unavailable');
    });

    expect((await redeem(token)).status).toBe(503);
    vi.restoreAllMocks();

    expect(await stateOf(id)).toBe('REDEEMED');
    expect(problemIn(await redeem(token, sample, metaInfoOf('another')))).toBe('410 invitation_used');
    expect((await redeem(token)).status).toBe(200);
  });

  it('gives no response again when two minutes have gone by', async () => {
    const { id, token } = await invite();
    await redeem(token);
    await sample.dataSource.query(
      "UPDATE invitation SET redeemed_at = redeemed_at - interval '2 minutes' WHERE merchant_biz_id = $1",
      [id],
    );

    expect(problemIn(await redeem(token))).toBe('410 invitation_used');
  });

  it('causes at most five vendor calls, however often a refused request is repeated', async () => {
    const { id, token } = await invite();
    sample.emulator.inject({ ...REFUSED, times: 'forever' });
    const responses: string[] = [];
    try {
      for (let time = 0; time < 10; time += 1) {
        const at = time % 2 === 0 ? sample : second;
        responses.push(problemIn(await redeem(token, at, metaInfoOf(`phone ${time}`))));
      }
    } finally {
      sample.emulator.clearFaults();
    }

    expect(responses).toEqual([
      ...Array.from({ length: 5 }, () => '400 parameters_refused'),
      ...Array.from({ length: 5 }, () => '410 invitation_used'),
    ]);
    const calls = sample.emulator
      .requests({ action: 'Initialize' })
      .filter(({ parameters }) => parameters['MerchantBizId'] === id);
    expect(calls).toHaveLength(5);
    expect(await stateOf(id)).toBe('EXPIRED');
  });

  it('works after the process that made it has gone', async () => {
    const third = await application().on(adapter).beside(sample).start();
    const { body } = await third.post('/invitations', { merchantUserId: 'customer-of-ours' });
    await third.stop();

    expect((await redeem(String(body['token']), second)).status).toBe(200);
  });

  it('does not work once it is withdrawn', async () => {
    const { id, token } = await invite();

    expect((await sample.send('DELETE', `/invitations/${id}`)).status).toBe(204);

    expect(problemIn(await redeem(token))).toBe('404 invitation_not_found');
    expect(problemIn(await sample.send('DELETE', `/invitations/${id}`))).toBe('404 invitation_not_found');
  });

  it('costs one statement, which writes nothing, under a token that is unknown or withdrawn', async () => {
    const [known, withdrawn] = [await invite(), await invite()];
    await sample.send('DELETE', `/invitations/${withdrawn.id}`);
    const statements = vi.spyOn(sample.dataSource.logger, 'logQuery');
    onTestFinished(() => statements.mockRestore());

    for (const token of [[...known.token].toReversed().join(''), withdrawn.token]) {
      statements.mockClear();
      expect(problemIn(await redeem(token))).toBe('404 invitation_not_found');
      const sent = statements.mock.calls.map(([text]) => text).filter((text) => text.includes('invitation'));
      expect(sent).toEqual([expect.stringMatching(/^SELECT/)]);
    }
  });

  it('cannot be withdrawn once it is redeemed', async () => {
    const { id, token } = await invite();
    await redeem(token);

    expect(problemIn(await sample.send('DELETE', `/invitations/${id}`))).toBe('410 invitation_used');
  });

  it('does not work after ten minutes, and is forgotten an hour later', async () => {
    const { id, token } = await invite();
    await sample.dataSource.query(
      "UPDATE invitation SET expires_at = expires_at - $2 * interval '1 ms' WHERE merchant_biz_id = $1",
      [id, ELEVEN_MINUTES_MS],
    );
    expect(await stateOf(id)).toBe('EXPIRED');
    expect(problemIn(await redeem(token))).toBe('410 invitation_expired');
    expect(sample.emulator.transactions({ merchantBizId: id })).toEqual([]);

    await sample.dataSource.query(
      "UPDATE invitation SET expires_at = expires_at - interval '1 hour' WHERE merchant_biz_id = $1",
      [id],
    );
    await invite();
    expect(problemIn(await sample.get(`/invitations/${id}`))).toBe('404 invitation_not_found');
  });

  it.each([-2, 2])(
    'is dated by the database, whatever a process takes the time for: %i hours off',
    async (hours) => {
      const { id, token } = await invite();
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
      onTestFinished(() => void vi.useRealTimers());
      const another = await invite();

      expect([await stateOf(id), await stateOf(another.id)]).toEqual(['OPEN', 'OPEN']);
      expect((await redeem(token)).status).toBe(200);
      expect((await redeem(token)).status).toBe(200);
    },
  );

  it('can be redeemed again when the vendor was away the first time', async () => {
    const { token } = await invite();
    const fault = { kind: 'vendorCode', code: 'ServiceUnavailable', action: 'Initialize' } as const;
    sample.emulator.inject({ ...fault, times: 'forever' });
    try {
      expect(await redeem(token).then(({ status }) => status)).toBe(503);
    } finally {
      sample.emulator.clearFaults();
    }

    expect((await redeem(token)).status).toBe(200);
  });

  it('can be redeemed again in another language when the first start failed', async () => {
    const { token } = await invite();
    const fault = { kind: 'vendorCode', code: 'ServiceUnavailable', action: 'Initialize' } as const;
    sample.emulator.inject({ ...fault, times: 'forever' });
    const redeemIn = (lang: string) => redeem(token, sample, META_INFO, lang);
    try {
      expect(await redeemIn('en').then(({ status }) => status)).toBe(503);
    } finally {
      sample.emulator.clearFaults();
    }

    expect((await redeemIn('zh-Hant')).status).toBe(200);
  });

  it('stores neither its token nor the user in readable form', async () => {
    const { token } = await invite();

    const rows: Record<string, unknown>[] = await sample.dataSource.query('SELECT i::text FROM invitation i');

    const text = JSON.stringify(rows);
    for (const secret of ['customer-of-ours', token]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
      expect(text).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
    }
  });

  it.each([
    [{ metaInfo: META_INFO }, 'token'],
    [{ token: ['a'.repeat(43)], metaInfo: META_INFO }, 'token'],
    [{ token: 'a'.repeat(43), metaInfo: 'no JSON' }, 'metaInfo'],
    [{ token: 'a'.repeat(43), metaInfo: META_INFO, merchantUserId: 'customer-2' }, 'merchantUserId'],
  ])('is not redeemed by %j', async (body, field) => {
    const response = await sample.post('/invitations/redeem', body);

    expect(problemIn(response)).toBe('400 invalid_request');
    expect(response.body['errors']).toMatchObject([{ field }]);
  });

  it.each(['', 'short', 'a'.repeat(100), '\u0000', '\ud800'])(
    'is unknown by a token of another form: %j',
    async (token) => {
      expect(problemIn(await redeem(token))).toBe('404 invitation_not_found');
    },
  );

  it('needs a user', async () => {
    expect(problemIn(await sample.post('/invitations', {}))).toBe('400 invalid_request');
  });
});
