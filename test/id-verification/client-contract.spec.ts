import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CloudauthEmulator, type Fault } from 'cloudauth-emulator';
import { asyncProperty, assert as assertProperty, string } from 'fast-check';
import {
  createCloudauthClient,
  interpretResponse,
  RETURN_CODES,
  type ClientOptions,
  type CloudauthClient,
  type CloudauthOperation,
  type CloudauthResult,
} from 'nestjs-id-verification';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ADAPTERS, type Adapter } from '../support/client-adapters.js';
import { endOf, failureOf, MARK } from '../support/client-failure.js';
import { closedPort, httpResponse, startRawServer, type RawServer } from '../support/client-raw-server.js';
import { SELF_SIGNED } from '../support/client-tls.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/tools.js';

const KEY = { id: 'LTAI-test', secret: `${MARK}-secret` };
const STS_KEY = { id: 'STS.test', secret: `${MARK}-sts`, securityToken: `${MARK}-token` };
const SUCCESS = httpResponse(200, '{"RequestId":"R","Code":"Success","Result":{}}');

/** Everything about a user, or secret, that a start carries. */
const START = {
  ProductCode: 'FACE_LIVENESS',
  MerchantBizId: 'e0c34a77f5ac40a5aa5e6ed20c35d3a1',
  MetaInfo: JSON.stringify({ deviceType: 'ios', ua: `${MARK}-meta` }),
  MerchantUserId: `${MARK}-user`,
  CallbackUrl: 'https://example.com/callback',
  CallbackToken: `${MARK}-callback`,
};

for (const { name, client, needs: tool } of ADAPTERS) {
  describe(`By way of ${name}`, needs(tool), () => {
    promises(client);
  });
}

