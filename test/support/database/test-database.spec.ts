import { Client } from 'pg';
import { describe, expect, inject, it } from 'vitest';

import { createTestDatabase } from './test-database.js';

describe('createTestDatabase', () => {
  it('gives each caller an empty database of its own', async () => {
    const [one, other] = await Promise.all([
      createTestDatabase('isolation'),
      createTestDatabase('isolation'),
    ]);
    await query(one.url, 'CREATE TABLE seen (id int)');

    await expect(query(other.url, 'SELECT FROM seen')).rejects.toThrow('does not exist');

    await Promise.all([one.drop(), other.drop()]);
  });

  it('drops a database that something is still connected to', async () => {
    const database = await createTestDatabase('connected');
    const client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();

    await database.drop();

    const name = new URL(database.url).pathname.slice(1);
    const found = await query(
      inject('databaseServerUrl'),
      `SELECT FROM pg_database WHERE datname = '${name}'`,
    );
    expect(found).toBe(0);
  });
});

async function query(url: string, statement: string): Promise<number | null> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount;
  } finally {
    await client.end();
  }
}
