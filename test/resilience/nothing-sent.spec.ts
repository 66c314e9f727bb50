import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createCloudauthClient, type ClientOptions, type CloudauthClient } from 'nestjs-id-verification';
import { afterEach, describe, expect, it } from 'vitest';
import { replaceResolver } from '../support/vendor/replace-resolver.js';
import { failureOf } from '../support/vendor/client-failure.js';
import { closedPort, httpResponse } from '../support/vendor/client-raw-server.js';
import { SELF_SIGNED } from '../support/vendor/client-tls.js';

const DEADLINE_MS = 400;
const LONG_MS = 20_000;
const credentials = { accessKeyId: 'id', accessKeySecret: 'secret' };

const toStop: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of toStop.splice(0).toReversed()) await stop();
});

/** A server at the level of TCP, with everything that it received. */
async function listen(onConnection: (socket: Socket) => void): Promise<{ port: number; received(): string }> {
  let received = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('data', (data) => (received += data.toString('latin1')));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  toStop.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, received: () => received };
}

function open(endpoint: string, options: Partial<ClientOptions> = {}): CloudauthClient {
  const client = createCloudauthClient({ credentials, endpoint, sandbox: true, ...options });
  toStop.push(() => client.close());
  return client;
}

const initialize = (client: CloudauthClient, timeoutMs = LONG_MS, signal?: AbortSignal) =>
  client.call('Initialize', { MerchantBizId: 'one' }, { timeoutMs, signal });

const once = (act: (socket: Socket) => void) => (socket: Socket) =>
  void socket.once('data', () => act(socket));

/** An alert record of TLS: fatal, with this description (RFC 8446, 6.2). */
const alert = (description: number) => Buffer.from([0x15, 3, 3, 0, 2, 2, description]);

/** What can happen to a connection before TLS is established. */
const HANDSHAKES: readonly [string, (socket: Socket) => void][] = [
  ['FIN after accept', (socket) => socket.end()],
  ['RST after accept', (socket) => socket.resetAndDestroy()],
  ['FIN after ClientHello', once((socket) => socket.end())],
  ['RST after ClientHello', once((socket) => socket.resetAndDestroy())],
  ['alert handshake_failure', once((socket) => socket.end(alert(40)))],
  ['alert protocol_version', once((socket) => socket.end(alert(70)))],
  ['alert unrecognized_name', once((socket) => socket.end(alert(112)))],
  [
    'alert internal_error, then RST',
    once((socket) => socket.write(alert(80), () => socket.resetAndDestroy())),
  ],
  ['HTTP on the port of TLS', once((socket) => socket.end(httpResponse(400, 'plain HTTP')))],
  ['half a ServerHello', once((socket) => socket.end(Buffer.from([0x16, 3, 3, 0, 80, 2, 0, 0, 76, 3, 3])))],
  ['bytes that are no protocol', (socket) => socket.end(Buffer.alloc(64, 0xff))],
];

