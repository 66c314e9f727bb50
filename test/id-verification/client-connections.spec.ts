import { setImmediate as nextTurn } from 'node:timers/promises';
import { CloudauthEmulator, type EmulatorOptions } from 'cloudauth-emulator';
import {
  createCloudauthClient,
  IdVerificationConfigurationError,
  IdVerificationValidationError,
  type ClientOptions,
  type CloudauthResponse,
  type CloudauthClient,
} from 'nestjs-id-verification';
import { afterEach, describe, expect, it } from 'vitest';
import { endOf, failureOf, MARK } from '../support/vendor/client-failure.js';
import { startProxy } from '../support/vendor/client-proxy.js';
import { httpResponse, startRawServer } from '../support/vendor/client-raw-server.js';
import { SELF_SIGNED } from '../support/vendor/client-tls.js';
import { eventually } from '../support/runner/eventually.js';
import * as standIn from '../support/vendor/cloudauth-intl-stand-in.js';

const KEY = { id: 'LTAI-test', secret: 'test-secret' };
const credentials = { accessKeyId: KEY.id, accessKeySecret: KEY.secret };

/** A timeout that none of these calls reaches. */
const LONG_MS = 20_000;

const toStop: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of toStop.splice(0).toReversed()) await stop();
});

async function startEmulator(options: Partial<EmulatorOptions> = {}): Promise<CloudauthEmulator> {
  const emulator = await CloudauthEmulator.start({ accessKeys: [KEY], ...options });
  toStop.push(() => emulator.stop());
  return emulator;
}

async function serve(...options: Parameters<typeof startRawServer>): ReturnType<typeof startRawServer> {
  const server = await startRawServer(...options);
  toStop.push(() => server.stop());
  return server;
}

async function proxyWith(options: Parameters<typeof startProxy>[0]): ReturnType<typeof startProxy> {
  const proxy = await startProxy(options);
  toStop.push(() => proxy.stop());
  return proxy;
}

function open(endpoint: string, options: Partial<ClientOptions> = {}): CloudauthClient {
  const client = createCloudauthClient({ credentials, endpoint, sandbox: true, ...options });
  toStop.push(() => client.close());
  return client;
}

function keepalive(
  client: CloudauthClient,
  timeoutMs = LONG_MS,
  signal?: AbortSignal,
): Promise<CloudauthResponse> {
  return client.call('KeepaliveIntl', {}, { timeoutMs, signal });
}

