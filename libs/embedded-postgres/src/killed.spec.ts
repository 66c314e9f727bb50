import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import {
  type Application,
  eventually,
  guardianPid,
  isGone,
  kill,
  runApplication,
  serverPid,
  spawnApplication,
} from './application.fixture.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { sweepEphemeralHomes } from './ephemeral-home.js';
import { acquireLaunchLock } from './launch-lock.js';
import { serverAccount, spawnAs } from './privileges.js';
import { query } from './query.fixture.js';
import { keptScratchDirectory, scratchDirectory } from './scratch.fixture.js';

describe('after a kill', () => {
  const dataDirectory = join(keptScratchDirectory(), 'postgres');

  beforeAll(async () => {
    const database = await startEmbeddedPostgres({ dataDirectory });
    await query(database.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await database.stop();
  });

  it('of the application, its server is gone within seconds', async () => {
    const application = await run();
    const server = serverPid(dataDirectory);
    const guardian = guardianPid(dataDirectory);

    await kill(application.child, 'SIGKILL');

    expect(await eventually(() => isGone(server) && isGone(guardian))).toBe(true);
  });

  it('of the application, the next start waits for the guardian to finish', async () => {
    const first = await run();
    const server = serverPid(dataDirectory);
    await kill(first.child, 'SIGKILL');

    const second = await run();

    expect(isGone(server)).toBe(true);
    await expect(answerOf(second)).resolves.toBe(42);
  });

  it('of application, guardian and server, the next start recovers', async () => {
    const first = await run();
    for (const pid of [guardianPid(dataDirectory), serverPid(dataDirectory)]) process.kill(pid, 'SIGKILL');
    await kill(first.child, 'SIGKILL');
    expect(existsSync(join(dataDirectory, 'data', 'postmaster.pid'))).toBe(true);

    await expect(answerOf(await run())).resolves.toBe(42);
  });

  it('of application and guardian, the next start stops the server they left', async () => {
    const first = await run();
    const orphan = serverPid(dataDirectory);
    // Stopped first, or the application would take the server down when it sees its guardian go.
    first.child.kill('SIGSTOP');
    process.kill(guardianPid(dataDirectory), 'SIGKILL');
    await kill(first.child, 'SIGKILL');
    expect(isGone(orphan)).toBe(false);

    const second = await run();

    expect(isGone(orphan)).toBe(true);
    await expect(answerOf(second)).resolves.toBe(42);
  });

  it('a pid file whose pid now belongs to an unrelated process of the same user is no obstacle', async () => {
    const unrelated = spawn('sleep', ['60'], spawnAs(serverAccount()));
    onTestFinished(() => void unrelated.kill());
    const first = await run();
    const pidFile = join(dataDirectory, 'data', 'postmaster.pid');
    const [, ...rest] = readFileSync(pidFile, 'utf8').split('\n');
    await kill(first.child, 'SIGTERM');
    writeFileSync(pidFile, [unrelated.pid, ...rest].join('\n'));

    await expect(answerOf(await run())).resolves.toBe(42);

    expect(isGone(unrelated.pid ?? 0)).toBe(false);
  });

  it("Ctrl-C's SIGINT to the whole process group leaves the application its database", async () => {
    const application = await run();

    process.kill(-application.pid, 'SIGINT');
    process.kill(guardianPid(dataDirectory), 'SIGINT');
    await setTimeout(200);

    await expect(answerOf(application)).resolves.toBe(42);
  });

  async function run(): Promise<Application> {
    const application = await runApplication({ options: { dataDirectory } });
    onTestFinished(() => kill(application.child, 'SIGTERM'));
    expect(application.report).toHaveProperty('url');
    return application;
  }
});

describe('after a kill in the middle of the first start', () => {
  it('what was half made is removed and made again', async () => {
    const dataDirectory = join(scratchDirectory(), 'postgres');
    const application = spawnApplication({ options: { dataDirectory } });
    expect(await eventually(() => draftsIn(dataDirectory).length > 0)).toBe(true);
    process.kill(guardianPid(dataDirectory), 'SIGKILL');
    await kill(application, 'SIGKILL');
    expect(existsSync(join(dataDirectory, 'data'))).toBe(false);

    const database = await startEmbeddedPostgres({ dataDirectory });
    onTestFinished(() => database.stop());

    await expect(query(database.url, 'SELECT 1 AS alive')).resolves.toEqual([{ alive: 1 }]);
    expect(draftsIn(dataDirectory)).toEqual([]);
  });

  it('the server does not outlive the application', async () => {
    const dataDirectory = join(scratchDirectory(), 'postgres');
    const application = spawnApplication({ options: { dataDirectory } });
    expect(await eventually(() => draftsIn(dataDirectory).length > 0)).toBe(true);
    const guardian = guardianPid(dataDirectory);

    await kill(application, 'SIGKILL');

    expect(await eventually(() => isGone(guardian))).toBe(true);
    expect(existsSync(join(dataDirectory, 'data', 'postmaster.pid'))).toBe(false);
  });
});

describe('after a kill of everything that an ephemeral server needs', () => {
  it('the next ephemeral launch removes what was left, and leaves alone what is in use', async () => {
    const folder = scratchDirectory();
    const left = join(folder, `embedded-postgres-${randomUUID()}`);
    const used = join(folder, `embedded-postgres-${randomUUID()}`);
    mkdirSync(used);
    await acquireLaunchLock(used, process.pid);
    const killed = await runApplication({ options: { ephemeral: true, dataDirectory: left } });
    killed.child.kill('SIGSTOP');
    const guardian = guardianPid(left);
    const orphan = serverPid(left);
    process.kill(guardian, 'SIGKILL');
    await kill(killed.child, 'SIGKILL');
    expect(await eventually(() => isGone(guardian))).toBe(true);
    expect(isGone(orphan)).toBe(false);

    await sweepEphemeralHomes([folder]);

    expect(isGone(orphan)).toBe(true);
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([used]);
  });
});

async function answerOf({ report }: Application): Promise<unknown> {
  const rows = await query(report.url ?? '', 'SELECT answer FROM kept');
  return rows[0]?.['answer'];
}

function draftsIn(directory: string): string[] {
  return existsSync(directory)
    ? readdirSync(directory).filter((name) => name.startsWith('initialising.'))
    : [];
}
