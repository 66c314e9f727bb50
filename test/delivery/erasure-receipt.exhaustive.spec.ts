import { CloudauthEmulator, type Fault } from 'cloudauth-emulator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeliveryClock } from '../support/clock/delivery-clock.js';
import type { DeliveryHost } from '../support/host/delivery-host.js';
import { DeliveryStage } from '../support/host/delivery-stage.js';
import { eventually } from '../support/runner/eventually.js';
import { ACCESS_KEY, OTHER_ACCOUNT } from '../support/host/library-host.js';

const DAY_MS = 24 * 60 * 60_000;
const action = 'DeleteVerifyResult';

/** A response in place of the deletion, after which the vendor has everything still. */
const instead = (body: object): Fault => ({
  kind: 'rawResponse',
  status: 200,
  body: JSON.stringify(body),
  contentType: 'application/json',
  action,
});

const FAULTS: readonly Fault[] = [
  { kind: 'vendorCode', code: 'ServiceUnavailable', action },
  { kind: 'loseResponse', action },
  { kind: 'cutBody', action },
  { kind: 'resetBeforeResponse', action },
  { kind: 'rawResponse', status: 403, body: '<html>', action },
  { kind: 'throttling', action },
  { kind: 'mergeBody', body: { Code: 'success' }, action },
  instead({ Code: '200', Result: { DeleteResult: 'N' } }),
  instead({ Code: 'Success', Result: {} }),
  instead({ Code: '200' }),
  instead({ Code: 'InternalError', Result: { DeleteResult: 'Y' } }),
];

interface Attempt {
  /** Whose process makes it: with the settings of initialize, or with a wrong account or region. */
  readonly by: 'owner' | 'otherAccount' | 'otherRegion';
  readonly fault: Fault | undefined;
  /** Whether the process dies after the vendor's response and before it is stored. */
  readonly dies: boolean;
  /** How long after the attempt before it is due, in milliseconds. */
  readonly afterMs: number;
}

const attempts = fc.record<Attempt>({
  by: fc.constantFrom('owner', 'otherAccount', 'otherRegion'),
  fault: fc.option(fc.constantFrom(...FAULTS), { nil: undefined }),
  dies: fc.boolean(),
  afterMs: fc.constantFrom(0, 0, 0, 31 * DAY_MS),
});

/** A process whose clock is its own, so that nothing is due for it until its clock is set. */
interface Process {
  readonly host: DeliveryHost;
  readonly clock: DeliveryClock;
  /** The number of polls of its erasure worker. */
  readonly polls: () => number;
  dies: boolean;
}

describe('A receipt of an erasure', () => {
  let stage: DeliveryStage;
  let elsewhere: CloudauthEmulator;
  let deaths = 0;
  const processes = new Map<Attempt['by'], Process>();
  let time = new Date('2026-06-01T12:00:00.000Z').getTime();
  beforeAll(async () => {
    stage = await DeliveryStage.open('delivery_erasure_receipt');
    elsewhere = await CloudauthEmulator.start({ accessKeys: [ACCESS_KEY] });
    const credentials = { accessKeyId: OTHER_ACCOUNT.id, accessKeySecret: OTHER_ACCOUNT.secret };
    await start('owner', {});
    await start('otherAccount', { credentials });
    await start('otherRegion', { endpoint: elsewhere.url });
  });
  afterAll(async () => {
    await stage.close();
    await elsewhere.stop();
  });

  async function start(by: Attempt['by'], options: object): Promise<void> {
    const clock = new DeliveryClock();
    const host = await stage.host({ clock, options });
    const process: Process = { host, clock, polls: countPolls(host), dies: false };
    beforeFinish(process.host, () => {
      if (!process.dies) return;
      deaths += 1;
      throw new Error('the process dies');
    });
    processes.set(by, process);
  }

  /** The process, brought to the present. */
  function now(by: Attempt['by']): Process {
    const process = processes.get(by);
    if (process === undefined) throw new Error(`no process ${by}`);
    process.clock.advance(time - process.clock.databaseNow().getTime());
    return process;
  }

  async function prepare({ by, fault, dies, afterMs }: Attempt): Promise<Process> {
    time += afterMs;
    stage.emulator.clock.advance(afterMs);
    stage.emulator.clearFaults();
    if (fault !== undefined) stage.emulator.inject(fault);
    const process = now(by);
    process.dies = dies;
    return process;
  }

  /** The worker of one process finds the erasure due. */
  async function attempt(given: Attempt): Promise<void> {
    const [due] = await stage.query<{ next_attempt_at: Date }>(
      'SELECT next_attempt_at FROM id_verification_erasure',
    );
    time = Math.max(time, Number(due?.next_attempt_at));
    const { polls } = await prepare(given);
    const before = polls();
    // The first poll may have begun before the clock was set, and the last one is complete when the next begins.
    await eventually(() => polls() >= before + 3);
  }

  /** What the receipt claims of data that the vendor still has. */
  async function claimedOf(transactionId: string): Promise<unknown> {
    const [receipt] = await stage.query('SELECT vendor_deletion FROM id_verification_erasure');
    const status = stage.emulator.transaction(transactionId)?.status ?? 'deleted';
    return status === 'deleted' ? undefined : receipt?.['vendor_deletion'];
  }

  it('says DELETED only when the vendor has nothing left, whatever happens in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(attempts, { minLength: 1, maxLength: 5 }),
        fc.record({
          repeatedDeleteResponse: fc.constantFrom('Success', 'TransactionIdInvalid'),
          deleteSuccessCode: fc.constantFrom('200', 'Success'),
          deleteSupported: fc.boolean(),
        }),
        async ([first, ...others], settings) => {
          await stage.query('DELETE FROM id_verification_erasure');
          stage.emulator.configure(settings);
          const id = await stage.ended(now('owner').host);
          const [transaction] = stage.emulator.transactions({ merchantBizId: id });
          const transactionId = transaction?.transactionId ?? '';

          if (first !== undefined) await (await prepare(first)).host.service.erase(id).catch(() => undefined);
          expect(await claimedOf(transactionId)).not.toBe('DELETED');
          for (const other of others) {
            await attempt(other);
            expect(await claimedOf(transactionId)).not.toBe('DELETED');
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(deaths).toBeGreaterThan(0);
  });
});

/** Counts the statements by which the erasure worker claims deletions. */
function countPolls({ dataSource: { logger } }: DeliveryHost): () => number {
  let polls = 0;
  const logQuery = logger.logQuery.bind(logger);
  logger.logQuery = (text, ...rest) => {
    if (text.includes("state = 'DELETING' AND next_attempt_at <=")) polls += 1;
    return logQuery(text, ...rest);
  };
  return () => polls;
}

/** Runs a function before the statement that closes a receipt: the library logs each statement first. */
function beforeFinish({ dataSource: { logger } }: DeliveryHost, act: () => void): void {
  const logQuery = logger.logQuery.bind(logger);
  logger.logQuery = (text, ...rest) => {
    if (text.includes("SET state = 'DONE'")) act();
    return logQuery(text, ...rest);
  };
}