function problemsOf(options: object): readonly string[] {
  try {
    createCloudauthClient({ credentials, ...options });
  } catch (error) {
    if (error instanceof IdVerificationConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('`http.maxConnections`', () => {
  it('limits the connections of a burst, and no call is refused', async () => {
    const emulator = await startEmulator();
    emulator.inject({ kind: 'latency', ms: 20, times: 'forever' });
    const client = open(emulator.url, { http: { maxConnections: 4 } });

    const responses = await Promise.all(Array.from({ length: 20 }, () => keepalive(client)));

    expect(responses.map(({ httpStatus }) => httpStatus)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(emulator.connections.opened).toBe(4);
  });

  it('times out a waiting call at its deadline, and costs the others no connection', async () => {
    const server = await heldServer();
    const client = open(server.url, { http: { maxConnections: 1 } });
    const busy = keepalive(client);
    await eventually(() => server.requests() === 1);

    const error = await failureOf(keepalive(client, 100));

    expect(error.code).toBe('vendor_timeout');
    server.release();
    await busy;
    await keepalive(client);
    expect(server.opened()).toBe(1);
    expect(server.requests()).toBe(2);
  });

  it('never sends a waiting call that is aborted', async () => {
    const server = await heldServer();
    const client = open(server.url, { http: { maxConnections: 1 } });
    const abortController = new AbortController();
    const busy = keepalive(client);
    const waiting = failureOf(keepalive(client, LONG_MS, abortController.signal));

    abortController.abort();

    expect((await waiting).code).toBe('aborted');
    server.release();
    await busy;
    expect(server.requests()).toBe(1);
  });

  /** A vendor whose responses are held until the test releases them. */
  async function heldServer() {
    let requests = 0;
    let release = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => {
      release = resolve;
    });
    const server = await serve(async (socket) => {
      requests += 1;
      await isHeld;
      socket.write(httpResponse(200, '{"Code":"Success"}'));
    });
    return {
      url: `http://127.0.0.1:${server.port}`,
      release,
      opened: () => server.connections.opened,
      requests: () => requests,
    };
  }
});

describe('`http.keepAliveMs`', () => {
  /** The idle time after which the client closes a connection to a server that keeps it open and announces a timeout. */
  async function keptBy(keepAliveMs: number, announcedSeconds?: number): Promise<number> {
    const headers =
      announcedSeconds === undefined ? undefined : { 'Keep-Alive': `timeout=${announcedSeconds}` };
    const server = await serve((socket) => socket.write(httpResponse(200, '{"Code":"Success"}', headers)));
    const client = open(`http://127.0.0.1:${server.port}`, { http: { keepAliveMs } });
    const start = performance.now();
    await keepalive(client);
    await eventually(() => server.connections.open === 0);
    return performance.now() - start;
  }

  it('limits the idle time of a connection, shorter only if the server announces less', async () => {
    const [unannounced, longer] = await Promise.all([
      keptBy(1_000),
      keptBy(1_000, 3_600),
      // The client closes before the server does, so that no call uses a connection that is being closed.
      keptBy(600_000, 3),
    ]);

    expect(unannounced).toBeGreaterThan(900);
    expect(longer).toBeGreaterThan(900);
  });

  it('keeps a connection for the next call', async () => {
    const emulator = await startEmulator();
    const client = open(emulator.url);

    for (let call = 0; call < 3; call += 1) {
      await keepalive(client);
      await nextTurn();
    }

    expect(emulator.connections.opened).toBe(1);
  });
});

describe('`http.proxy`', () => {
  const userAndPassword = `user:p@ss/${MARK}`;
  const encoded = `user:${encodeURIComponent(`p@ss/${MARK}`)}`;

  it('tunnels every call', async () => {
    const [emulator, proxy] = [await startEmulator(), await proxyWith({})];
    const client = open(emulator.url, { http: { proxy: `http://127.0.0.1:${proxy.port}` } });

    expect(await keepalive(client)).toMatchObject({ httpStatus: 200 });
    expect(proxy.tunnels).toEqual([{ target: new URL(emulator.url).host, authorization: undefined }]);
  });

  it.each([
    ['a user and a password', userAndPassword, encoded],
    ['a password only', ':secret', ':secret'],
    ['a user only', 'user:', 'user'],
    ['a user and an empty password', 'user:', 'user:'],
  ])('receives %s', async (_, expected, userInfo) => {
    const [emulator, proxy] = [await startEmulator(), await proxyWith({ userAndPassword: expected })];
    const client = open(emulator.url, { http: { proxy: `http://${userInfo}@127.0.0.1:${proxy.port}` } });

    expect(await keepalive(client)).toMatchObject({ httpStatus: 200 });
  });

  it('rejects with vendor_unreachable when it refuses, without the password in the error', async () => {
    const [emulator, proxy] = [await startEmulator(), await proxyWith({ userAndPassword: 'other:user' })];
    const client = open(emulator.url, {
      http: { proxy: `http://${encoded}@127.0.0.1:${proxy.port}` },
    });

    expect((await failureOf(keepalive(client))).message).toContain('(PROXY_RESPONDED_407)');
    expect(emulator.requests()).toEqual([]);
  });

  it('accepts TLS if `ca` contains its certificate', async () => {
    const [emulator, proxy] = [await startEmulator(), await proxyWith({ tls: true })];
    const http = { proxy: `https://localhost:${proxy.port}` };

    const trusting = open(emulator.url, { http: { ...http, ca: SELF_SIGNED.cert } });
    expect(await keepalive(trusting)).toMatchObject({ httpStatus: 200 });

    const distrusting = open(emulator.url, { http });
    expect((await failureOf(keepalive(distrusting))).message).toContain('SELF_SIGNED');
  });

  it('presents a certificate for its own name, not for the vendor’s', async () => {
    const [emulator, proxy] = [await startEmulator(), await proxyWith({ tls: true, leadsTo: '127.0.0.1' })];
    const vendor = `http://vendor.test:${new URL(emulator.url).port}`;
    const throughName = { proxy: `https://localhost:${proxy.port}`, ca: SELF_SIGNED.cert };
    const throughAddress = { proxy: `https://127.0.0.1:${proxy.port}`, ca: SELF_SIGNED.cert };

    expect(await keepalive(open(vendor, { http: throughName }))).toMatchObject({ httpStatus: 200 });
    expect(await keepalive(open(vendor, { http: throughAddress }))).toMatchObject({ httpStatus: 200 });
  });

  it('is called once when it closes the connection', async () => {
    const closing = await serve((socket) => socket.destroy());
    const client = open('http://127.0.0.1:1', { http: { proxy: `http://127.0.0.1:${closing.port}` } });

    expect((await failureOf(keepalive(client))).code).toBe('vendor_unreachable');
    await client.close();
    expect(closing.connections.opened).toBe(1);
  });

  it('lets the call time out when it never responds', async () => {
    const silent = await serve(() => {});
    const client = open('http://127.0.0.1:1', { http: { proxy: `http://127.0.0.1:${silent.port}` } });

    const end = await endOf((timeoutMs) => keepalive(client, timeoutMs));

    expect(end).toEqual({ code: 'vendor_timeout', isEarly: false });
  });

  it('receives only the target of a call, and cannot impersonate the vendor', async () => {
    const received: string[] = [];
    const server = await serve((socket) => socket.end(httpResponse(200, '{"Code":"Success"}')), {
      tls: true,
    });
    const proxy = await proxyWith({});
    const watching = await serve((socket, text) => {
      received.push(text);
      socket.destroy();
    });
    const through = (port: number, ca?: string): CloudauthClient =>
      open(`https://localhost:${server.port}`, {
        http: { proxy: `http://127.0.0.1:${port}`, ...(ca !== undefined && { ca }) },
      });

    expect(await keepalive(through(proxy.port, SELF_SIGNED.cert))).toMatchObject({ httpStatus: 200 });
    expect((await failureOf(keepalive(through(proxy.port)))).message).toContain('SELF_SIGNED');
    await failureOf(keepalive(through(watching.port)));
    expect(received.join('')).toMatch(/^CONNECT localhost:\d+ HTTP\/1\.1\r\n/);
    expect(received.join('')).not.toContain('x-acs');
  });

  it.each([
    'proxy.example.com:3128',
    'socks5://proxy.example.com',
    `http://${MARK}:%zz@proxy.example.com`,
    `http://proxy.example.com/${MARK}`,
    `http://proxy.example.com?${MARK}`,
    '',
    3128,
  ])('is rejected at boot when it is %j, without its value in the error', (proxy) => {
    const problems = problemsOf({ http: { proxy } });

    expect(problems).toEqual([expect.stringContaining('`http.proxy` must be http://host:port')]);
    expect(problems.join('')).not.toContain(MARK);
  });
});

describe('the native client', () => {
  it('stops reading a response beyond the maximum size', async () => {
    const piece = 'x'.repeat(1024 * 1024);
    const server = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const send = (): boolean =>
        socket.writable && socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`, () => send());
      send();
    });

    const error = await failureOf(keepalive(open(`http://127.0.0.1:${server.port}`)));

    expect(error.code).toBe('vendor_response_unreadable');
    await eventually(() => server.connections.open === 0);
  });

  it('skips a status 100 that a server sends unasked, and keeps the connection', async () => {
    const server = await serve((socket) =>
      socket.write(`HTTP/1.1 100 Continue\r\n\r\n${httpResponse(200, '{"Code":"Success"}')}`),
    );
    const client = open(`http://127.0.0.1:${server.port}`);

    for (let call = 0; call < 3; call += 1) {
      expect(await keepalive(client)).toMatchObject({ httpStatus: 200, body: { Code: 'Success' } });
      await nextTurn();
    }

    expect(server.connections.opened).toBe(1);
  });

  it('closes all connections on close', async () => {
    const emulator = await startEmulator();
    emulator.inject({ kind: 'hang' });
    const client = open(emulator.url);
    const underWay = failureOf(keepalive(client));
    await eventually(() => emulator.requests().length === 1);

    await client.close();

    expect((await underWay).code).toBe('vendor_unreachable');
    await eventually(() => emulator.connections.open === 0);
    expect((await failureOf(keepalive(client))).code).toBe('vendor_unreachable');
  });
});

describe('the sdk client', () => {
  const sdk = { client: { sdk: standIn } };

  it('does not send an Initialize with a parameter that its version drops', async () => {
    const emulator = await startEmulator();
    const parameters = { MetaInfo: `{"ua":"${MARK}"}`, LaterParameter: MARK };

    const error = await failureOf(
      open(emulator.url, sdk).call('Initialize', parameters, { timeoutMs: LONG_MS }),
    );

    expect(error).toBeInstanceOf(IdVerificationValidationError);
    expect(error.message).toContain('LaterParameter is not a parameter that the installed');
    expect(emulator.requests()).toEqual([]);
  });

  it('keeps concurrent calls apart', async () => {
    const emulator = await startEmulator();
    emulator.inject({ kind: 'latency', ms: { min: 0, max: 30 }, times: 'forever' });
    const client = open(emulator.url, sdk);
    const ids = Array.from({ length: 30 }, (_, index) => `b${index}`);

    const responses = await Promise.all(
      ids.map((id) =>
        client.call('CheckResult', { MerchantBizId: id, TransactionId: id }, { timeoutMs: LONG_MS }),
      ),
    );

    const bizIdOf = new Map(
      emulator.requests().map((one) => [one.requestId, one.parameters['MerchantBizId']]),
    );
    expect(responses.map(({ body }) => bizIdOf.get(String(body?.['RequestId'])))).toEqual(ids);
    expect(responses.map(({ headers }) => bizIdOf.get(String(headers['x-acs-request-id'])))).toEqual(ids);
  });

  it('requires its package, and names the install command at boot', () => {
    const problems = problemsOf({ client: 'sdk' });

    // No problem is reported where the package is installed.
    expect(
      problems.length === 0 || problems.join('').includes('npm install @alicloud/cloudauth-intl20220809'),
    ).toBe(true);
  });

  it.each([
    { maxConnections: 8 },
    { keepAliveMs: 5_000 },
    { warmUp: 2 },
    { keepAlivePingMs: 5_000 },
    { proxy: 'http://127.0.0.1:1' },
  ])('rejects %j, which has no effect there', (http) => {
    expect(problemsOf({ ...sdk, http })).toEqual([
      expect.stringContaining('has no effect with the vendor’s SDK'),
    ]);
  });
});

describe('createCloudauthClient', () => {
  it('rejects an unknown option', () => {
    expect(problemsOf({ hashKeys: [] })).toEqual([expect.stringContaining('`hashKeys` is not an option')]);
  });
});
