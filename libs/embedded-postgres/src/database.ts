import { Client } from 'pg';

import { SUPERUSER } from './initdb.js';

/** The connection URL of a database on the server. */
export function databaseUrl(port: number, password: string, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** Creates the database when the server does not have it, and gives the server's version. */
export async function ensureDatabase(port: number, password: string, database: string): Promise<string> {
  const client = new Client({ connectionString: databaseUrl(port, password, 'postgres') });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; exists: boolean }>(
      `SELECT current_setting('server_version') AS version,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS exists`,
      [database],
    );
    if (rows[0]?.exists !== true) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
    return rows[0]?.version ?? '';
  } finally {
    await client.end();
  }
}
