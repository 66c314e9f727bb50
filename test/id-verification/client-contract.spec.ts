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
import { ADAPTERS, type Adapter } from '../support/vendor/client-adapters.js';
import { endOf, failureOf, MARK } from '../support/vendor/client-failure.js';
import {
  closedPort,
  httpResponse,
  startRawServer,
  type RawServer,
} from '../support/vendor/client-raw-server.js';
import { SELF_SIGNED } from '../support/vendor/client-tls.js';
import { eventually } from '../support/runner/eventually.js';
import { needs } from '../support/runner/tools.js';
import { bySuite } from '../support/runner/suite.js';

const KEY = { id: 'LTAI-test', secret: `${MARK}-secret` };
const STS_KEY = { id: 'STS.test', secret: `${MARK}-sts`, securityToken: `${MARK}-token` };
const SUCCESS = httpResponse(200, '{"RequestId":"R","Code":"Success","Result":{}}');

/** All user data and secrets in an Initialize request. */
const INITIALIZE = {
  ProductCode: 'FACE_LIVENESS',
  MerchantBizId: 'e0c34a77f5ac40a5aa5e6ed20c35d3a1',
  MetaInfo: JSON.stringify({ deviceType: 'ios', ua: `${MARK}-meta` }),
  MerchantUserId: `${MARK}-user`,
  CallbackUrl: 'https://example.com/callback',
  CallbackToken: `${MARK}-callback`,
};
let adapter: Adapter['client'];
let emulator: CloudauthEmulator;
let client: CloudauthClient;
const opened: CloudauthClient[] = [];
const servers: RawServer[] = [];

function open(endpoint: string, options: Partial<ClientOptions> = {}): CloudauthClient {
  const credentials = { accessKeyId: KEY.id, accessKeySecret: KEY.secret };
  const one = createCloudauthClient({ client: adapter, credentials, endpoint, sandbox: true, ...options });
  opened.push(one);
  return one;
}

async function serve(...[received, options]: Parameters<typeof startRawServer>): Promise<RawServer> {
  const server = await startRawServer(received, options);
  servers.push(server);
  return server;
}

async function send(
  one: CloudauthClient = client,
  parameters: Readonly<Record<string, string>> = INITIALIZE,
  { operation = 'Initialize', timeoutMs = 20_000, signal }: SendOptions = {},
): Promise<CloudauthResult> {
  return interpretResponse(await one.call(operation, parameters, { timeoutMs, signal }), { sandbox: true });
}

/** Waits until the server sees a connection closed; the client may have opened another one by then. */
function connectionFreed(): Promise<void> {
  return eventually(() => emulator.connections.opened - emulator.connections.open === 1);
}

for (const { name, client: kind, needs: tool } of ADAPTERS) {
  describe(`The contract of ${name}`, needs(tool), () => {
    beforeEach(async () => {
      adapter = kind;
      emulator = await CloudauthEmulator.start({ accessKeys: [KEY, STS_KEY], maxHeadBytes: 128 * 1024 });
      client = open(emulator.url);
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await Promise.all(opened.splice(0).map((one) => one.close()));
      await Promise.all(servers.splice(0).map((one) => one.stop()));
      await emulator.stop();
    });

    fulfilsResponses();
    fulfilsConnections();
    fulfilsDeadline();
    fulfilsSignal();
    fulfilsCredentials();
    fulfilsParameters();

    it('names the library and its version', async () => {
      await send();

      expect(emulator.requests()[0]?.headers['user-agent']).toMatch(/nestjs-id-verification\/\d+\.\d+\.\d+/);
    });

    it('reads no environment variable', async () => {
      const nowhere = `http://127.0.0.1:${await closedPort()}`;
      for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, nowhere);
      for (const name of ['http_proxy', 'https_proxy', 'all_proxy']) vi.stubEnv(name, nowhere);
      vi.stubEnv('ALIBABA_CLOUD_USER_AGENT', MARK);
      vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', MARK);

      await send(open(emulator.url));

      expect(JSON.stringify(emulator.requests()[0]?.headers)).not.toContain(MARK);
    });
  });
}

