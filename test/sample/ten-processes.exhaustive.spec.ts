import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { CloudauthEmulator } from 'cloudauth-emulator';
import { ID_VERIFICATION_MIGRATIONS } from 'nestjs-id-verification';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { SampleProcess } from '../support/process/sample-process.js';
import { createTestDatabase } from '../support/database/test-database.js';

describe('Ten processes of the sample that start at once on an empty database', () => {
  it('are all ready, and made the tables once', { timeout: 120_000 }, async () => {
    const database = await createTestDatabase('ten_processes');
    const emulator = await CloudauthEmulator.start({
      accessKeys: [{ id: SANDBOX.accessKeyId, secret: SANDBOX.accessKeySecret }],
    });
    const samples = await Promise.all(
      Array.from({ length: 10 }, () =>
        SampleProcess.start({ databaseUrl: database.url, endpoint: emulator.url }),
      ),
    );
    const ready = await Promise.all(samples.map((sample) => sample.get('/health/ready')));
    const connection = new Client({ connectionString: database.url });
    await connection.connect();
    const { rows } = await connection.query(
      `SELECT name FROM id_verification_migration UNION ALL SELECT name FROM sample_migration`,
    );
    await connection.end();
    const endings = await Promise.all(samples.map((sample) => sample.terminate()));
    await emulator.stop();
    await database.drop();

    expect(ready.map(({ status }) => status)).toEqual(samples.map(() => 200));
    const names = rows.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(ID_VERIFICATION_MIGRATIONS.map(({ name }) => name)));
    expect(new Set(names).size).toBe(names.length);
    expect(endings).toEqual(samples.map(() => 0));
    expect(samples.map(({ output }) => output)).toEqual(
      samples.map(({ origin }) => `The sample listens on ${origin}\n`),
    );
  });
});
