import { describe, expect, it } from 'vitest';
import { call, GOOD_INITIALIZE, initialize, sendSigned } from '../testing/call.fixture.js';
import { emulators } from '../testing/emulators.fixture.js';
import { callGenuine, genuineClient } from '../testing/genuine-client.fixture.js';
import { rawExchange } from '../testing/raw-socket.fixture.js';
import { acsDate, signedRequest } from '../testing/signed-request.fixture.js';

const start = emulators();
const MINUTE = 60_000;

describe("the vendor's own client", () => {
  it('is accepted for Initialize', async () => {
    const { url } = await start();
    const { statusCode, body } = await callGenuine(genuineClient({ url }), 'Initialize', GOOD_INITIALIZE, {});
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({ Code: 'Success', Message: 'success' });
    expect(body.Result?.['TransactionId']).toMatch(/^hks[0-9a-f]{29}$/);
  });

  it('is accepted with a photo in a chunked form body', async () => {
    const emulator = await start();
    const form = { FacePictureBase64: 'QUJD+/==' };
    await callGenuine(genuineClient(emulator), 'Initialize', GOOD_INITIALIZE, form);
    const [request] = emulator.requests();
    expect(request?.headers['transfer-encoding']).toBe('chunked');
    expect(request?.parameters).toMatchObject({ ...GOOD_INITIALIZE, ...form });
  });

  it('gets the code, status and request id of a refusal', async () => {
    const { url } = await start();
    await expect(callGenuine(genuineClient({ url }), 'Initialize', {})).rejects.toMatchObject({
      code: 'MissingParameter',
      statusCode: 400,
      requestId: expect.stringMatching(/^[0-9A-F-]{36}$/),
    });
  });

  it('is refused with a wrong secret', async () => {
    const { url } = await start();
    const client = genuineClient({ url, accessKeySecret: 'wrong' });
    await expect(callGenuine(client, 'Initialize', GOOD_INITIALIZE)).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
      statusCode: 400,
    });
  });

  it('is refused with an unknown key', async () => {
    const { url } = await start();
    const client = genuineClient({ url, accessKeyId: 'unknown' });
    await expect(callGenuine(client, 'Initialize', GOOD_INITIALIZE)).rejects.toMatchObject({
      code: 'InvalidAccessKeyId.NotFound',
      statusCode: 404,
    });
  });

  it('is accepted with STS credentials, and refused with the wrong token or none', async () => {
    const key = { id: 'sts-id', secret: 'sts-secret', securityToken: 'sts-token' };
    const { url } = await start({ accessKeys: [key] });
    const client = (securityToken?: string) =>
      genuineClient({
        url,
        accessKeyId: key.id,
        accessKeySecret: key.secret,
        ...(securityToken && { securityToken }),
      });
    const good = await callGenuine(client(key.securityToken), 'Initialize', GOOD_INITIALIZE);
    expect(good.statusCode).toBe(200);
    const refusals = [
      ['another', 'InvalidSecurityToken.MismatchWithAccessKey'],
      [undefined, 'MissingSecurityToken'],
    ] as const;
    for (const [token, code] of refusals)
      await expect(callGenuine(client(token), 'Initialize', GOOD_INITIALIZE)).rejects.toMatchObject({
        code,
        statusCode: 400,
      });
  });
});

