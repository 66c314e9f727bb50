import { createServer, type Server } from 'node:https';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CloudauthEmulator } from 'cloudauth-emulator';
import {
  IdVerificationConfigurationError,
  type CloudauthResponse,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import { TestClock } from 'nestjs-id-verification/testing';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startProxy } from '../support/vendor/client-proxy.js';
import { SELF_SIGNED } from '../support/vendor/client-tls.js';
import { newRequest } from '../support/conformance/request.js';
import { freePort } from '../support/http/free-port.js';
import { success } from '../support/vendor/gated-client.js';
import type { Host } from '../support/host/host-module.js';
import {
  ACCESS_KEY,
  emulatorOptions,
  HASH_KEY,
  startLibraryHost,
  UNGUARDED,
} from '../support/host/library-host.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { LevelledLog } from '../support/host/verdict-log.js';

const MINUTE_S = 60;

describe('At boot', () => {
  let database: TestDatabase;
  let log: LevelledLog;
  const hosts: Host[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('boot_checks');
  });
  beforeEach(() => {
    log = new LevelledLog();
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.close();
  });
  afterAll(() => database.drop());

  async function boot(options: Partial<IdVerificationModuleOptions>, clock = new TestClock()): Promise<Host> {
    const all = { ...emulatorOptions('http://127.0.0.1:1'), ...UNGUARDED, ...options };
    const host = await startLibraryHost(database.url, all, { clock, log });
    hosts.push(host);
    return host;
  }

  describe('the clock check', () => {
    let aheadS = 0;
    const clock = new TestClock();
    const client = {
      async call(): Promise<CloudauthResponse> {
        const date = new Date(clock.now().getTime() - aheadS * 1_000).toUTCString();
        return { ...success(`t${aheadS}-${clock.now().getTime()}`), headers: { date } };
      },
      async close(): Promise<void> {},
    };

    async function startWhileAhead(host: Host, seconds: number): Promise<void> {
      aheadS = seconds;
      clock.advance(1_000);
      await host.service.initialize(newRequest());
    }

    const clockEvents = () =>
      log.lines.filter(({ text }) => text.startsWith('clock_')).map(({ level, text }) => `${level} ${text}`);

    it.each([
      [59, []],
      [-59, []],
      [62, [expect.stringMatching(/^warn clock_skewed seconds=62 hint=.*NTP/)]],
      [-62, [expect.stringMatching(/^warn clock_skewed seconds=-62 /)]],
      [6 * MINUTE_S, [expect.stringMatching(/^error clock_skewed seconds=360 /)]],
    ])('logs a skew of %i seconds according to the limits', async (seconds, lines) => {
      const host = await boot({ client }, clock);

      await startWhileAhead(host, seconds);

      expect(clockEvents()).toEqual(lines);
    });

    it('logs again only when the severity changes', async () => {
      const host = await boot({ client }, clock);

      for (const seconds of [0, 70, 80, 400, 500, 0, 0]) await startWhileAhead(host, seconds);

      expect(clockEvents().map((line) => line.split(' hint=')[0])).toEqual([
        'warn clock_skewed seconds=70',
        'error clock_skewed seconds=400',
        'log clock_correct seconds=0',
      ]);
    });

    it('logs once while the skew varies around a limit', async () => {
      const host = await boot({ client }, clock);

      for (const seconds of [62, 59, 62, 51, 62, 49]) await startWhileAhead(host, seconds);

      expect(clockEvents().map((line) => line.split(' hint=')[0])).toEqual([
        'warn clock_skewed seconds=62',
        'log clock_correct seconds=49',
      ]);
    });

    it('reads the Date header of a refusal as well', async () => {
      const emulator = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY] });
      const host = await boot({ endpoint: emulator.url }, clock);

      await expect(host.service.initialize(newRequest())).rejects.toMatchObject({
        vendorCode: 'InvalidTimeStamp.Expired',
      });
      await emulator.stop();

      expect(clockEvents()).toEqual([expect.stringMatching(/^error clock_skewed /)]);
    });
  });

  describe('the reachability check of the callback URL', () => {
    let server: Server;
    let status: number;
    let headers: Record<string, string>;
    const requests: (string | undefined)[] = [];

    beforeEach(async () => {
      requests.length = 0;
      status = 200;
      headers = { 'id-verification-callback': '1' };
      server = createServer(SELF_SIGNED, (request, httpResponse) => {
        requests.push(request.url);
        httpResponse.writeHead(status, headers).end('OK');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterEach(() => new Promise((resolve) => server.close(resolve)));

    function url(): string {
      const address = server.address();
      return `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/callback`;
    }

    /** Live mode, which checks the callback URL; the vendor is never called. */
    async function bootWith(
      callbackUrl: string,
      { sandbox = false, proxy }: { sandbox?: boolean; proxy?: string } = {},
    ): Promise<TestClock> {
      const clock = new TestClock();
      const callback = { url: callbackUrl, keys: [HASH_KEY] };
      const http = { ca: SELF_SIGNED.cert, ...(proxy !== undefined && { proxy }) };
      await boot({ endpoint: 'https://127.0.0.1:1', sandbox, callback, http }, clock);
      return clock;
    }

    const warnings = () => log.events('warn', 'callback_unreachable');

    it('runs once after the application had time to listen, and logs nothing on success', async () => {
      const clock = await bootWith(url());
      expect(requests).toEqual([]);

      clock.advance(5_000);

      await expect.poll(() => requests).toEqual(['/callback']);
      await Promise.all(hosts.splice(0).map((host) => host.close()));
      expect(warnings()).toEqual([]);
    });

    it.each([
      [404, '404'],
      [302, '302'],
      [503, '503'],
      [200, 'another_page'],
    ])('logs a warning for HTTP status %i without the header of the route', async (wrong, found) => {
      status = wrong;
      headers = { location: '/elsewhere' };

      (await bootWith(url())).advance(5_000);

      await expect
        .poll(warnings)
        .toEqual([expect.stringMatching(`^callback_unreachable found=${found} hint=.*callback.url`)]);
      expect(requests).toEqual(['/callback']);
    });

    it('logs the error code but not the URL when the connection fails', async () => {
      const clock = await bootWith(`https://127.0.0.1:${await freePort()}/secret-path`);

      clock.advance(5_000);

      await expect.poll(warnings).toEqual([expect.stringContaining('found=ECONNREFUSED')]);
      expect(warnings().join('')).not.toContain('secret-path');
    });

    it('uses the proxy of vendor calls', async () => {
      const proxy = await startProxy();
      const clock = await bootWith(url(), { proxy: `http://127.0.0.1:${proxy.port}` });

      clock.advance(5_000);

      await expect.poll(() => requests).toEqual(['/callback']);
      expect(proxy.tunnels.map(({ target }) => target)).toEqual([new URL(url()).host]);
      await proxy.stop();
    });

    it('is skipped in sandbox mode', async () => {
      (await bootWith(url(), { sandbox: true })).advance(60_000);

      await Promise.all(hosts.splice(0).map((host) => host.close()));

      expect(requests).toEqual([]);
    });
  });

  it('logs a failing credentials provider, and still boots', async () => {
    const host = await boot({
      credentials: {
        async getCredential() {
          throw Object.assign(new Error('secret address'), { code: 'ENOTFOUND' });
        },
      },
    });

    await expect
      .poll(() => log.events('warn', 'credentials_unavailable'))
      .toEqual([expect.stringMatching(/\(ENOTFOUND\).*hint=.*getCredential/)]);
    await expect(host.service.get('nothing')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('ignores a credentials provider that fails after close', async () => {
    let fail = (): void => undefined;
    const response = new Promise<never>((_, reject) => {
      fail = () => reject(new Error('no role'));
    });
    const host = await boot({ credentials: { getCredential: () => response } });

    await host.close();
    fail();
    await nextTurn();

    expect(log.events('warn', 'credentials_unavailable')).toEqual([]);
  });

  it.each([
    ['id_verification', 'metadata'],
    ['id_verification_handler', 'outcomes'],
    ['id_verification_delivery', 'attempts'],
    ['id_verification_erasure', 'state'],
    ['id_verification_rate_limit', 'permits'],
  ])(
    'rejects table %s of an earlier release without column %s, and names the migration command',
    async (table, column) => {
      await boot({});
      const connection = new Client({ connectionString: database.url });
      await connection.connect();
      await connection.query(`ALTER TABLE ${table} RENAME COLUMN ${column} TO not_there_yet`);

      const refusal = await boot({}).catch((error: unknown) => error);

      await connection.query(`ALTER TABLE ${table} RENAME COLUMN not_there_yet TO ${column}`);
      await connection.end();
      expect(refusal).toBeInstanceOf(IdVerificationConfigurationError);
      expect(String(refusal)).toContain('out of date. Call migrateIdVerification(dataSource)');
    },
  );
});
