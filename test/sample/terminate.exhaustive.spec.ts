import { setTimeout as sleep } from 'node:timers/promises';
import { CloudauthEmulator } from 'cloudauth-emulator';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SampleProcess } from '../support/process/sample-process.js';
import { eventually } from '../support/runner/eventually.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';

const CLIENTS = 24;

/** How often a load balancer asks, in milliseconds: it goes on sending requests for so long. */
const PROBE_DELAY_MS = 1_000;

/** A load balancer with clients behind it: requests go out until readiness says that no more should come. */
class Load {
  readonly responses: number[] = [];
  readonly lost: unknown[] = [];
  private isSending = true;
  private readonly clients: Promise<void>[];

  constructor(private readonly sample: SampleProcess) {
    this.clients = Array.from({ length: CLIENTS }, () => this.client());
  }

  /** Resolves when every request has its response, or has none. */
  async end(): Promise<void> {
    while (this.isSending) {
      await sleep(PROBE_DELAY_MS);
      this.isSending = await this.isReady();
    }
    await Promise.all(this.clients);
  }

  private async client(): Promise<void> {
    while (this.isSending) {
      await this.sample.post('/verifications', LEAST_BODY).then(
        ({ status }) => this.responses.push(status),
        (error: unknown) => this.lost.push(error),
      );
    }
  }

  private async isReady(): Promise<boolean> {
    const { status } = await this.sample.get('/health/ready').catch(() => ({ status: 0 }));
    return status === 200;
  }
}

describe('A sample that is terminated under load', () => {
  let database: TestDatabase;
  let emulator: CloudauthEmulator;
  let connection: Client;

  beforeAll(async () => {
    database = await createTestDatabase('terminate');
    emulator = await CloudauthEmulator.start({
      accessKeys: [{ id: SANDBOX.accessKeyId, secret: SANDBOX.accessKeySecret }],
    });
    connection = new Client({ connectionString: database.url });
    await connection.connect();
  });
  afterAll(async () => {
    await connection.end();
    await emulator.stop();
    await database.drop();
  });

  async function count(condition: string): Promise<number> {
    const { rowCount } = await connection.query(`SELECT FROM id_verification WHERE ${condition}`);
    return rowCount ?? 0;
  }

  it('responds to every request, releases every lease and exits by itself', async () => {
    const sample = await SampleProcess.start({
      databaseUrl: database.url,
      endpoint: emulator.url,
      environment: { DRAIN_SECONDS: '2', ID_VERIFICATION_RATE_LIMIT_PER_SECOND: '200' },
    });
    emulator.inject({ kind: 'latency', ms: { min: 50, max: 250 }, times: 'forever' });
    const load = new Load(sample);
    await eventually(() => load.responses.length >= 3 * CLIENTS);
    // From here on calls outlast the drain: some are under way when the library itself stops.
    emulator.clearFaults();
    emulator.inject({ kind: 'latency', ms: { min: 2_500, max: 3_500 }, times: 'forever' });
    const asked = performance.now();

    const [endedBy] = await Promise.all([sample.terminate(), load.end()]);
    const stoppedAfterMs = performance.now() - asked;

    process.stdout.write(
      `Terminated under load: ${load.responses.length} responses, ${load.lost.length} lost, gone after ${Math.round(stoppedAfterMs)} ms\n`,
    );
    expect(load.lost).toEqual([]);
    expect(new Set(load.responses)).toEqual(new Set([201]));
    expect(endedBy).toBe(0);
    expect(await count('lease_expires_at IS NOT NULL')).toBe(0);
    expect(await count(`status = 'PENDING'`)).toBe(load.responses.length);
    expect(await count(`status <> 'PENDING'`)).toBe(0);
  });
});
