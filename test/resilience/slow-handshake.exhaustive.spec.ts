import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createCloudauthClient } from 'nestjs-id-verification';
import { expect, it, onTestFinished } from 'vitest';
import { replaceResolver } from '../support/vendor/replace-resolver.js';

/**
 * A vendor whose queue of new connections is full while it is blocked: the kernel drops the first SYN, and accepts the
 * one that is sent a second later.
 */
const VENDOR = `
const net = require('node:net');
const body = '{"Code":"Success"}';
const response = 'HTTP/1.1 200 OK\\r\\nconnection: close\\r\\ncontent-length: ' + body.length + '\\r\\n\\r\\n' + body;
const server = net.createServer((socket) => {
  socket.on('error', () => undefined).on('data', () => socket.end(response));
});
server.listen({ host: '127.0.0.2', port: 0, backlog: 1 }, () => process.send(server.address().port));
process.on('message', () => {
  for (let n = 0; n < 2; n += 1) net.connect(server.address().port, '127.0.0.2').on('error', () => undefined);
  process.nextTick(() => {
    process.send('blocked');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
  });
});`;

it.skipIf(process.platform !== 'linux').each([
  ['one address', ['127.0.0.2']],
  ['a second address, of the other family and without a route', ['127.0.0.2', '2001:db8::1']],
])('A connection survives a lost SYN, whatever other addresses the name has: %s', async (_, addresses) => {
  const child = spawn(process.execPath, ['-e', VENDOR], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [port]: unknown[] = await once(child, 'message');
  replaceResolver(async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );
  const client = createCloudauthClient({
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
    endpoint: `http://slow.test:${String(port)}`,
    sandbox: true,
  });
  onTestFinished(() => client.close());
  child.send('block');
  await once(child, 'message');

  expect(await client.call('KeepaliveIntl', {}, { timeoutMs: 10_000 })).toMatchObject({ httpStatus: 200 });
});
