import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { OnVerificationOutcome } from 'nestjs-id-verification';
import { IdVerificationTestingModule, TestClock } from 'nestjs-id-verification/testing';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CheckRequestStore } from '../../libs/id-verification/dist/storage/check-request.store.js';
import { DueWorkStore } from '../../libs/id-verification/dist/storage/due-work.store.js';
import { ErasureStore } from '../../libs/id-verification/dist/storage/erasure.store.js';
import { FollowUpStore } from '../../libs/id-verification/dist/storage/follow-up.store.js';
import { HealthStore } from '../../libs/id-verification/dist/storage/health.store.js';
import { HistoryStore } from '../../libs/id-verification/dist/storage/history.store.js';
import { InitializeStore } from '../../libs/id-verification/dist/storage/initialize.store.js';
import {
  StatisticsStore,
  type CountedGroup,
} from '../../libs/id-verification/dist/storage/statistics.store.js';
import { UndeliveredStore } from '../../libs/id-verification/dist/storage/undelivered.store.js';
import { VerdictStore } from '../../libs/id-verification/dist/storage/verdict.store.js';
import { DeliveryService } from '../../libs/id-verification/dist/steps/outcome/delivery.service.js';
import { verificationReason } from '../../libs/id-verification/dist/storage/verification-reason.js';
import type { VerificationDraft } from '../../libs/id-verification/dist/storage/verification-columns.js';
import { VerificationStore } from '../../libs/id-verification/dist/storage/verification.store.js';
import { EVERY_VERIFICATION } from '../support/database/every-verification.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { compileHost } from '../support/host/host-module.js';
import { emulatorOptions } from '../support/host/library-host.js';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const USER = 'a-hash';
const OPERATOR = { actor: 'operator', reason: 'ticket', idHash: 'hash1' };
const FAILURE = { code: 'vendor_timeout', requestId: undefined };
const DELETION = { initialDelayMs: 30_000, maxDelayMs: 3_600_000 };

interface Stores {
  readonly initialize: InitializeStore;
  readonly verifications: VerificationStore;
  readonly verdicts: VerdictStore;
  readonly checkRequests: CheckRequestStore;
  readonly statistics: StatisticsStore;
  readonly erasures: ErasureStore;
  readonly dueWork: DueWorkStore;
  readonly health: HealthStore;
  readonly history: HistoryStore;
  readonly undelivered: UndeliveredStore;
  readonly followUps: FollowUpStore;
  readonly clock: TestClock;
  /** Runs the handler where that is left to a worker. */
  readonly deliver: () => Promise<void>;
}

type Steps = (stores: Stores) => Promise<readonly unknown[]>;

const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const leaseOf = (n: number) => ({ token: idOf(100 + n), milliseconds: 20_000 });

function draftOf(n: number): VerificationDraft {
  return {
    id: idOf(n),
    merchantBizId: `biz${n}`,
    merchantUserId: USER,
    hashKeyId: 'k1',
    requestFingerprint: 'fingerprint',
    vendorAccount: 'account',
    tenant: n === 3 ? 'acme' : null,
    metadata: { order: String(n) },
    retentionDays: null,
    parameters: { productCode: 'FACE_LIVENESS', securityLevel: '02', docVideo: 'N' },
  };
}

const responseOf = (n: number) => ({
  transactionId: `transaction${n}`,
  protocol: 'protocol',
  transactionUrl: 'https://vendor.test/flow',
  requestId: `request${n}`,
  livemode: false,
});

async function pending({ initialize }: Stores, n: number): Promise<unknown> {
  await initialize.reserve(draftOf(n), leaseOf(n));
  return initialize.markPending(idOf(n), leaseOf(n).token, responseOf(n), 2 * MINUTE_MS);
}

async function ended(stores: Stores, n: number, status: 'PASSED' | 'FAILED' | 'EXPIRED', subCode: string) {
  await pending(stores, n);
  stores.clock.advance(n * 7_000);
  await stores.verdicts.claimOne(`biz${n}`, leaseOf(n));
  const reason = verificationReason(status, subCode);
  const end = { status, subCode, reason, requestId: `check${n}`, followUpMs: undefined };
  return stores.verdicts.end(idOf(n), leaseOf(n).token, end);
}

