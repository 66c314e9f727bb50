import { randomBytes } from 'node:crypto';
import { startEmbeddedPostgres } from '@id-verification/embedded-postgres';
import { migrateIdVerification } from 'nestjs-id-verification';
import { Client } from 'pg';
import { DataSource } from 'typeorm';

/** A database of its own, with the library's tables unless `migrate` is false, on the server of `DATABASE_URL` or on an embedded one. */
export async function scratchDatabase({ migrate = true } = {}) {
  const embedded = process.env.DATABASE_URL ? undefined : await startEmbeddedPostgres({ ephemeral: true });
  const server = process.env.DATABASE_URL ?? embedded.url;
  const name = `bench_${randomBytes(6).toString('hex')}`;
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  await run(server, `CREATE DATABASE ${name}`);
  if (migrate) {
    const dataSource = await new DataSource({ type: 'postgres', url }).initialize();
    await migrateIdVerification(dataSource);
    await dataSource.destroy();
  }
  return {
    url,
    query: (sql) => run(url, sql),
    async drop() {
      await run(server, `DROP DATABASE ${name} WITH (FORCE)`);
      await embedded?.stop();
    },
  };
}

async function run(connectionString, sql) {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