function fulfilsResponses(): void {
  describe('a response', () => {
    it('yields the result of a success, in test mode', async () => {
      expect(await send()).toEqual({
        livemode: false,
        requestId: emulator.requests().at(-1)?.requestId,
        result: {
          TransactionId: emulator.transactions().at(-1)?.transactionId,
          TransactionUrl: emulator.transactions().at(-1)?.transactionUrl,
          Protocol: expect.any(String),
        },
      });
    });

    it.each(Object.entries(RETURN_CODES))(
      'is mapped by the table of return codes for the code %s',
      async (vendorCode, row) => {
        const message = `${MARK}: the vendor’s own text`;
        emulator.inject({ kind: 'vendorCode', code: vendorCode, httpStatus: row.vendorHttpStatus, message });

        expect(await failureOf(send())).toMatchObject({
          code: row.code,
          hint: row.hint,
          vendorCode,
          vendorHttpStatus: row.vendorHttpStatus,
          requestId: emulator.requests().at(-1)?.requestId,
        });
      },
    );

    it.each<[string, Fault, object]>([
      [
        'an unknown code',
        { kind: 'vendorCode', code: 'Un.Known' },
        { code: 'vendor_refused', vendorCode: 'Un.Known' },
      ],
      [
        'success with another code',
        { kind: 'okWithCode', code: 'InvalidParameter' },
        { code: 'parameters_refused' },
      ],
      ['throttling', { kind: 'throttling', retryAfterMs: 1_234 }, { code: 'throttled', retryAfterMs: 1_234 }],
      ['throttling without Retry-After', { kind: 'throttling' }, { code: 'throttled', retryAfterMs: 1_000 }],
      [
        'a gateway’s page',
        raw(502, `<html>${MARK}`, 'text/html'),
        { code: 'vendor_response_unreadable', vendorHttpStatus: 502 },
      ],
      ['an empty failure', raw(500, ''), { code: 'vendor_response_unreadable', vendorHttpStatus: 500 }],
      ['an empty refusal', raw(431, ''), { code: 'vendor_refused', vendorHttpStatus: 431 }],
      ['null for a refusal', raw(400, 'null'), { code: 'vendor_response_unreadable', vendorHttpStatus: 400 }],
      [
        'a list for a refusal',
        raw(403, '[1]'),
        { code: 'vendor_response_unreadable', vendorHttpStatus: 403 },
      ],
      [
        'too many requests without a code',
        raw(429, '{}'),
        { code: 'vendor_response_unreadable', vendorHttpStatus: 429 },
      ],
      ['an empty success', raw(200, ''), { code: 'vendor_response_unreadable', vendorHttpStatus: 200 }],
      ['null', raw(200, 'null'), { code: 'vendor_response_unreadable', vendorHttpStatus: 200 }],
      ['an empty list', raw(200, '[]'), { code: 'vendor_response_unreadable', vendorHttpStatus: 200 }],
      [
        'truncated JSON',
        raw(200, '{"Code":"Succ'),
        { code: 'vendor_response_unreadable', vendorHttpStatus: 200 },
      ],
      [
        'a redirect',
        { kind: 'redirect', location: '/?again' },
        { code: 'vendor_response_unreadable', vendorHttpStatus: 302 },
      ],
    ])('becomes a typed error after one request when it is %s', async (_, fault, expected) => {
      emulator.inject(fault);

      const error = await failureOf(send());

      expect(error).toMatchObject({ ...expected, requestId: emulator.requests().at(-1)?.requestId });
      expect(emulator.requests()).toHaveLength(1);
    });

    it('is decompressed when a gateway has compressed it', async () => {
      emulator.inject({ kind: 'gzipBody' });

      expect(await send()).toMatchObject({ result: { TransactionId: expect.any(String) } });
    });

    it('keeps numbers, booleans and unknown fields', async () => {
      emulator.inject({
        kind: 'mergeBody',
        body: { RequestId: 7, Result: { TransactionId: 42, Protocol: true, New: { list: [1] } }, Newer: 1 },
      });

      expect(await send()).toMatchObject({
        requestId: '7',
        result: { TransactionId: 42, Protocol: true, New: { list: [1] } },
      });
    });

    it.each([
      ['text', '{"faceQuality":67.12}'],
      ['an object', { faceQuality: 67.12 }],
      ['a list', [1, 2]],
    ])('keeps its verdict with an ExtFaceInfo that is %s', async (_, ExtFaceInfo) => {
      await send();
      const [{ transactionId = '', merchantBizId = '' } = {}] = emulator.transactions();
      emulator.finish(transactionId, { passed: 'Y' });
      emulator.inject({ kind: 'mergeBody', body: { Result: { ExtFaceInfo } } });

      const parameters = { MerchantBizId: merchantBizId, TransactionId: transactionId };
      const { result } = await send(client, parameters, { operation: 'CheckResult' });

      expect(result).toMatchObject({ Passed: 'Y', SubCode: '200', ExtFaceInfo });
    });

    it('is rejected in live mode when it is an emulator’s, refusals included', async () => {
      emulator.inject({ kind: 'vendorCode', code: 'InvalidParameter' });
      const response = await client.call('Initialize', INITIALIZE, { timeoutMs: 20_000 });

      expect(() => interpretResponse(response, { sandbox: false })).toThrow('An emulator responded');
    });
  });
}