/** Groups with their counts, in one order. */
function addedUp(groups: readonly CountedGroup[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { count, ...group } of groups) {
    const key = JSON.stringify(Object.entries(group).sort());
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return [...counts].sort();
}

/** Fails while a test says so, with an error whose name is not for every log. */
@Injectable()
class Ledger {
  static error: unknown;

  @OnVerificationOutcome('failed', { name: 'ledger' })
  async write(): Promise<void> {
    if (Ledger.error !== undefined) throw Ledger.error;
  }
}

/** A delivery that fails, until an operator requests another attempt. */
async function redelivered(stores: Stores, n: number, error: unknown): Promise<readonly unknown[]> {
  const { undelivered, deliver, clock } = stores;
  Ledger.error = error;
  try {
    await ended(stores, n, 'FAILED', '205');
  } catch (thrown) {
    expect(thrown).toBe(error);
  }
  await deliver();
  const query = { state: 'PENDING', after: undefined, limit: 5 } as const;
  const [delivery] = await undelivered.list(query);
  clock.advance(1_000);
  Ledger.error = undefined;
  const reopened = [
    await undelivered.reopen(`biz${n}`, 'another'),
    await undelivered.reopen(`biz${n}`, 'ledger', { ...OPERATOR, idHash: `hash${n}` }),
  ];
  await deliver();
  reopened.push(await undelivered.reopen(`biz${n}`, undefined));
  const rest = await undelivered.list(query);
  return [{ ...delivery, nextAttemptAt: undefined }, ...reopened, rest, await historyOf(stores, n)];
}

/** What both kinds of stores do alike. Two differ on purpose: checks are not two seconds apart, and handlers run at once. */
const CONTRACT: Readonly<Record<string, Steps>> = {
  'reserves an id once, and takes it over from a lease that it has read': async (stores) => {
    const { initialize, verifications } = stores;
    const first = await initialize.reserve(draftOf(1), leaseOf(1));
    const again = await initialize.reserve(draftOf(1), leaseOf(2));
    const seen = await verifications.find('biz1');
    if (seen === undefined) throw new Error('it is stored');
    stores.clock.advance(30_000);
    const stale = await initialize.takeOver({ ...seen, leaseToken: idOf(9) }, draftOf(1), leaseOf(3));
    const taken = await initialize.takeOver(seen, draftOf(1), leaseOf(3));
    return [first, again, seen, stale, taken, await verifications.find('unknown')];
  },
  'limits the attempts of a user, except those that were rejected': async ({ initialize, clock }) => {
    const limit = { count: 1, windowMs: MINUTE_MS, merchantUserIds: [USER] };
    await initialize.reserve(draftOf(1), leaseOf(1), limit);
    clock.advance(10_000);
    const results = [
      await initialize.reserve(draftOf(2), leaseOf(2), limit),
      await initialize.nextAttemptMs('biz2', limit),
      await initialize.nextAttemptMs('biz1', limit),
      await initialize.reject(idOf(1), leaseOf(1).token, { subCode: 'InvalidParameter', requestId: 'r' }),
      await initialize.reserve(draftOf(2), leaseOf(2), limit),
    ];
    clock.advance(MINUTE_MS);
    return [...results, (await initialize.reserve(draftOf(3), leaseOf(3), limit))?.merchantBizId];
  },
  'writes with the current lease alone': async (stores) => {
    const { initialize, verifications } = stores;
    await initialize.reserve(draftOf(1), leaseOf(1));
    const { token } = leaseOf(1);
    return [
      await initialize.markPending(idOf(1), idOf(9), responseOf(1), MINUTE_MS),
      await initialize.release(idOf(1), idOf(9), FAILURE),
      await initialize.reject(idOf(1), idOf(9), { subCode: 'x', requestId: undefined }),
      await initialize.remove(idOf(1), idOf(9)),
      await initialize.release(idOf(1), token, FAILURE),
      await initialize.release(idOf(1), token, FAILURE),
      await verifications.find('biz1'),
    ];
  },
  'removes a row and stores a refusal': async ({ initialize, verifications }) => {
    await initialize.reserve(draftOf(1), leaseOf(1));
    await initialize.reserve(draftOf(2), leaseOf(2));
    return [
      await initialize.remove(idOf(1), leaseOf(1).token),
      await initialize.reject(idOf(2), leaseOf(2).token, { subCode: 'InvalidParameter', requestId: 'r' }),
      await verifications.find('biz1'),
      await verifications.find('biz2'),
    ];
  },
  'keeps a check request of a row that is not pending yet': async (stores) => {
    await stores.initialize.reserve(draftOf(1), leaseOf(1));
    const requested = await stores.checkRequests.requestChecks([idOf(1)], leaseOf(9), 0, false);
    stores.clock.advance(1_000);
    const row = await stores.initialize.markPending(idOf(1), leaseOf(1).token, responseOf(1), MINUTE_MS);
    return [requested, row, await stores.verdicts.countDue(5)];
  },
  'claims due rows under leases, and takes them over once these expire': async (stores) => {
    const { verdicts, clock } = stores;
    for (const n of [1, 2, 3]) {
      await pending(stores, n);
      clock.advance(1_000);
    }
    const early = [await verdicts.countDue(5), await verdicts.claimDue(5, leaseOf(4))];
    clock.advance(2 * MINUTE_MS);
    const paused = [
      await verdicts.claimDue(1, leaseOf(9), ['']),
      await verdicts.claimDue(1, leaseOf(9), ['acme', '']),
    ];
    const claimed = [await verdicts.countDue(2), await verdicts.claimDue(1, leaseOf(5))];
    const rest = [await verdicts.claimDue(5, leaseOf(6)), await verdicts.claimOne('biz1', leaseOf(7))];
    clock.advance(21_000);
    return [...early, ...paused, ...claimed, ...rest, await verdicts.claimOne('biz1', leaseOf(8))];
  },
  'reschedules a check with and without a response': async (stores) => {
    const { verdicts, clock } = stores;
    await pending(stores, 1);
    const nextCheckAt = new Date(clock.now().getTime() + 5 * MINUTE_MS);
    const results: unknown[] = [];
    for (const [checked, unknownId, nothingSent] of [
      [false, false, true],
      [false, false, false],
      [true, true, false],
      [true, true, false],
      [true, false, false],
    ] as const) {
      clock.advance(3_000);
      await verdicts.claimOne('biz1', leaseOf(1));
      const next = { nextCheckAt, attempts: 3, checked, unknownId, nothingSent, event: undefined };
      results.push(await verdicts.reschedule(idOf(1), leaseOf(1).token, next));
    }
    return [...results, await verdicts.reschedule(idOf(1), leaseOf(1).token, { ...next(nextCheckAt) })];
  },
  'requests checks of pending rows': async (stores) => {
    await pending(stores, 1);
    stores.clock.advance(5_000);
    const requested = await stores.checkRequests.requestChecks([idOf(1), idOf(2)], leaseOf(9), 0, false);
    return [requested, await stores.verifications.find('biz1')];
  },
  'ends a verification once, with its lease': async (stores) => {
    const { verdicts, verifications } = stores;
    const first = await ended(stores, 1, 'PASSED', '200');
    const end = { status: 'FAILED', subCode: '205', reason: 'other', requestId: 'x', followUpMs: 1 } as const;
    return [first, await verdicts.end(idOf(1), leaseOf(1).token, end), await verifications.find('biz1')];
  },
  'cancels what is pending': async (stores) => {
    await pending(stores, 1);
    await stores.initialize.reserve(draftOf(2), leaseOf(2));
    return [
      await stores.verdicts.cancel('biz1'),
      await stores.verdicts.cancel('biz1'),
      await stores.verdicts.cancel('biz2'),
      await stores.verdicts.cancel('unknown'),
    ];
  },
  'rejects what was never initialized': async (stores) => {
    await stores.initialize.reserve(draftOf(1), leaseOf(1));
    const before = await stores.initialize.rejectNeverInitialized();
    stores.clock.advance(31 * MINUTE_MS);
    const rejected = await stores.initialize.rejectNeverInitialized();
    return [before, rejected, await stores.verifications.find('biz1'), ...(await historyOf(stores, 1))];
  },
  'lists pages, newest first, and replaces metadata': async (stores) => {
    for (const n of [1, 2, 3]) {
      await pending(stores, n);
      stores.clock.advance(1_000);
    }
    await stores.verdicts.cancel('biz2');
    const all = { ...EVERY_VERIFICATION, limit: 2 };
    const first = await stores.verifications.list(all);
    return [
      first,
      await stores.verifications.list({ ...all, after: first[1] }),
      await stores.verifications.list({ ...all, statuses: ['EXPIRED'] }),
      await stores.verifications.list({ ...all, reasons: ['canceled'] }),
      await stores.verifications.list({ ...all, transactionId: 'transaction3' }),
      await stores.verifications.list({ ...all, merchantUserIds: ['another'] }),
      await stores.verifications.list({ ...all, productCode: 'FACE_IDU' }),
      await stores.verifications.updateMetadata('biz1', { order: 'changed' }),
      await stores.verifications.updateMetadata('unknown', {}),
    ];
  },
  'counts by status, reason, time and user': async (stores) => {
    const { statistics, clock } = stores;
    const from = clock.now();
    for (const [n, status, subCode] of [
      [1, 'PASSED', '200'],
      [2, 'FAILED', '205'],
      [3, 'PASSED', '200'],
      [4, 'EXPIRED', 'not_finished'],
    ] as const) {
      await ended(stores, n, status, subCode);
      clock.advance(40 * MINUTE_MS);
    }
    await pending(stores, 5);
    const span = { from, before: new Date(clock.now().getTime() + 1) };
    const empty = { from: new Date(0), before: new Date(1) };
    return [
      await statistics.rollUps(span, 'hour'),
      addedUp(await statistics.count(span)),
      addedUp(await statistics.count(empty)),
      addedUp(await statistics.count(span, undefined, ['another'])),
      addedUp(await statistics.count(span, 'hour', [USER])),
      addedUp(await statistics.count(span, 'day')),
    ];
  },
  'finds when work is due': async (stores) => {
    const { initialize, verdicts, erasures, dueWork, clock } = stores;
    const untilDue = async () =>
      Object.fromEntries(
        await dueWork.untilDue([
          ['check', verdicts.nextCheck()],
          ['reject', initialize.nextRejection()],
          ['erase', erasures.nextErasure()],
        ]),
      );
    const results = [await untilDue()];
    await initialize.reserve(draftOf(2), leaseOf(2));
    await pending(stores, 1);
    results.push(await untilDue());
    clock.advance(31 * MINUTE_MS);
    results.push(await untilDue());
    await verdicts.claimDue(1, leaseOf(1));
    results.push(await untilDue());
    await erasures.request(idOf(21), 'biz1', 'hash', true, 30_000);
    results.push(await untilDue());
    await erasures.wipe();
    return [...results, await untilDue()];
  },
  'reads the stored work': async (stores) => {
    const { verdicts, health, clock } = stores;
    const work = () => health.work(DAY_MS, 400 * DAY_MS);
    const results = [await work()];
    await ended(stores, 1, 'PASSED', '200');
    clock.advance(MINUTE_MS);
    results.push(await work());
    await pending(stores, 2);
    await pending(stores, 3);
    results.push(await work());
    clock.advance(2 * DAY_MS);
    results.push(await work());
    await verdicts.claimOne('biz2', leaseOf(2));
    return [...results, await work()];
  },
  'records the steps of a verification': async (stores) => {
    const { initialize, verifications, verdicts, checkRequests, history, clock } = stores;
    await initialize.reserve(draftOf(1), leaseOf(1));
    clock.advance(1_000);
    await initialize.release(idOf(1), leaseOf(1).token, FAILURE);
    const seen = await verifications.find('biz1');
    if (seen === undefined) throw new Error('it is stored');
    await initialize.takeOver(seen, draftOf(1), leaseOf(2));
    await checkRequests.requestChecks([idOf(1)], leaseOf(9), 0, false);
    await initialize.markPending(idOf(1), leaseOf(2).token, responseOf(1), MINUTE_MS);
    clock.advance(3_000);
    await verdicts.claimOne('biz1', leaseOf(3));
    const nextCheckAt = new Date(clock.now().getTime() + MINUTE_MS);
    const event = { code: 'process_not_completed', requestId: 'request2' };
    await verdicts.reschedule(idOf(1), leaseOf(3).token, { ...next(nextCheckAt), event });
    await history.recordCheck('biz1', OPERATOR);
    await verdicts.cancel('biz1', undefined, OPERATOR);
    return historyOf(stores, 1);
  },
  'records a refusal, and nothing of a row that was removed': async (stores) => {
    const { initialize } = stores;
    await initialize.reserve(draftOf(1), leaseOf(1));
    await initialize.remove(idOf(1), leaseOf(1).token);
    const removed = await historyOf(stores, 1);
    await initialize.reserve(draftOf(1), leaseOf(1));
    await initialize.reject(idOf(1), leaseOf(1).token, { subCode: 'InvalidParameter', requestId: 'r' });
    return [...removed, ...(await historyOf(stores, 1)), ...(await historyOf(stores, 2))];
  },
  'records the first hundred of events that repeat, and the end': async (stores) => {
    const { verdicts, clock } = stores;
    await pending(stores, 1);
    const nextCheckAt = new Date(clock.now().getTime() + DAY_MS);
    for (let n = 0; n < 101; n += 1) {
      clock.advance(3_000);
      await verdicts.claimOne('biz1', leaseOf(1));
      const event = { code: `code${n}`, requestId: undefined };
      await verdicts.reschedule(idOf(1), leaseOf(1).token, { ...next(nextCheckAt), event });
    }
    await verdicts.cancel('biz1');
    return historyOf(stores, 1);
  },
  'records attempts to deliver, and who requested another': async (stores) => {
    const results: unknown[] = [];
    const errors = [new TypeError('no table'), Object.assign(new Error(), { name: 'of Jane Doe' }), 'thrown'];
    for (const [index, error] of errors.entries()) {
      results.push(...(await redelivered(stores, index + 1, error)));
    }
    return results;
  },
  'records what became of evidence, and of the log of an expiry': async (stores) => {
    const { verdicts, followUps, clock } = stores;
    const ends = [
      [1, 'PASSED', '200'],
      [2, 'PASSED', '200'],
      [3, 'EXPIRED', 'not_finished'],
      [4, 'EXPIRED', 'not_finished'],
    ] as const;
    for (const [n, status, subCode] of ends) {
      await pending(stores, n);
      await verdicts.claimOne(`biz${n}`, leaseOf(n));
      const reason = verificationReason(status, subCode);
      const end = { status, subCode, reason, requestId: `check${n}`, followUpMs: n * 1_000 };
      await verdicts.end(idOf(n), leaseOf(n).token, end);
    }
    const results = [await followUps.countDue('evidence', 5)];
    clock.advance(4_000);
    results.push(await followUps.countDue('evidence', 5), await followUps.countDue('explain', 1));
    const claimed = await followUps.claim('evidence', 1, leaseOf(1));
    await followUps.schedule(idOf(1), 60_000, 'counted');
    const held = [
      await followUps.claim('evidence', 5, leaseOf(2), ['']),
      await followUps.claim('evidence', 5, leaseOf(2), ['acme']),
    ];
    await followUps.schedule(idOf(2), 1_000, 'uncounted');
    await followUps.finish(idOf(1), { type: 'evidence_delivered' });
    await followUps.finish(idOf(1), { type: 'evidence_lost', code: 'TypeError' });
    await followUps.finish(idOf(3), {
      type: 'expiry_explained',
      dropOffReason: 'user_exit',
      dropOffPage: 'FACE',
    });
    await followUps.finish(idOf(4), { type: 'expiry_unexplained', code: 'vendor_failed', requestId: 'r' });
    clock.advance(60_000);
    const lost = [
      await followUps.endEvidence(65_000, 'no_sink', 5),
      await followUps.endEvidence(60_000, 'no_sink', 5),
    ];
    const rows = await stores.verifications.list({ ...EVERY_VERIFICATION, limit: 5 });
    const histories = await Promise.all([1, 2, 3, 4].map((n) => historyOf(stores, n)));
    return [...results, claimed, held, ...lost, rows, ...histories];
  },
  'records the erasure of what it ends by force': async (stores) => {
    await pending(stores, 1);
    await stores.erasures.request(idOf(21), 'biz1', 'hash1', true, 30_000, OPERATOR);
    return historyOf(stores, 1);
  },
  'keeps what operators did, and the erasure, of what is erased': async (stores) => {
    const { erasures, verdicts, clock } = stores;
    for (const n of [1, 2]) {
      await pending(stores, n);
      await verdicts.cancel(`biz${n}`, undefined, n === 1 ? OPERATOR : undefined);
      await erasures.request(idOf(20 + n), `biz${n}`, `hash${n}`, false, 30_000);
    }
    clock.advance(1_000);
    await erasures.wipe();
    await erasures.finish(idOf(21), 'DELETED');
    return [...(await historyOf(stores, 1)), ...(await historyOf(stores, 2))];
  },
  'erases what has ended, by a receipt that stays': async (stores) => {
    const { erasures, verifications, clock } = stores;
    await ended(stores, 1, 'PASSED', '200');
    await pending(stores, 2);
    await pending(stores, 3);
    await stores.verdicts.cancel('biz3');
    const results = [
      await erasures.request(idOf(26), 'biz3', 'hash3', false, 90_000),
      await erasures.request(idOf(21), 'unknown', 'hash0', false, 30_000),
      await erasures.request(idOf(22), 'biz2', 'hash2', false, 30_000),
      await erasures.request(idOf(23), 'biz1', 'hash1', false, 30_000),
      await erasures.request(idOf(24), 'biz1', 'hash1', false, 30_000),
      await erasures.request(idOf(25), 'biz2', 'hash2', true, 30_000),
      await verifications.find('biz2'),
      await erasures.wipe(),
      await erasures.wipe(),
      await verifications.find('biz1'),
      await erasures.get(idOf(23)),
      await erasures.list({ after: undefined, limit: 2 }),
      await erasures.list({ after: { id: idOf(23) }, limit: 2 }),
      await erasures.claimDeletion(DELETION),
    ];
    clock.advance(31_000);
    const claimed = [await erasures.claimDeletion(DELETION), await erasures.claimDeletion(DELETION)];
    await erasures.finish(idOf(23), 'DELETED');
    await erasures.postpone(idOf(25), 0);
    claimed.push(
      await erasures.claimDeletion(DELETION, ['']),
      await erasures.claimDeletion(DELETION, ['acme']),
    );
    await erasures.release(idOf(25));
    return [
      ...results,
      ...claimed,
      await erasures.find(['hash9', 'hash1']),
      await erasures.find(['hash9']),
      await erasures.claimDeletion(DELETION),
      await erasures.claimDeletion(DELETION),
    ];
  },
};

function historyOf({ history }: Stores, n: number): Promise<readonly unknown[]> {
  return history.read(`biz${n}`, ['hash of another key', `hash${n}`]);
}

/** A statement that notifies has a column for that. */
function withoutNotification(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return result;
  return Object.fromEntries(
    Object.entries(result).filter(([name]) => name !== 'pg_notify' && name !== 'case'),
  );
}

const next = (nextCheckAt: Date) => ({
  nextCheckAt,
  attempts: 0,
  checked: true,
  unknownId: false,
  nothingSent: false,
  event: undefined,
});

describe('The stores of the testing module', () => {
  let database: TestDatabase;
  let sqlModule: Awaited<ReturnType<typeof compileHost>>;
  const sqlClock = new TestClock();
  beforeAll(async () => {
    database = await createTestDatabase('store_contract');
    sqlModule = await compileHost(database.url, emulatorOptions('http://127.0.0.1:1'), {
      clock: sqlClock,
      also: { providers: [Ledger] },
    });
    await sqlModule.init();
  });
  beforeEach(async () => {
    Ledger.error = undefined;
    await sqlModule
      .get(DataSource)
      .query(
        'DELETE FROM id_verification; DELETE FROM id_verification_erasure; DELETE FROM id_verification_event',
      );
  });
  afterAll(async () => {
    await sqlModule.close();
    await database.drop();
  });

  async function deliver(): Promise<void> {
    const deliveries = sqlModule.get(DeliveryService, { strict: false });
    while (await deliveries.runOnce(new AbortController().signal));
    await deliveries.drain(60_000);
  }

  function storesOf(
    module: Pick<typeof sqlModule, 'get'>,
    clock: TestClock,
    deliver: Stores['deliver'],
  ): Stores {
    const get = <Store>(token: new (...given: never[]) => Store): Store =>
      module.get(token, { strict: false });
    return {
      initialize: get(InitializeStore),
      verifications: get(VerificationStore),
      verdicts: get(VerdictStore),
      checkRequests: get(CheckRequestStore),
      statistics: get(StatisticsStore),
      erasures: get(ErasureStore),
      dueWork: get(DueWorkStore),
      health: get(HealthStore),
      history: get(HistoryStore),
      undelivered: get(UndeliveredStore),
      followUps: get(FollowUpStore),
      clock,
      deliver,
    };
  }

  it.each(Object.entries(CONTRACT))('%s, as the SQL stores do', async (_, steps) => {
    const clock = new TestClock(sqlClock.now());
    const memory = await Test.createTestingModule({
      imports: [IdVerificationTestingModule.forRoot({ clock })],
      providers: [Ledger],
    }).compile();
    await memory.init();

    const expected = (await steps(storesOf(sqlModule, sqlClock, deliver))).map(withoutNotification);

    expect(expected.some((result) => result !== undefined)).toBe(true);
    expect(await steps(storesOf(memory, clock, async () => undefined))).toEqual(expected);
    await memory.close();
  });
});
