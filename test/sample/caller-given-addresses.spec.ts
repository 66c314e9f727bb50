import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { adapters } from '../support/runner/suite.js';

/** Counts who comes by, and hangs up. */
async function openTrap(): Promise<{ server: Server; port: number; visitors: () => number }> {
  let visitors = 0;
  const server = createServer((socket) => {
    visitors += 1;
    socket.destroy();
  }).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, port, visitors: () => visitors };
}

describe.each(adapters())('An address that a caller gives, on %s,', (adapter) => {
  let sample: RunningApplication;
  let trap: Awaited<ReturnType<typeof openTrap>>;
  beforeAll(async () => {
    trap = await openTrap();
    sample = await application().on(adapter).receivingCallbacks().start();
  });
  afterAll(async () => {
    await sample.stop();
    trap.server.close();
  });

  it.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f000001', '2130706433'])(
    'is never opened by the application, wherever it stands: %s',
    async (host) => {
      const address = `https://${host}:${trap.port}/latest/meta-data`;
      const headers = { 'x-forwarded-host': `${host}:${trap.port}`, referer: address, origin: address };
      const { status, body } = await sample.call('/verifications', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${SANDBOX.apiKey}`,
          'content-type': 'application/json',
          ...headers,
        },
        body: JSON.stringify({
          merchantUserId: address,
          metaInfo: JSON.stringify({ deviceType: 'h5', url: address }),
          callbackUrl: address,
          callbackToken: address,
        }),
      });
      const { merchantBizId, transactionId } = body;
      expect(status).toBe(201);
      sample.emulator.finish(String(transactionId), { passed: 'Y' });
      const checked = await sample.send('POST', `/verifications/${String(merchantBizId)}/check`);
      await sample.send('DELETE', `/verifications/${String(merchantBizId)}`);

      expect(checked.body['status']).toBe('PASSED');
      expect(trap.visitors()).toBe(0);
    },
  );

  it('is detected when it is called', async () => {
    await once(connect(trap.port, '127.0.0.1'), 'close');
    expect(trap.visitors()).toBe(1);
  });
});