function fulfilsConnections(): void {
  describe('a connection', () => {
    it.each<Fault['kind'] & ('resetBeforeResponse' | 'loseResponse' | 'cutBody' | 'resetInBody')>([
      'resetBeforeResponse',
      'loseResponse',
      'cutBody',
      'resetInBody',
    ])('rejects with vendor_unreachable when it breaks (%s), after one request', async (kind) => {
      await send();
      emulator.inject({ kind });

      const error = await failureOf(send());

      expect(error.code).toBe('vendor_unreachable');
      expect(error.message).toMatch(/\((ECONNRESET|UND_ERR_SOCKET)\)$/);
      expect(emulator.requests()).toHaveLength(2);
    });

    it('rejects with vendor_unreachable when it is refused', async () => {
      const error = await failureOf(send(open(`http://127.0.0.1:${await closedPort()}`)));

      expect(error).toMatchObject({ code: 'vendor_unreachable', retryable: true });
      expect(error.message).toContain('ECONNREFUSED');
    });

    it('rejects with vendor_unreachable when the name does not resolve', async () => {
      const error = await failureOf(send(open('https://no-such-host.invalid')));

      expect(error.message).toMatch(/^The vendor could not be reached \((ENOTFOUND|EAI_AGAIN)\)$/);
    });

    it('rejects with vendor_response_unreadable when the server sends no HTTP', async () => {
      const server = await serve((socket) => socket.end(`220 ${MARK} ESMTP\r\n`));

      const error = await failureOf(send(open(`http://127.0.0.1:${server.port}`)));

      expect(error.code).toBe('vendor_response_unreadable');
    });

    it.each([undefined, '0'])(
      'is refused with an untrusted certificate, with NODE_TLS_REJECT_UNAUTHORIZED=%s',
      async (value) => {
        vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', value);
        const server = await serve((socket) => socket.end(SUCCESS), { tls: true });

        const error = await failureOf(send(open(`https://localhost:${server.port}`)));

        expect(error.message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
      },
    );

    it('is accepted with a certificate in `http.ca`', async () => {
      const server = await serve((socket) => socket.end(SUCCESS), { tls: true });
      const one = open(`https://localhost:${server.port}`, { http: { ca: SELF_SIGNED.cert } });

      expect(await send(one)).toMatchObject({ requestId: 'R' });
    });
  });
}

function fulfilsDeadline(): void {
  describe('the deadline', () => {
    const delays: [string, Fault][] = [
      ['no response', { kind: 'hang' }],
      ['a slow head', { kind: 'slowHead', bytes: 1, intervalMs: 20 }],
      ['a dripping body', { kind: 'dripBody', bytes: 1, intervalMs: 20 }],
    ];

    it.each(delays)('times out a call with %s, not early, on a new connection', async (_, fault) => {
      emulator.inject(fault);

      const end = await endOf((timeoutMs) => send(client, INITIALIZE, { timeoutMs }));

      expect(end).toEqual({ isEarly: false, code: 'vendor_timeout' });
      await connectionFreed();
    });

    it.each(delays)('times out a call with %s, not early, on a reused connection', async (_, fault) => {
      await send();
      await toIdle();
      await send();
      await toIdle();
      emulator.inject(fault);

      const end = await endOf((timeoutMs) => send(client, INITIALIZE, { timeoutMs }));

      expect(end).toEqual({ isEarly: false, code: 'vendor_timeout' });

      const connections = emulator.requests().map(({ connectionId }) => connectionId);
      expect(new Set(connections).size).toBe(1);
      await connectionFreed();
    });

    it('times out a call whose TLS handshake hangs', async () => {
      const server = await serve(() => {});

      const one = open(`https://127.0.0.1:${server.port}`);

      const end = await endOf((timeoutMs) => send(one, INITIALIZE, { timeoutMs }));

      expect(end).toEqual({ isEarly: false, code: 'vendor_timeout' });
    });

    it('rejects with credentials_unavailable when the provider hangs', async () => {
      const one = open(emulator.url, { credentials: { getCredential: () => new Promise(() => {}) } });

      const end = await endOf((timeoutMs) => send(one, INITIALIZE, { timeoutMs }));

      expect(end).toEqual({ isEarly: false, code: 'credentials_unavailable' });
      expect(emulator.requests()).toEqual([]);
    });

    it('does not affect the next call', async () => {
      emulator.inject({ kind: 'hang' });
      await failureOf(send(client, INITIALIZE, { timeoutMs: 100 }));

      expect(await send()).toMatchObject({ livemode: false });
    });
  });
}

function fulfilsSignal(): void {
  describe('a signal', () => {
    it.each<[string, Fault]>([
      ['for its response', { kind: 'hang' }],
      ['for the rest of its response', { kind: 'dripBody', bytes: 1, intervalMs: 1_000 }],
    ])('aborts a call that waits %s, and frees its connection', async (_, fault) => {
      emulator.inject(fault);
      const abortController = new AbortController();
      const head = headReceived();
      const call = failureOf(send(client, INITIALIZE, { signal: abortController.signal, timeoutMs: 60_000 }));
      await eventually(() => emulator.requests().length === 1);
      if (fault.kind === 'dripBody') await head;

      abortController.abort(new Error(MARK));

      expect(await call).toMatchObject({ code: 'aborted', retryable: true });
      await connectionFreed();
    });

    it('prevents the request when it is already aborted', async () => {
      expect(await failureOf(send(client, INITIALIZE, { signal: AbortSignal.abort() }))).toMatchObject({
        code: 'aborted',
      });
      expect(emulator.requests()).toEqual([]);
    });

    it('keeps no listeners when it outlives its calls', async () => {
      const { signal } = new AbortController();
      const removed = vi.spyOn(signal, 'removeEventListener');
      const added = vi.spyOn(signal, 'addEventListener');

      await send(client, INITIALIZE, { signal });

      expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
    });
  });
}

function fulfilsCredentials(): void {
  describe('credentials', () => {
    it('are sent as static_ak for a static key pair', async () => {
      await send();

      expect(emulator.requests()[0]?.headers).toMatchObject({ 'x-acs-credentials-provider': 'static_ak' });
    });

    it('are sent as static_sts with a security token', async () => {
      const { id, secret, securityToken } = STS_KEY;
      await send(
        open(emulator.url, { credentials: { accessKeyId: id, accessKeySecret: secret, securityToken } }),
      );

      expect(emulator.requests()[0]?.headers).toMatchObject({ 'x-acs-credentials-provider': 'static_sts' });
    });

    it('are requested from a provider before every call', async () => {
      const first = { accessKeyId: KEY.id, accessKeySecret: KEY.secret, securityToken: '' };
      const { id, secret, securityToken } = STS_KEY;
      const second = { accessKeyId: id, accessKeySecret: secret, securityToken };
      const getCredential = vi
        .fn<() => Promise<typeof second>>(async () => second)
        .mockResolvedValueOnce(first);
      const one = open(emulator.url, { credentials: () => ({ getCredential }) });

      await send(one);
      await send(one);

      const [before, after] = emulator.requests().map(({ headers }) => headers);
      expect(before).toMatchObject({ 'x-acs-credentials-provider': 'custom' });
      expect(before).not.toHaveProperty('x-acs-security-token');
      expect(after).toMatchObject({ 'x-acs-security-token': STS_KEY.securityToken });
    });

    it('reject with credentials_unavailable when a provider fails, and nothing is sent', async () => {
      const getCredential = () => Promise.reject(new Error(`${MARK}: no role`));

      const error = await failureOf(send(open(emulator.url, { credentials: { getCredential } })));

      expect(error).toMatchObject({ code: 'credentials_unavailable', httpStatus: 503, retryable: true });
      expect(emulator.requests()).toEqual([]);
    });

    it('are refused by the vendor when they are wrong', async () => {
      const credentials = { accessKeyId: KEY.id, accessKeySecret: `${MARK}-wrong` };

      expect(await failureOf(send(open(emulator.url, { credentials })))).toMatchObject({
        code: 'signature_refused',
        vendorCode: 'SignatureDoesNotMatch',
      });
    });
  });
}

function fulfilsParameters(): void {
  describe('parameters', () => {
    it('arrive unchanged, with any content', async () => {
      const text = string({ unit: 'binary', minLength: 1, maxLength: 300 });
      await assertProperty(
        asyncProperty(text, text, async (user, token) => {
          const parameters = {
            ...INITIALIZE,
            MetaInfo: JSON.stringify({ [token]: user }),
            MerchantUserId: user,
            CallbackToken: token,
          };

          await send(client, parameters);

          expect(emulator.requests().at(-1)?.parameters).toEqual(parameters);
        }),
        { numRuns: bySuite({ quick: 20, all: 60 }) },
      );
    });

    it.each(['a+b %20 %', `it's (*all*) "here"!`, '\\u0000\\', '\u0000\r\n\t', '😀é\u200d', '='])(
      'arrive unchanged: %j',
      async (value) => {
        await send(client, { ...INITIALIZE, CallbackToken: value });

        expect(emulator.requests()[0]?.parameters['CallbackToken']).toBe(value);
      },
    );

    it('arrive unchanged up to the longest allowed query', async () => {
      const MetaInfo = JSON.stringify({ ua: 'é"'.repeat(60_000 / 15) });

      await send(client, { ...INITIALIZE, MetaInfo });

      expect(emulator.requests()[0]?.parameters['MetaInfo']).toBe(MetaInfo);
    });

    it('are sent when they are empty', async () => {
      await send(client, { ...INITIALIZE, CallbackToken: '' });

      expect(emulator.requests()[0]?.parameters).toMatchObject({ CallbackToken: '' });
    });

    it.each<[CloudauthOperation, Record<string, string>]>([
      ['CheckVerifyLog', { MerchantBizId: 'b1', TransactionId: 't1' }],
      ['DeleteVerifyResult', { TransactionId: 't1', DeleteAfterQuery: 'N' }],
      ['CheckResult', { MerchantBizId: 'b1', TransactionId: 't1', IsReturnImage: 'N' }],
      ['KeepaliveIntl', {}],
    ])('arrive for %s', async (operation, parameters) => {
      await client.call(operation, parameters, { timeoutMs: 20_000 });

      expect(emulator.requests()).toMatchObject([{ action: operation, verdict: 'admitted', parameters }]);
    });

    it('are sent in the body with a picture', async () => {
      await send(client, { ...INITIALIZE, FacePictureBase64: 'QUJD+/==' });

      expect(emulator.requests()[0]).toMatchObject({
        parameters: { FacePictureBase64: 'QUJD+/==' },
        bodyBytes: 'FacePictureBase64=QUJD%2B%2F%3D%3D'.length,
      });
    });

    it('arrive with irregular names', async () => {
      await send(client, { ...INITIALIZE, MRTDInput: '2', UseNFC: 'N', DocPageConfig: '["01"]' });

      expect(emulator.requests()[0]?.parameters).toMatchObject({
        MRTDInput: '2',
        UseNFC: 'N',
        DocPageConfig: '["01"]',
      });
    });
  });
}

/** Waits until a connection whose response has just been read is reusable. */
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

interface SendOptions {
  readonly operation?: CloudauthOperation;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

function raw(status: number, body: string, contentType?: string): Fault {
  return { kind: 'rawResponse', status, body, ...(contentType !== undefined && { contentType }) };
}