describe('the gateway', () => {
  it('reads parameters from the query of a GET', async () => {
    const { url } = await start();
    const { status } = await call(url, { method: 'GET', query: GOOD_INITIALIZE });
    expect(status).toBe(200);
  });

  it('refuses a parameter that was changed on the way', async () => {
    const { url } = await start();
    const signed = signedRequest({ host: new URL(url).host, query: GOOD_INITIALIZE });
    const changed = { ...signed, path: signed.path.replace('customer', 'another1') };
    expect(await sendSigned(url, changed)).toMatchObject({
      status: 400,
      json: { Code: 'SignatureDoesNotMatch' },
    });
  });

  it('refuses a body that was changed on the way', async () => {
    const { url } = await start();
    const signed = signedRequest({ host: new URL(url).host, body: 'A=1' });
    expect(await sendSigned(url, { ...signed, body: 'A=2' })).toMatchObject({
      status: 400,
      json: { Code: 'SignatureDoesNotMatch' },
    });
  });

  it('refuses a nonce the second time', async () => {
    const { url } = await start();
    const signed = signedRequest({ host: new URL(url).host, query: GOOD_INITIALIZE });
    expect(await sendSigned(url, signed)).toMatchObject({ status: 200 });
    expect(await sendSigned(url, signed)).toMatchObject({
      status: 400,
      json: { Code: 'SignatureNonceUsed' },
    });
  });

  it('does not count a nonce that came with a bad signature', async () => {
    const { url } = await start();
    await call(url, { query: GOOD_INITIALIZE, nonce: 'n1', accessKeySecret: 'wrong' });
    expect(await call(url, { query: GOOD_INITIALIZE, nonce: 'n1' })).toMatchObject({ status: 200 });
  });

  it.each([
    ['16 minutes old', -16 * MINUTE, 'InvalidTimeStamp.Expired'],
    ['16 minutes ahead', 16 * MINUTE, 'InvalidTimeStamp.Expired'],
    ['14 minutes old', -14 * MINUTE, 'Success'],
    ['14 minutes ahead', 14 * MINUTE, 'Success'],
  ])('responds to a date that is %s with the right code', async (_, offset, code) => {
    const { url } = await start();
    const { json } = await call(url, { query: GOOD_INITIALIZE, date: acsDate(Date.now() + offset) });
    expect(json.Code).toBe(code);
  });

  it.each(['yesterday', '2026-11-22', '2026-11-22T18:28:27+00:00', '2026-13-45T99:99:99Z'])(
    'refuses the malformed date %s',
    async (date) => {
      const { url } = await start();
      expect(await call(url, { date })).toMatchObject({
        status: 400,
        json: { Code: 'InvalidTimeStamp.Format' },
      });
    },
  );

  it.each(['host', 'x-acs-action', 'x-acs-date', 'content-type', 'x-acs-extra'])(
    'refuses a request that leaves the header %s unsigned',
    async (name) => {
      const { url } = await start();
      const response = await call(url, { body: 'A=1', headers: { 'x-acs-extra': '1' }, unsigned: [name] });
      expect(response).toMatchObject({ status: 400, json: { Code: 'IncompleteSignature' } });
      expect(response.json['Message']).toContain(name);
    },
  );

  it('refuses a request without authorization, or with one of another scheme', async () => {
    const { url } = await start();
    const signed = signedRequest({ host: new URL(url).host });
    const { authorization: _, ...bare } = signed.headers;
    expect((await sendSigned(url, { ...signed, headers: bare })).json.Code).toBe('MissingAccessKeyId');
    const basic = { ...bare, authorization: 'Basic dGVzdA==' };
    expect((await sendSigned(url, { ...signed, headers: basic })).json.Code).toBe('IncompleteSignature');
  });

  it('refuses actions and versions that the product does not have', async () => {
    const { url } = await start();
    expect(await call(url, { action: 'Finalize' })).toMatchObject({
      status: 404,
      json: { Code: 'InvalidAction.NotFound' },
    });
    expect(await call(url, { headers: { 'x-acs-version': '2019-03-07' } })).toMatchObject({
      status: 400,
      json: { Code: 'InvalidVersion' },
    });
  });

  it('refuses a body that is too large, announced or not', async () => {
    const { url } = await start({ maxBodyBytes: 1000 });
    expect(await call(url, { body: 'A'.repeat(1001) })).toMatchObject({
      status: 413,
      json: { Code: 'RequestEntityTooLarge' },
    });
  });

  it('refuses a chunked body that turns out too large', async () => {
    const { url } = await start({ maxBodyBytes: 1000 });
    const { hostname, port } = new URL(url);
    const raw = await rawExchange(
      hostname,
      Number(port),
      `POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n800\r\n${'A'.repeat(2048)}\r\n`,
    );
    expect(raw.text).toMatch(/^HTTP\/1\.1 413/);
    expect(raw.ended).toBe('closed');
  });

  it('reads action and version from the query, as older clients send them', async () => {
    const { url } = await start();
    const query = { ...GOOD_INITIALIZE, Action: 'Initialize', Version: '2022-08-09' };
    const headers = { 'x-acs-action': '', 'x-acs-version': '' };
    expect((await call(url, { method: 'GET', query, headers })).status).toBe(200);
    expect((await call(url, { headers })).json.Code).toBe('MissingHeader');
  });

  it('refuses an STS token whose time is over', async () => {
    const key = { id: 'sts', secret: 's', securityToken: 't', securityTokenExpiresAt: Date.now() - 1 };
    const { url } = await start({ accessKeys: [key] });
    const { json } = await call(url, { accessKeyId: 'sts', accessKeySecret: 's', securityToken: 't' });
    expect(json.Code).toBe('InvalidSecurityToken.Expired');
  });

  it('keeps to a wall clock that is injected, and dates its responses by it', async () => {
    const { url } = await start({ now: () => Date.parse('2030-01-01T00:00:00Z') });
    const at = (date: string) => call(url, { query: GOOD_INITIALIZE, date });
    expect((await at('2030-01-01T00:00:00Z')).json.Code).toBe('Success');
    expect((await at(acsDate(Date.now()))).json.Code).toBe('InvalidTimeStamp.Expired');
    expect((await fetch(url)).headers.get('date')).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
  });

  it('marks every response, and announces how long it keeps a connection', async () => {
    const { url } = await start();
    const responses = [
      await call(url, { query: GOOD_INITIALIZE }),
      await call(url),
      await call(url, { action: 'X' }),
    ];
    for (const { headers, json } of responses)
      expect(headers).toMatchObject({
        'x-cloudauth-emulator': '1',
        'keep-alive': 'timeout=25',
        'x-acs-request-id': json['RequestId'],
        date: expect.any(String),
      });
  });

  it('generates the same TransactionIds for the same seed, whatever else was called', async () => {
    const [first, second] = [await start({ seed: 7 }), await start({ seed: 7 })];
    await call(first.url, { action: 'KeepaliveIntl' });
    expect(await initialize(first.url)).toBe(await initialize(second.url));
  });

  it('generates no RequestId twice, not even for the same seed', async () => {
    const ids = [];
    for (const seed of [7, 7]) {
      const { url } = await start({ seed });
      ids.push((await call(url, { action: 'KeepaliveIntl' })).json['RequestId']);
    }
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('does not mind a MerchantBizId that was used before', async () => {
    const { url } = await start();
    expect(await initialize(url)).not.toBe(await initialize(url));
  });
});