function promises(kind: Adapter['client']): void {
  let emulator: CloudauthEmulator;
  let client: CloudauthClient;
  const opened: CloudauthClient[] = [];
  const servers: RawServer[] = [];

  beforeEach(async () => {
    emulator = await CloudauthEmulator.start({ accessKeys: [KEY, STS_KEY], maxHeadBytes: 128 * 1024 });
    client = open(emulator.url);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await Promise.all(opened.splice(0).map((one) => one.close()));
    await Promise.all(servers.splice(0).map((one) => one.stop()));
    await emulator.stop();
  });

  function open(endpoint: string, options: Partial<ClientOptions> = {}): CloudauthClient {
    const credentials = { accessKeyId: KEY.id, accessKeySecret: KEY.secret };
    const one = createCloudauthClient({ client: kind, credentials, endpoint, sandbox: true, ...options });
    opened.push(one);
    return one;
  }

  async function serve(...[received, options]: Parameters<typeof startRawServer>): Promise<RawServer> {
    const server = await startRawServer(received, options);
    servers.push(server);
    return server;
  }

  async function ask(
    one: CloudauthClient = client,
    parameters: Readonly<Record<string, string>> = START,
    { operation = 'Initialize', timeoutMs = 20_000, signal }: AskOptions = {},
  ): Promise<CloudauthResult> {
    return interpretResponse(await one.call(operation, parameters, { timeoutMs, signal }), { sandbox: true });
  }

  describe('a response', () => {
    it('of success gives the result, marked as not live', async () => {
      expect(await ask()).toEqual({
        livemode: false,
        requestId: emulator.requests().at(-1)?.requestId,
        result: {
          TransactionId: emulator.transactions().at(-1)?.transactionId,
          TransactionUrl: emulator.transactions().at(-1)?.transactionUrl,
          Protocol: expect.any(String),
        },
      });
    });

    it.each(Object.entries(RETURN_CODES))('of %s is understood by the table', async (vendorCode, row) => {
      const message = `${MARK}: the vendor’s own text`;
      emulator.inject({ kind: 'vendorCode', code: vendorCode, httpStatus: row.vendorHttpStatus, message });

      expect(await failureOf(ask())).toMatchObject({
        code: row.code,
        hint: row.hint,
        vendorCode,
        vendorHttpStatus: row.vendorHttpStatus,
        requestId: emulator.requests().at(-1)?.requestId,
      });
    });

    it.each<[string, Fault, object]>([
      [
        'an unknown code',
        { kind: 'vendorCode', code: 'Un.Heard' },
        { code: 'vendor_refused', vendorCode: 'Un.Heard' },
      ],
      [
        'success with another code',
        { kind: 'okWithCode', code: 'InvalidParameter' },
        { code: 'parameters_refused' },
      ],
      ['throttling', { kind: 'throttling', retryAfterMs: 1_234 }, { code: 'throttled', retryAfterMs: 1_234 }],
      ['throttling without a hint', { kind: 'throttling' }, { code: 'throttled', retryAfterMs: 1_000 }],
      [
        'a gateway’s page',
        raw(502, `<html>${MARK}`, 'text/html'),
        { code: 'vendor_response_unreadable', vendorHttpStatus: 502 },
      ],
      ['an empty failure', raw(500, ''), { code: 'vendor_response_unreadable', vendorHttpStatus: 500 }],
      ['an empty refusal', raw(431, ''), { code: 'vendor_refused', vendorHttpStatus: 431 }],
      ['null for a refusal', raw(400, 'null'), { code: 'vendor_refused', vendorHttpStatus: 400 }],
      ['a list for a refusal', raw(403, '[1]'), { code: 'vendor_refused', vendorHttpStatus: 403 }],
      ['too many requests without a code', raw(429, '{}'), { code: 'throttled', vendorHttpStatus: 429 }],
      ['an empty success', raw(200, ''), { code: 'vendor_response_unreadable', vendorHttpStatus: 200 }],
      ['null', raw(200, 'null'), { code: 'vendor_response_unreadable', vendorHttpStatus: 200 }],
      ['an empty list', raw(200, '[]'), { code: 'vendor_response_unreadable', vendorHttpStatus: 200 }],
      [
        'half a JSON',
        raw(200, '{"Code":"Succ'),
        { code: 'vendor_response_unreadable', vendorHttpStatus: 200 },
      ],
      [
        'a redirect',
        { kind: 'redirect', location: '/?again' },
        { code: 'vendor_response_unreadable', vendorHttpStatus: 302 },
      ],
    ])('that is %s becomes a typed error, after one request', async (_, fault, expected) => {
      emulator.inject(fault);

      const error = await failureOf(ask());

      expect(error).toMatchObject({ ...expected, requestId: emulator.requests().at(-1)?.requestId });
      expect(emulator.requests()).toHaveLength(1);
    });

    it('that a gateway compressed is read all the same', async () => {
      emulator.inject({ kind: 'gzipBody' });

      expect(await ask()).toMatchObject({ result: { TransactionId: expect.any(String) } });
    });

    it('keeps numbers, booleans and fields that nobody knows', async () => {
      emulator.inject({
        kind: 'mergeBody',
        body: { RequestId: 7, Result: { TransactionId: 42, Protocol: true, New: { list: [1] } }, Newer: 1 },
      });

      expect(await ask()).toMatchObject({
        requestId: '7',
        result: { TransactionId: 42, Protocol: true, New: { list: [1] } },
      });
    });

    it.each([
      ['text', '{"faceQuality":67.12}'],
      ['an object', { faceQuality: 67.12 }],
      ['a list', [1, 2]],
    ])('with a verdict is not lost over an ExtFaceInfo that is %s', async (_, ExtFaceInfo) => {
      await ask();
      const [{ transactionId = '', merchantBizId = '' } = {}] = emulator.transactions();
      emulator.finish(transactionId, { passed: 'Y' });
      emulator.inject({ kind: 'mergeBody', body: { Result: { ExtFaceInfo } } });

      const parameters = { MerchantBizId: merchantBizId, TransactionId: transactionId };
      const { result } = await ask(client, parameters, { operation: 'CheckResult' });

      expect(result).toEqual({ Passed: 'Y', SubCode: '200', ExtFaceInfo });
    });

    it('of an emulator is told from the vendor’s, a refusal too', async () => {
      emulator.inject({ kind: 'vendorCode', code: 'InvalidParameter' });
      const response = await client.call('Initialize', START, { timeoutMs: 20_000 });

      expect(() => interpretResponse(response, { sandbox: false })).toThrow('An emulator responded');
    });
  });

  describe('a connection', () => {
    it.each<Fault['kind'] & ('resetBeforeResponse' | 'loseResponse' | 'cutBody' | 'resetInBody')>([
      'resetBeforeResponse',
      'loseResponse',
      'cutBody',
      'resetInBody',
    ])('that breaks (%s) is an unreachable vendor, after one request', async (kind) => {
      await ask();
      emulator.inject({ kind });

      const error = await failureOf(ask());

      expect(error.code).toBe('vendor_unreachable');
      expect(error.message).toMatch(/\((ECONNRESET|UND_ERR_SOCKET)\)$/);
      expect(emulator.requests()).toHaveLength(2);
    });

    it('that is refused is an unreachable vendor', async () => {
      const error = await failureOf(ask(open(`http://127.0.0.1:${await closedPort()}`)));

      expect(error).toMatchObject({ code: 'vendor_unreachable', retryable: true });
      expect(error.message).toContain('ECONNREFUSED');
    });

    it('to a name that does not resolve is an unreachable vendor', async () => {
      const error = await failureOf(ask(open('no-such-host.invalid')));

      expect(error.message).toMatch(/^The vendor could not be reached \((ENOTFOUND|EAI_AGAIN)\)$/);
    });

    it('to what does not speak HTTP is an unreadable answer', async () => {
      const server = await serve((socket) => socket.end(`220 ${MARK} ESMTP\r\n`));

      const error = await failureOf(ask(open(`http://127.0.0.1:${server.port}`)));

      expect(error.code).toBe('vendor_response_unreadable');
    });

    it.each([undefined, '0'])(
      'to a server that nobody vouches for is not made, with NODE_TLS_REJECT_UNAUTHORIZED=%s',
      async (value) => {
        vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', value);
        const server = await serve((socket) => socket.end(SUCCESS), { tls: true });

        const error = await failureOf(ask(open(`https://localhost:${server.port}`)));

        expect(error.message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
      },
    );

    it('to a server that `http.ca` vouches for is made', async () => {
      const server = await serve((socket) => socket.end(SUCCESS), { tls: true });
      const one = open(`https://localhost:${server.port}`, { http: { ca: SELF_SIGNED.cert } });

      expect(await ask(one)).toMatchObject({ requestId: 'R' });
    });
  });

  describe('the deadline', () => {
    const hindrances: [string, Fault][] = [
      ['no response', { kind: 'hang' }],
      ['a slow head', { kind: 'slowHead', bytes: 1, intervalMs: 20 }],
      ['a dripping body', { kind: 'dripBody', bytes: 1, intervalMs: 20 }],
    ];

    it.each(hindrances)(
      'ends a call with %s, not before its time, on a fresh connection',
      async (_, fault) => {
        emulator.inject(fault);

        const end = await endOf((timeoutMs) => ask(client, START, { timeoutMs }));

        expect(end).toEqual({ isEarly: false, code: 'vendor_timeout' });
        await connectionFreed();
      },
    );

    it.each(hindrances)(
      'ends a call with %s, not before its time, on a reused connection',
      async (_, fault) => {
        await ask();
        await toIdle();
        await ask();
        await toIdle();
        emulator.inject(fault);

        const end = await endOf((timeoutMs) => ask(client, START, { timeoutMs }));

        expect(end).toEqual({ isEarly: false, code: 'vendor_timeout' });

        const connections = emulator.requests().map(({ connectionId }) => connectionId);
        expect(new Set(connections).size).toBe(1);
        await connectionFreed();
      },
    );

    it('ends a call whose TLS handshake hangs', async () => {
      const server = await serve(() => {});

      const one = open(`https://127.0.0.1:${server.port}`);

      const end = await endOf((timeoutMs) => ask(one, START, { timeoutMs }));

      expect(end).toEqual({ isEarly: false, code: 'vendor_timeout' });
    });

    it('ends a call whose credentials do not come, and says so', async () => {
      const one = open(emulator.url, { credentials: { getCredential: () => new Promise(() => {}) } });

      const end = await endOf((timeoutMs) => ask(one, START, { timeoutMs }));

      expect(end).toEqual({ isEarly: false, code: 'credentials_unavailable' });
      expect(emulator.requests()).toEqual([]);
    });

    it('of one call leaves the next one alone', async () => {
      emulator.inject({ kind: 'hang' });
      await failureOf(ask(client, START, { timeoutMs: 100 }));

      expect(await ask()).toMatchObject({ livemode: false });
    });
  });

  describe('a signal', () => {
    it.each<[string, Fault]>([
      ['for its response', { kind: 'hang' }],
      ['for the rest of its response', { kind: 'dripBody', bytes: 1, intervalMs: 1_000 }],
    ])('cancels a call that waits %s, and frees its connection', async (_, fault) => {
      emulator.inject(fault);
      const cancelling = new AbortController();
      const head = headReceived();
      const call = failureOf(ask(client, START, { signal: cancelling.signal, timeoutMs: 60_000 }));
      await eventually(() => emulator.requests().length === 1);
      if (fault.kind === 'dripBody') await head;

      cancelling.abort(new Error(MARK));

      expect(await call).toMatchObject({ code: 'aborted', retryable: true });
      await connectionFreed();
    });

    it('that was given before the call keeps anything from being sent', async () => {
      expect(await failureOf(ask(client, START, { signal: AbortSignal.abort() }))).toMatchObject({
        code: 'aborted',
      });
      expect(emulator.requests()).toEqual([]);
    });

    it('that lives longer than its calls keeps nothing of them', async () => {
      const { signal } = new AbortController();
      const removed = vi.spyOn(signal, 'removeEventListener');
      const added = vi.spyOn(signal, 'addEventListener');

      await ask(client, START, { signal });

      expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
    });
  });

  describe('credentials', () => {
    it('of a fixed pair are named as such', async () => {
      await ask();

      expect(emulator.requests()[0]?.headers).toMatchObject({ 'x-acs-credentials-provider': 'static_ak' });
    });

    it('with a security token are taken, and named as such', async () => {
      const { id, secret, securityToken } = STS_KEY;
      await ask(
        open(emulator.url, { credentials: { accessKeyId: id, accessKeySecret: secret, securityToken } }),
      );

      expect(emulator.requests()[0]?.headers).toMatchObject({ 'x-acs-credentials-provider': 'static_sts' });
    });

    it('of a provider are asked for before every call', async () => {
      const first = { accessKeyId: KEY.id, accessKeySecret: KEY.secret, securityToken: '' };
      const { id, secret, securityToken } = STS_KEY;
      const second = { accessKeyId: id, accessKeySecret: secret, securityToken };
      const getCredential = vi
        .fn<() => Promise<typeof second>>(async () => second)
        .mockResolvedValueOnce(first);
      const one = open(emulator.url, { credentials: () => ({ getCredential }) });

      await ask(one);
      await ask(one);

      const [before, after] = emulator.requests().map(({ headers }) => headers);
      expect(before).toMatchObject({ 'x-acs-credentials-provider': 'custom' });
      expect(before).not.toHaveProperty('x-acs-security-token');
      expect(after).toMatchObject({ 'x-acs-security-token': STS_KEY.securityToken });
    });

    it('that a provider fails to give are an error of their own, and nothing is sent', async () => {
      const getCredential = () => Promise.reject(new Error(`${MARK}: no role`));

      const error = await failureOf(ask(open(emulator.url, { credentials: { getCredential } })));

      expect(error).toMatchObject({ code: 'credentials_unavailable', httpStatus: 503, retryable: true });
      expect(emulator.requests()).toEqual([]);
    });

    it('that are wrong are refused by the vendor', async () => {
      const credentials = { accessKeyId: KEY.id, accessKeySecret: `${MARK}-wrong` };

      expect(await failureOf(ask(open(emulator.url, { credentials })))).toMatchObject({
        code: 'signature_refused',
        vendorCode: 'SignatureDoesNotMatch',
      });
    });
  });

  describe('parameters', () => {
    it('arrive as they are, whatever they hold', async () => {
      const text = string({ unit: 'binary', minLength: 1, maxLength: 300 });
      await assertProperty(
        asyncProperty(text, text, async (user, token) => {
          const parameters = {
            ...START,
            MetaInfo: JSON.stringify({ [token]: user }),
            MerchantUserId: user,
            CallbackToken: token,
          };

          await ask(client, parameters);

          expect(emulator.requests().at(-1)?.parameters).toEqual(parameters);
        }),
        { numRuns: 60 },
      );
    });

    it.each(['a+b %20 %', `it's (*all*) "here"!`, '\\u0000\\', '\u0000\r\n\t', '😀é\u200d', '='])(
      'arrive as they are: %j',
      async (value) => {
        await ask(client, { ...START, CallbackToken: value });

        expect(emulator.requests()[0]?.parameters['CallbackToken']).toBe(value);
      },
    );

    it('arrive as they are up to the longest query that can be allowed', async () => {
      const MetaInfo = JSON.stringify({ ua: 'é"'.repeat(60_000 / 15) });

      await ask(client, { ...START, MetaInfo });

      expect(emulator.requests()[0]?.parameters['MetaInfo']).toBe(MetaInfo);
    });

    it('that are empty are sent', async () => {
      await ask(client, { ...START, CallbackToken: '' });

      expect(emulator.requests()[0]?.parameters).toMatchObject({ CallbackToken: '' });
    });

    it.each<[CloudauthOperation, Record<string, string>]>([
      ['CheckVerifyLog', { MerchantBizId: 'b1', TransactionId: 't1' }],
      ['DeleteVerifyResult', { TransactionId: 't1', DeleteAfterQuery: 'N' }],
      ['CheckResult', { MerchantBizId: 'b1', TransactionId: 't1', IsReturnImage: 'N' }],
      ['KeepaliveIntl', {}],
    ])('of %s arrive', async (operation, parameters) => {
      await client.call(operation, parameters, { timeoutMs: 20_000 });

      expect(emulator.requests()).toMatchObject([{ action: operation, verdict: 'admitted', parameters }]);
    });

    it('of a picture travel in the body', async () => {
      await ask(client, { ...START, FacePictureBase64: 'QUJD+/==' });

      expect(emulator.requests()[0]).toMatchObject({
        parameters: { FacePictureBase64: 'QUJD+/==' },
        bodyBytes: 'FacePictureBase64=QUJD%2B%2F%3D%3D'.length,
      });
    });

    it('with names that are exceptions arrive', async () => {
      await ask(client, { ...START, MRTDInput: '2', UseNFC: 'N', DocPageConfig: '["01"]' });

      expect(emulator.requests()[0]?.parameters).toMatchObject({
        MRTDInput: '2',
        UseNFC: 'N',
        DocPageConfig: '["01"]',
      });
    });
  });

  it('looks at no environment variable', async () => {
    const nowhere = `http://127.0.0.1:${await closedPort()}`;
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, nowhere);
    for (const name of ['http_proxy', 'https_proxy', 'all_proxy']) vi.stubEnv(name, nowhere);
    vi.stubEnv('ALIBABA_CLOUD_USER_AGENT', MARK);
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', MARK);

    await ask(open(emulator.url));

    expect(JSON.stringify(emulator.requests()[0]?.headers)).not.toContain(MARK);
  });

  /** The server has seen the end of a connection; the client may have made another one by then. */
  function connectionFreed(): Promise<void> {
    return eventually(() => emulator.connections.opened - emulator.connections.open === 1);
  }
}

/** Until a connection whose answer has just been read is taken for the next call. */
async function toIdle(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await nextTurn();
}

/** Resolves when a client of this process has read the head of a response, by undici or by Node's own client. */
function headReceived(): Promise<void> {
  const channels = ['undici:request:headers', 'http.client.response.finish'];
  return new Promise((resolve) => {
    const received = (): void => {
      for (const channel of channels) unsubscribe(channel, received);
      resolve();
    };
    for (const channel of channels) subscribe(channel, received);
  });
}

interface AskOptions {
  readonly operation?: CloudauthOperation;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

function raw(status: number, body: string, contentType?: string): Fault {
  return { kind: 'rawResponse', status, body, ...(contentType !== undefined && { contentType }) };
}
