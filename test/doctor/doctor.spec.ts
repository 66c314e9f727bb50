import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudauthEmulator, type EmulatorOptions, type Fault } from 'cloudauth-emulator';
import { migrateIdVerification } from 'nestjs-id-verification';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closedPort } from '../support/vendor/client-raw-server.js';
import { SELF_SIGNED } from '../support/vendor/client-tls.js';
import { DoctorProcess } from '../support/process/doctor-process.js';
import { runNode, type ProgramEnd } from '../support/process/node-program.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { TlsFront } from '../support/vendor/tls-front.js';

const KEY = { id: 'LTAI-doctor', secret: 'secret-of-the-doctor' };
const PROGRAM = 'libs/id-verification/dist/doctor/main.js';
const MINUTE_MS = 60_000;

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly detail: string;
  readonly fix?: string;
}

describe('doctor', () => {
  let directory: string;
  let doctor: DoctorProcess;
  let database: TestDatabase;
  let host: Server;
  let callback: TlsFront;
  let emulator: CloudauthEmulator;
  let vendor: TlsFront;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'doctor-'));
    const certificate = join(directory, 'ca.pem');
    await writeFile(certificate, SELF_SIGNED.cert);
    doctor = new DoctorProcess(certificate);
    database = await createTestDatabase('doctor');
    const dataSource = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    await migrateIdVerification(dataSource);
    await dataSource.destroy();
    host = createServer(({ url }, response) => {
      response.statusCode = url === '/elsewhere' ? 404 : 200;
      if (url === '/id-verification/callback') response.setHeader('id-verification-callback', '1');
      response.end('ok');
    });
    await once(host.listen(0, '127.0.0.1'), 'listening');
    const address = host.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    callback = await TlsFront.before(`http://127.0.0.1:${address.port}`);
  });
  afterAll(async () => {
    await doctor.stop();
    await callback.stop();
    host.close();
    await database.drop();
    await rm(directory, { recursive: true });
  });

  async function startVendor(options: Partial<EmulatorOptions> = {}): Promise<void> {
    emulator = await CloudauthEmulator.start({ accessKeys: [KEY], ...options });
    vendor = await TlsFront.before(emulator.url);
  }
  beforeEach(() => startVendor());
  afterEach(async () => {
    await vendor.stop();
    await emulator.stop();
  });

  /** Runs the doctor with a valid configuration, except for the given changes. */
  function examine(changes: Record<string, string> = {}, ...flags: string[]): Promise<ProgramEnd> {
    return doctor.examine(['doctor', ...flags], { ...healthy(), ...changes });
  }

  function healthy(): Record<string, string> {
    return {
      SANDBOX: 'true',
      ID_VERIFICATION_ENDPOINT: vendor.origin,
      ALIBABA_CLOUD_ACCESS_KEY_ID: KEY.id,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: KEY.secret,
      DATABASE_URL: database.url,
      ID_VERIFICATION_CALLBACK_URL: `${callback.origin}/id-verification/callback`,
    };
  }

  /** The warnings and failures by check, and the exit status. */
  async function problems(
    changes?: Record<string, string>,
    ...flags: string[]
  ): Promise<{ code: unknown; found: Record<string, string> }> {
    return problemsIn(await examine(changes, '--json', ...flags));
  }

  function problemsIn({ code, output }: ProgramEnd): { code: unknown; found: Record<string, string> } {
    const { findings }: { findings: Finding[] } = JSON.parse(output);
    const bad = findings.filter(({ status }) => status === 'fail' || status === 'warn');
    for (const { fix } of bad) expect(fix).toMatch(/\w{3,}/);
    return {
      code,
      found: Object.fromEntries(bad.map(({ check, status, detail }) => [check, `${status} ${detail}`])),
    };
  }

  it('reports every check of a valid configuration as ok', async () => {
    const { code, output } = await examine();

    expect(output).toMatch(/^ok {4}endpoint: dns +\d+ ms {2}localhost → /m);
    expect(output).toMatch(/^ok {4}endpoint: tcp +\d+ ms/m);
    expect(output).toMatch(/^ok {4}endpoint: tls +\d+ ms {2}TLSv1\.3, certificate until .* 2120/m);
    expect(output).toMatch(/^ok {4}endpoint: first byte +\d+ ms/m);
    expect(output).toMatch(/^ok {4}clock +0\.\d s/m);
    expect(output).toMatch(/^ok {4}credentials +\d+ ms {2}an emulator accepts the signature/m);
    expect(output).toMatch(/^ok {4}permission/m);
    expect(output).toMatch(/^ok {4}database +PostgreSQL \d+/m);
    expect(output).toMatch(/^ok {4}migrations +all are there/m);
    expect(output).toMatch(/^ok {4}callback +\d+ ms {2}HTTP 200/m);
    expect(output).toContain('11 ok, 0 warning, 0 failed, 1 not checked');
    expect(code).toBe(0);
  });

  it('makes one signed call and initializes nothing', async () => {
    await examine();
    expect(emulator.requests().map(({ action }) => action)).toEqual([undefined, 'KeepaliveIntl']);
  });

  it('skips checks whose configuration is not set, and names the variable', async () => {
    const { code, output } = await doctor.examine(['doctor', '--endpoint', vendor.origin], {});
    expect(output).toMatch(/^skip {2}credentials .*ALIBABA_CLOUD_ACCESS_KEY_ID/m);
    expect(output).toMatch(/^skip {2}database .*DATABASE_URL is not set/m);
    expect(code).toBe(0);
  });

  it('accepts an emulator as the vendor only with the option for it', async () => {
    const { code, found } = await problems({ SANDBOX: 'false' });
    expect(found['credentials']).toContain('emulator');
    expect(code).toBe(1);
  });

  it('reports a host that does not exist', async () => {
    const { code, found } = await problems({ ID_VERIFICATION_ENDPOINT: 'https://no-such-host.invalid' });
    expect(found['endpoint: dns']).toMatch(/^fail no-such-host\.invalid → (ENOTFOUND|EAI_AGAIN)$/);
    expect(code).toBe(1);
  });

  it('reports a closed port', async () => {
    const { found } = await problems({
      ID_VERIFICATION_ENDPOINT: `https://localhost:${await closedPort()}`,
    });
    expect(found['endpoint: tcp']).toBe('fail ECONNREFUSED');
    expect(found['credentials']).toContain('ECONNREFUSED');
  });

  it('reports an untrusted certificate', async () => {
    const { code, found } = problemsIn(await runNode(PROGRAM, ['doctor', '--json'], healthy()));
    expect(found['endpoint: tls']).toBe('fail DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(found['callback']).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(code).toBe(1);
  });

  it('warns of a slow first byte', async () => {
    vendor.delayMs = 1_200;
    const { code, found } = await problems();
    expect(Object.keys(found)).toEqual(['endpoint: first byte']);
    expect(found['endpoint: first byte']).toMatch(/^warn /);
    expect(code).toBe(0);
  });

  it('reports an endpoint that times out', async () => {
    vendor.delayMs = 5_000;
    const { code, found } = await problems({}, '--timeout-ms', '500');
    expect(found).toMatchObject({
      'endpoint: first byte': 'fail TIMEOUT',
      credentials: expect.stringContaining('time'),
    });
    expect(code).toBe(1);
  });

  it.each([
    ['warns of a clock that drifts', 2, { clock: /^warn 1(19|20)\.\d s behind/ }, 0],
    [
      'reports a clock that the vendor refuses',
      20,
      { clock: /^fail 1[12]\d\d\.\d s behind/, credentials: /InvalidTimeStamp/ },
      1,
    ],
    [
      'reports a clock that is ahead',
      -20,
      { clock: /^fail 1[12]\d\d\.\d s ahead/, credentials: /InvalidTimeStamp/ },
      1,
    ],
  ])('%s', async (_, minutes, expected, status) => {
    await vendor.stop();
    await emulator.stop();
    await startVendor({ now: () => Date.now() + minutes * MINUTE_MS });
    const { code, found } = await problems();
    expect(found).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([check, text]) => [check, expect.stringMatching(text)]),
      ),
    );
    expect(code).toBe(status);
  });

  it.each([
    ['a wrong secret', { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'another-secret' }, 'SignatureDoesNotMatch'],
    ['an unknown key id', { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-unknown' }, 'InvalidAccessKeyId.NotFound'],
    [
      'a token that does not belong to the key',
      { ALIBABA_CLOUD_SECURITY_TOKEN: 'token' },
      'InvalidSecurityToken',
    ],
  ])('reports %s by the vendor’s code', async (_, changes, vendorCode) => {
    const { code, found } = await problems(changes);
    expect(found).toEqual({ credentials: expect.stringContaining(vendorCode) });
    expect(code).toBe(1);
  });

  it.each<[string, Fault, Record<string, unknown>, number]>([
    [
      'a permission that is missing',
      { kind: 'vendorCode', code: 'Forbidden.RAMUserAccessDenied' },
      { permission: expect.stringMatching(/^fail Forbidden\.RAMUserAccessDenied \(request /) },
      1,
    ],
    [
      'an account without access',
      { kind: 'vendorCode', code: 'Forbidden.AccountAccessDenied' },
      { permission: expect.stringMatching(/^fail Forbidden\.AccountAccessDenied/) },
      1,
    ],
    [
      'a rate limit that is used up',
      { kind: 'throttling' },
      { permission: expect.stringMatching(/^warn Throttling\.Api/) },
      0,
    ],
    [
      'a response that is not the vendor’s',
      { kind: 'rawResponse', status: 200, body: '<html>login</html>', contentType: 'text/html' },
      { credentials: expect.stringMatching(/^fail .*could not be read/) },
      1,
    ],
  ])('reports %s', async (_, fault, expected, status) => {
    emulator.inject({ ...fault, action: 'KeepaliveIntl' });
    const { code, found } = await problems();
    expect(found).toEqual(expected);
    expect(code).toBe(status);
  });

  it('reports a database that is down, or whose name is unknown', async () => {
    const down = new URL(database.url);
    down.port = String(await closedPort());
    expect(await problems({ DATABASE_URL: down.href })).toEqual({
      code: 1,
      found: { database: 'fail ECONNREFUSED' },
    });
    const unknown = new URL(database.url);
    unknown.pathname = '/no_such_database';
    expect(await problems({ DATABASE_URL: unknown.href })).toEqual({
      code: 1,
      found: { database: 'fail 3D000' },
    });
  });

  it('finds the migrations of a data source with a schema', async () => {
    const other = await createTestDatabase('doctor_schema', 'empty');
    try {
      const dataSource = new DataSource({ type: 'postgres', url: other.url, schema: 'kyc' });
      await dataSource.initialize();
      await dataSource.query('CREATE SCHEMA kyc');
      await migrateIdVerification(dataSource);
      await dataSource.destroy();

      const { output } = await examine({ DATABASE_URL: other.url });
      expect(output).toMatch(/^fail {2}migrations .*\n.*--schema/m);
      const { code, found } = await problems({ DATABASE_URL: other.url }, '--schema', 'kyc');
      expect(found).toEqual({});
      expect(code).toBe(0);
    } finally {
      await other.drop();
    }
  });

  it('reports missing migrations', async () => {
    const empty = await createTestDatabase('doctor_empty', 'empty');
    try {
      const { code, found } = await problems({ DATABASE_URL: empty.url });
      expect(found).toEqual({
        migrations: expect.stringMatching(/^fail missing: CreateIdVerification\d+$/),
      });
      expect(code).toBe(1);
    } finally {
      await empty.drop();
    }
  });

  it.each([
    [
      'out of reach',
      () => closedPort().then((port) => `https://localhost:${port}/id-verification/callback`),
      'ECONNREFUSED',
    ],
    ['not https', async () => 'http://localhost/id-verification/callback', 'not an https address'],
    ['at another path', async () => `${callback.origin}/elsewhere`, 'HTTP 404'],
    ['at another page', async () => `${callback.origin}/`, 'HTTP 200 of another page'],
  ])('reports a callback that is %s', async (_, url, detail) => {
    const { code, found } = await problems({ ID_VERIFICATION_CALLBACK_URL: await url() });
    expect(found).toEqual({ callback: expect.stringContaining(detail) });
    expect(code).toBe(1);
  });

  it('does not call the callback of an emulator at plain http, which need not exist', async () => {
    const { code, output } = await examine({
      ID_VERIFICATION_ENDPOINT: emulator.url,
      ID_VERIFICATION_CALLBACK_URL: 'https://no-such-host.invalid/id-verification/callback',
    });
    expect(output).toMatch(/^skip {2}callback .*--forward-to/m);
    expect(code).toBe(0);
  });

  it('never prints a secret, whatever fails', async () => {
    const secrets = {
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'mark-secret',
      ALIBABA_CLOUD_SECURITY_TOKEN: 'mark-token',
    };
    const url = new URL(database.url);
    [url.username, url.password, url.port] = ['mark-user', 'mark-password', String(await closedPort())];
    for (const flags of [[], ['--json'], ['--region', 'mark-region'], ['--nonsense']]) {
      const { code, output } = await examine({ ...secrets, DATABASE_URL: url.href }, ...flags);
      expect(code).not.toBe(0);
      expect(output).not.toContain('mark-');
    }
  });

  it('is a program that exits with the status of its findings', async () => {
    const { code, output } = await runNode(PROGRAM, ['nurse'], {});
    expect(code).toBe(2);
    expect(output).toContain('--help');
  });

  it.each([
    [['doctor', '--access-key-secret', 'x'], '--access-key-secret'],
    [['doctor', '--region', 'cn-nowhere'], 'ID_VERIFICATION_REGION'],
    [['doctor', '--timeout-ms', '1'], '--timeout-ms'],
    [['nurse'], 'doctor'],
  ])('rejects %j with status 2 and the reason', async (args, named) => {
    const { code, output } = await doctor.examine(args, {});
    expect(code).toBe(2);
    expect(output).toContain(named);
    expect(output).toContain('--help');
  });

  it('reads .env of its folder, which the environment overrides', async () => {
    await writeFile(join(directory, '.env'), 'ID_VERIFICATION_REGION=atlantis\n');
    const flags = ['doctor', '--timeout-ms', 'long'];

    const fromFile = await runNode(PROGRAM, flags, {}, directory);
    expect(fromFile).toMatchObject({ code: 2, output: expect.stringContaining('ID_VERIFICATION_REGION') });
    const overridden = await runNode(PROGRAM, flags, { ID_VERIFICATION_REGION: 'cn-hongkong' }, directory);
    expect(overridden).toMatchObject({ code: 2, output: expect.stringContaining('--timeout-ms') });
  });
});
