import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/clock.js';
import { resolveOptions } from '../options/resolved-options.js';
import { startWireRecorder } from '../testing/wire-recorder.fixture.js';
import { CloudauthService } from './cloudauth.service.js';
import { openCloudauthClient } from './create-cloudauth-client.js';

function serviceFor(endpoint: string): CloudauthService {
  const options = resolveOptions(
    {
      credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
      hashKeys: [{ id: 'k1', secret: 's'.repeat(32) }],
      sandbox: true,
      callTimeoutMs: 200,
      endpoint,
    },
    'default',
  );
  return new CloudauthService(openCloudauthClient(options, systemClock), options);
}

describe('the vendor’s operations', () => {
  let recorder: Awaited<ReturnType<typeof startWireRecorder>>;
  beforeEach(async () => {
    recorder = await startWireRecorder();
  });
  afterEach(() => recorder.stop());

  it('do not take success without a TransactionId for a start', async () => {
    const service = serviceFor(recorder.url.origin);

    await expect(service.initialize({})).rejects.toMatchObject({
      code: 'vendor_answer_unreadable',
      vendorCode: 'Success',
      requestId: 'R',
    });

    await service.onApplicationShutdown();
  });

  it('take no longer than `callTimeoutMs`', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const service = serviceFor(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const start = performance.now();

    await expect(service.initialize({})).rejects.toMatchObject({ code: 'vendor_timeout' });

    expect(performance.now() - start).toBeGreaterThan(195);
    await service.onApplicationShutdown();
    silent.close();
  });
});
