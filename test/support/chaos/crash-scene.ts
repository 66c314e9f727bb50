import assert from 'node:assert/strict';
import type { InitializeVerificationDto } from 'nestjs-id-verification';
import { afterAll, beforeAll } from 'vitest';
import { emulatorOptions, UNGUARDED } from '../host/library-host.js';
import { useStage, type Stage } from '../host/conformance-stage.js';
import { HostProcess, type HostSettings, type StartOutcome } from '../process/host-process.js';

/** Starting a process takes longer than anything else here, so that the next one is started ahead. */
const AHEAD = 1;

/** What a start may take, and its one call. */
const DEADLINE_MS = 5_000;

/** How long a lease is with that deadline. */
export const LEASE_MS = DEADLINE_MS + 5_000;

/** A stage with processes that are killed, and one that was started afterwards. */
export class CrashScene {
  private survivor!: HostProcess;
  private readonly victims: Promise<HostProcess>[] = [];
  private readonly processes: Promise<HostProcess>[] = [];

  constructor(
    readonly stage: Stage,
    private readonly responses: HostSettings['responses'],
  ) {}

  async open(): Promise<void> {
    // Makes the tables.
    await this.stage.host();
    this.survivor = await this.start({ clock: 'jumping', responses: 'sent' });
  }

  async close(): Promise<void> {
    for (const process of this.processes) await (await process).kill();
  }

  /** A process to be killed. */
  async victim(): Promise<HostProcess> {
    while (this.victims.length <= AHEAD) {
      this.victims.push(this.start({ clock: 'real', responses: this.responses }));
    }
    const victim = await this.victims.shift();
    if (victim === undefined) throw new Error('no process was started ahead');
    return victim;
  }

  /** The client's retry at a restarted host: again, as long as the error is retryable. */
  async retry(request: InitializeVerificationDto): Promise<StartOutcome> {
    let outcome = await this.survivor.initialize(request);
    for (let tries = 1; tries < 3 && outcome.error?.retryable === true; tries += 1) {
      outcome = await this.survivor.initialize(request, outcome.aheadMs);
    }
    return outcome;
  }

  /** The TransactionId that the client ends up with: the same however often it asks, on the one row, free of leases. */
  async settledTransactionId(request: InitializeVerificationDto): Promise<unknown> {
    const first = await this.retry(request);
    const second = await this.retry(request);
    assert.deepEqual(second.response, { ...first.response, replayed: true }, 'the two answers differ');
    const row = await this.stage.row(request.merchantBizId);
    assert.equal(row['status'], 'PENDING');
    assert.equal(row['transaction_id'], first.response?.['transactionId']);
    assert.equal(row['lease_token'], null);
    return first.response?.['transactionId'];
  }

  private start(settings: Pick<HostSettings, 'clock' | 'responses'>): Promise<HostProcess> {
    const started = HostProcess.start({
      databaseUrl: this.stage.database.url,
      options: {
        ...emulatorOptions(this.stage.emulator.url),
        // The clock of the survivor jumps, and with it the calls that wait for a permit.
        ...UNGUARDED,
        requestTimeoutMs: DEADLINE_MS,
        deadlineMs: DEADLINE_MS,
      },
      logs: 'none',
      ...settings,
    });
    this.processes.push(started);
    return started;
  }
}

/** The scene of a spec file. */
export function useCrashScene(name: string, responses: HostSettings['responses']): CrashScene {
  const scene = new CrashScene(useStage(name), responses);
  beforeAll(() => scene.open());
  afterAll(() => scene.close());
  return scene;
}
