import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lchownSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { clusterArgument, serverAccount, spawnOptions } from './account.js';
import { ALTERNATIVE, EmbeddedPostgresError } from './embedded-postgres.error.js';
import { abandonedPaths, createTemporaryDirectory, moveInto, remove } from './temporary-directory.js';

/** The name of the superuser, which is also the one that applications connect with. */
export const SUPERUSER = 'postgres';

const DRAFT = 'initialising';
/** Kept in the cluster, where only the server's account reads it. */
const PASSWORD = 'password';

/**
 * Creates the database cluster unless there is one, and returns the superuser's password. The cluster gets its name
 * when it is whole: a kill leaves only a draft, which the next start removes, and of two starts at once the cluster of
 * the first is kept.
 *
 * @throws {EmbeddedPostgresError} with the last line that `initdb` wrote, or when the password is missing
 */
export async function ensureCluster(programs: string, cluster: string, ephemeral: boolean): Promise<string> {
  abandonedPaths(dirname(cluster), DRAFT).forEach(remove);
  if (existsSync(cluster)) repairAccess(cluster);
  else await createCluster(programs, cluster, ephemeral);
  const password = join(cluster, PASSWORD);
  if (existsSync(password)) return readFileSync(password, 'utf8');
  throw new EmbeddedPostgresError(
    `${password}, which opens the data beside it, is missing: restore it, or remove ${dirname(cluster)}.`,
  );
}

/** PostgreSQL refuses data of another owner or that others can read: a copy, a restored backup. */
function repairAccess(cluster: string): void {
  const account = serverAccount();
  if (account !== undefined && statSync(cluster).uid !== account.uid) {
    for (const entry of ['', ...readdirSync(cluster, { recursive: true, encoding: 'utf8' })]) {
      lchownSync(join(cluster, entry), account.uid, account.gid);
    }
  }
  chmodSync(cluster, 0o700);
}

async function createCluster(programs: string, cluster: string, ephemeral: boolean): Promise<void> {
  const draft = createTemporaryDirectory(dirname(cluster), DRAFT);
  const password = `${draft}.${PASSWORD}`;
  try {
    writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
    const account = serverAccount();
    if (account !== undefined)
      for (const path of [draft, password]) chownSync(path, account.uid, account.gid);
    await runInitdb(programs, draft, password, ephemeral);
    renameSync(password, join(draft, PASSWORD));
    moveInto(draft, cluster);
  } finally {
    [draft, password].forEach(remove);
  }
}

/** Passwords for every connection, and a locale that is PostgreSQL's own and the same on every machine. */
async function runInitdb(programs: string, cluster: string, password: string, ephemeral: boolean) {
  const args = [
    `--pgdata=${clusterArgument(cluster)}`,
    `--username=${SUPERUSER}`,
    '--pwfile=/dev/stdin',
    '--auth=scram-sha-256',
    // The password is random: stretching it adds no security, and costs milliseconds for each connection.
    '--set=scram_iterations=1',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(ephemeral ? ['--no-sync'] : []),
  ];
  const input = openSync(password, 'r');
  const child = spawn(join(programs, 'initdb'), args, {
    ...spawnOptions(cluster),
    stdio: [input, 'ignore', 'pipe'],
  });
  closeSync(input);
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code === 0) return;
  const cause = output.trim().split('\n').at(-1);
  throw new EmbeddedPostgresError(
    `initdb could not create a database cluster (${cause}): correct that, or ${ALTERNATIVE}.`,
  );
}