describe('A failure before the first byte of a request is marked as nothing sent:', () => {
  const NOTHING_SENT = { code: 'vendor_unreachable', nothingSent: true };

  it('TCP connection refused', async () => {
    expect(await failureOf(initialize(open(`http://127.0.0.1:${await closedPort()}`)))).toMatchObject(
      NOTHING_SENT,
    );
  });

  it.each(HANDSHAKES)('TLS handshake: %s', async (_, onConnection) => {
    const server = await listen(onConnection);
    const client = open(`https://127.0.0.1:${server.port}`, { http: { ca: SELF_SIGNED.cert } });

    expect(await failureOf(initialize(client))).toMatchObject(NOTHING_SENT);
    expect(server.received()).not.toContain('x-acs');
  });

  it.each<[string, LookupAddress[] | Error]>([
    ['no address', []],
    ['an unknown name', Object.assign(new Error('not found'), { code: 'ENOTFOUND' })],
    ['no resolver', Object.assign(new Error('try again'), { code: 'EAI_AGAIN' })],
    ['a failure without a code', new Error('broken')],
    [
      'addresses that refuse, of both families',
      [
        { address: '127.0.0.9', family: 4 },
        { address: '::1', family: 6 },
      ],
    ],
  ])('DNS: %s', async (_, resolved) => {
    replaceResolver(async () => {
      if (resolved instanceof Error) throw resolved;
      return resolved;
    });
    const client = open(`http://vendor.test:${await closedPort()}`);

    expect(await failureOf(initialize(client))).toMatchObject(NOTHING_SENT);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['407', once((socket) => socket.end(httpResponse(407, '')))],
    ['403 with a page', once((socket) => socket.end(httpResponse(403, '<html>blocked</html>')))],
    ['502', once((socket) => socket.end(httpResponse(502, '')))],
    ['FIN in place of a response', once((socket) => socket.end())],
    ['RST in place of a response', once((socket) => socket.resetAndDestroy())],
    ['a response that is not HTTP', once((socket) => socket.end('nonsense\r\n\r\n'))],
    ['200, then FIN in the handshake', once((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))],
  ])('CONNECT of a proxy: %s', async (_, onConnection) => {
    const proxy = await listen(onConnection);
    const client = open('https://vendor.test', { http: { proxy: `http://127.0.0.1:${proxy.port}` } });

    expect(await failureOf(initialize(client))).toMatchObject(NOTHING_SENT);
    expect(proxy.received()).toMatch(/^CONNECT vendor\.test:443 /);
  });

  it.each<[string, () => Promise<CloudauthClient>]>([
    [
      'a handshake without an end',
      async () => open(`https://127.0.0.1:${(await listen(() => undefined)).port}`),
    ],
    [
      'a proxy that is silent',
      async () => {
        const { port } = await listen(() => undefined);
        return open('https://vendor.test', { http: { proxy: `http://127.0.0.1:${port}` } });
      },
    ],
    [
      'a resolver that is silent',
      async () => {
        replaceResolver(() => new Promise(() => undefined));
        return open('http://vendor.test');
      },
    ],
    [
      'a wait for a connection',
      async () => {
        const { port } = await listen(() => undefined);
        const client = open(`http://127.0.0.1:${port}`, { http: { maxConnections: 1 } });
        void initialize(client).catch(() => undefined);
        return client;
      },
    ],
  ])('deadline or abort during %s', async (_, clientOf) => {
    const client = await clientOf();
    const late = await failureOf(initialize(client, DEADLINE_MS));
    const controller = new AbortController();
    const aborted = failureOf(initialize(client, LONG_MS, controller.signal));
    controller.abort();

    expect(['vendor_timeout', 'vendor_unreachable']).toContain(late.code);
    expect(late.nothingSent).toBe(true);
    expect(await aborted).toMatchObject({ code: 'aborted', nothingSent: true });
  });
});

describe('A failure after the first byte of a request is not marked:', () => {
  it.each<[string, (socket: Socket) => void, number]>([
    ['RST after the request', once((socket) => socket.resetAndDestroy()), LONG_MS],
    ['FIN after the request', once((socket) => socket.end()), LONG_MS],
    ['no response', () => undefined, DEADLINE_MS],
    ['half a response', once((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-le')), DEADLINE_MS],
  ])('%s', async (_, onConnection, timeoutMs) => {
    const server = await listen(onConnection);

    const error = await failureOf(initialize(open(`http://127.0.0.1:${server.port}`), timeoutMs));

    expect(error.nothingSent).toBe(false);
    expect(server.received()).toContain('x-acs');
  });

  it('on a connection that was used before', async () => {
    let requests = 0;
    const server = await listen((socket) =>
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write(httpResponse(200, '{"Code":"Success"}'));
        else socket.resetAndDestroy();
      }),
    );
    const client = open(`http://127.0.0.1:${server.port}`);
    await initialize(client);

    expect((await failureOf(initialize(client))).nothingSent).toBe(false);
  });
});
