import { execFile } from 'node:child_process';

import type { ClusterRequest } from './cluster.js';
import { EmbeddedPostgresError, REMEDY } from './embedded-postgres.error.js';
import { spawnAs } from './privileges.js';
import { serverEnvironment } from './server-environment.js';
import { lastLines } from './server-log.js';

/** The name of the superuser, who is also the one that applications connect as. */
export const SUPERUSER = 'postgres';

interface InitialiseRequest extends ClusterRequest {
  readonly cluster: string;
  readonly passwordFile: string;
}

/** `initdb`'s arguments: passwords everywhere, and a locale that is PostgreSQL's own and the same on every machine. */
export function initdbArguments(cluster: string, passwordFile: string, ephemeral: boolean): string[] {
  return [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(ephemeral ? ['--no-sync'] : []),
  ];
}

/** @throws {EmbeddedPostgresError} `initialization_failed` with what `initdb` said last */
export async function initialise(request: InitialiseRequest): Promise<void> {
  const { binaries, account, cluster, passwordFile, ephemeral, password } = request;
  const args = initdbArguments(cluster, passwordFile, ephemeral);
  const options = { ...spawnAs(account), env: serverEnvironment() };
  await new Promise<void>((resolve, reject) => {
    execFile(binaries.initdb, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve();
      const said = lastLines(`${error.message}\n${stdout}${stderr}`, password);
      const message = `PostgreSQL could not be initialised in ${request.home.directory}. ${REMEDY}\n${said}`;
      return reject(new EmbeddedPostgresError('initialization_failed', message));
    });
  });
}
