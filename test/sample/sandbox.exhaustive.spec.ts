import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/http/free-port.js';
import { commandOf, isAlive, killAll, processGroupOf, processTree } from '../support/process/process-tree.js';
import { SandboxProcess } from '../support/process/sandbox-process.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { startVerification } from '../support/host/start-verification.js';

const UNTIL_NOTICED = { timeout: 15_000, interval: 50 };

/*
 * A sandbox takes seconds to start. So one serves all tests up to the one that ends it, each of which ends it in another
 * way, and the next one starts on what it left. The tests stand in the order of that life.
 */
describe('The sandbox', { timeout: 90_000 }, () => {
  let dataDirectory: string;
  let ports: { samplePort: number; emulatorPort: number };
  let real: Server;
  let connections = 0;
  let sandbox: SandboxProcess;

  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'sandbox-'));
    ports = { samplePort: await freePort(), emulatorPort: await freePort() };
    real = createServer().on('connection', () => (connections += 1));
    await once(real.listen(0, '127.0.0.1'), 'listening');
    sandbox = await start();
  });
  afterAll(async () => {
    sandbox.signal('SIGTERM');
    await sandbox.exited;
    real.close();
    await rm(dataDirectory, { recursive: true, force: true });
  });

  const start = (environment: Record<string, string> = {}): Promise<SandboxProcess> =>
    new SandboxProcess({
      ...ports,
      dataDirectory,
      // Of the tests' own making, whatever the shell has.
      environment: { SANDBOX_DATABASE_URL: '', DATABASE_URL: urlOfRealDatabase(), ...environment },
    }).ready();

  function urlOfRealDatabase(): string {
    const address = real.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return `postgres://user@127.0.0.1:${address.port}/real`;
  }

  const statusesOf = (...ids: string[]) =>
    Promise.all(ids.map(async (id) => (await sandbox.get(`/verifications/${id}`)).status));
  const verify = async (merchantBizId: string) =>
    (await sandbox.post('/verifications', { ...LEAST_BODY, merchantBizId })).status;

  it('starts with one command, says where everything listens, and verifies', async () => {
    expect(sandbox.output).toMatch(
      /^database {2}postgres:\/\/127\.0\.0\.1:\d+\/[^]*\nemulator {2}http[^]*\nsample {4}http/m,
    );
    expect(sandbox.output).toContain(`curl http://127.0.0.1:${ports.samplePort}/verifications`);
    expect(await verify('first')).toBe(201);
  });

  it('reaches a verdict once the user has finished: the callback reaches the sample', async () => {
    const { merchantBizId, transactionId } = await startVerification(sandbox);
    const events = await sandbox.follow(`/verifications/${merchantBizId}/events`);
    await events.next();

    const finish = `http://127.0.0.1:${ports.emulatorPort}/_emulator/transactions/${transactionId}/finish`;
    const { status } = await fetch(finish, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ passed: 'Y' }),
    });

    expect(status).toBe(200);
    expect(await events.rest()).toMatchObject([{ data: { status: 'PASSED' } }]);
    await evidenceIsWritten(merchantBizId, transactionId);
  });

  /** To the folder that was printed, for its owner alone, with the user's own image. */
  async function evidenceIsWritten(merchantBizId: string, transactionId: string): Promise<void> {
    const evidence = join(dataDirectory, 'evidence');
    expect(sandbox.output).toContain(`in ${evidence}.`);
    const folder = join(evidence, merchantBizId);
    const written = async () => (await readdir(folder).catch(() => [])).sort();
    await expect.poll(written, UNTIL_NOTICED).toEqual(['face.jpg', 'fields.json']);
    const modes = await Promise.all(
      [evidence, folder, join(folder, 'face.jpg'), join(folder, 'fields.json')].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
    expect((await readFile(join(folder, 'face.jpg'))).includes(transactionId)).toBe(true);
  }

  it('is stopped by a Ctrl-C of its terminal in its own order, because the signal reaches it alone', () => {
    const [, ...children] = processTree(sandbox.pid);

    expect(children.filter((pid) => processGroupOf(pid) === processGroupOf(sandbox.pid))).toEqual([]);
  });

  it('does not go near the database of DATABASE_URL, which may be a real one', async () => {
    expect(await statusesOf('first')).toEqual([200]);
    expect(sandbox.output).toContain(`data in ${join(dataDirectory, 'postgres')}`);
    expect(sandbox.output).toContain('DATABASE_URL is not used');
    expect(connections).toBe(0);
  });

  it('reports which port is in use, and how to choose another', async () => {
    const { code, output } = await (await start({ PORT: String(await freePort()), DATABASE_URL: '' })).exited;
    expect(code).toBe(1);
    expect(output).toBe(
      `Port ${ports.emulatorPort} is taken: stop what listens there, or set EMULATOR_PORT to another port.`,
    );
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stops cleanly on %s, with every process that it started, and knows what was verified when it starts again',
    async (signal) => {
      const everything = processTree(sandbox.pid);

      sandbox.signal(signal);

      expect(await sandbox.exited).toMatchObject({ code: 0, output: expect.stringMatching(/Stopped\.$/) });
      expect(everything.length).toBeGreaterThan(3);
      expect(everything.filter(isAlive)).toEqual([]);
      sandbox = await start();
      expect(await statusesOf('first')).toEqual([200]);
    },
  );

  it('starts again at once after a kill, and nothing of the killed one is left', async () => {
    const everything = processTree(sandbox.pid);
    sandbox.signal('SIGKILL');
    await sandbox.exited;

    sandbox = await start();

    expect(await statusesOf('first')).toEqual([200]);
    await expect.poll(() => everything.filter(isAlive), UNTIL_NOTICED).toEqual([]);
  });

  it('starts again after everything of it was killed, twice in a row, and gives the response from before', async () => {
    for (const id of ['second', 'third']) {
      await verify(id);
      killAll(processTree(sandbox.pid));
      await sandbox.exited;
      sandbox = await start();
    }

    expect(await statusesOf('first', 'second', 'third')).toEqual([200, 200, 200]);
    expect(await verify('third')).toBe(200);
  });

  it('ends when a part of it dies, and says which', async () => {
    const emulator = processTree(sandbox.pid).find((pid) => commandOf(pid).includes('cloudauth-emulator'));

    killAll(emulator === undefined ? [] : [emulator]);

    const { code, output } = await sandbox.exited;
    expect(code).toBe(1);
    expect(output).toContain('The emulator ended by itself (SIGKILL).');
  });

  it('uses the database of SANDBOX_DATABASE_URL in place of its own, and says when that does not work', async () => {
    const unreachable = `postgres://user:a-password@127.0.0.1:${await freePort()}/nothing`;
    const { code, output } = await (await start({ SANDBOX_DATABASE_URL: unreachable })).exited;
    expect(code).toBe(1);
    expect(output).toContain('The sample ended by itself');
    expect(output).toContain('(from SANDBOX_DATABASE_URL; the sample gets it as DATABASE_URL)');
    expect(output).toContain('Check DATABASE_URL');
    expect(output).not.toContain('a-password');
  });

  it('does not start in production', async () => {
    const { code, output } = await (await start({ NODE_ENV: 'production' })).exited;
    expect(code).toBe(1);
    expect(output).toContain('NODE_ENV=production');
  });
});
