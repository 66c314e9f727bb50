import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@id-verification/embedded-postgres';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { CloudauthEmulator } from 'cloudauth-emulator';
import { SampleProcess } from '../process/sample-process.js';
import { freePort } from '../http/free-port.js';
import type { SeededRandom } from '../runner/seeded-random.js';

const REPLICAS = 3;

/** The limit of the account; the vendor keeps it too. */
const PER_SECOND = 50;

/** A PostgreSQL of its own, the vendor, and three replicas of the sample that are killed and started again. */
export class ChaosScene {
  private readonly replicas: SampleProcess[] = [];
  private goesOn = true;
  kills = 0;
  databaseRestarts = 0;

  private constructor(
    readonly emulator: CloudauthEmulator,
    private database: EmbeddedPostgres,
    private readonly dataDirectory: string,
    private readonly ports: readonly number[],
  ) {}

  static async open(seed: number): Promise<ChaosScene> {
    const ports = [await freePort(), await freePort(), await freePort()];
    const dataDirectory = await mkdtemp(join(tmpdir(), 'chaos-'));
    const emulator = await CloudauthEmulator.start({
      accessKeys: [{ id: SANDBOX.accessKeyId, secret: SANDBOX.accessKeySecret }],
      forwardTo: `http://127.0.0.1:${ports[0]}`,
      qps: PER_SECOND,
      requestLogSize: 100_000,
      seed,
    });
    const database = await startEmbeddedPostgres({ directory: dataDirectory, port: await freePort() });
    const scene = new ChaosScene(emulator, database, dataDirectory, ports);
    for (let index = 0; index < REPLICAS; index += 1) await scene.startReplica(index);
    return scene;
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  /** Any replica, dead or alive, as a load balancer would choose that has not noticed yet. */
  replica(random: SeededRandom): SampleProcess {
    return random.pick(this.replicas);
  }

  /**
   * Kills a replica every second or two, until it is stopped; then all are there again. One is left, because on a slow
   * machine they would be killed faster than they start.
   */
  async killReplicas(random: SeededRandom): Promise<void> {
    const coming = new Map<number, Promise<void>>();
    while (this.goesOn) {
      await delay(random.between(1_000, 2_000));
      const index = Math.floor(random.next() * REPLICAS);
      if (coming.has(index) || coming.size === REPLICAS - 1) continue;
      await this.replicas[index]?.stop();
      this.kills += 1;
      coming.set(
        index,
        this.startReplica(index).finally(() => coming.delete(index)),
      );
    }
    await Promise.all(coming.values());
  }

  stopKilling(): void {
    this.goesOn = false;
  }

  async restartDatabase(): Promise<void> {
    const { port } = new URL(this.database.url);
    await this.database.stop();
    this.database = await startEmbeddedPostgres({ directory: this.dataDirectory, port: Number(port) });
    this.databaseRestarts += 1;
  }

  async close(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
    await this.emulator.stop();
    await this.database.stop();
    await rm(this.dataDirectory, { recursive: true, force: true });
  }

  /** One that could not start, because the database was away, is started once more. */
  private async startReplica(index: number): Promise<void> {
    const port = this.ports[index];
    if (port === undefined) throw new RangeError('there is no such replica');
    do {
      this.replicas[index] = await SampleProcess.start({
        databaseUrl: this.database.url,
        endpoint: this.emulator.url,
        port,
        environment: { ID_VERIFICATION_RATE_LIMIT_PER_SECOND: String(PER_SECOND) },
      });
    } while (!this.replicas[index]?.isRunning);
  }
}
