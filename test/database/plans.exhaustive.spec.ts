import type { TestingModule } from '@nestjs/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckRequestStore } from '../../libs/id-verification/dist/storage/check-request.store.js';
import { DeliveryStore } from '../../libs/id-verification/dist/storage/delivery.store.js';
import { DueWorkStore } from '../../libs/id-verification/dist/storage/due-work.store.js';
import { ErasureStore } from '../../libs/id-verification/dist/storage/erasure.store.js';
import { FollowUpStore } from '../../libs/id-verification/dist/storage/follow-up.store.js';
import { HandlerStore } from '../../libs/id-verification/dist/storage/handler.store.js';
import { HistoryStore } from '../../libs/id-verification/dist/storage/history.store.js';
import { HealthStore } from '../../libs/id-verification/dist/storage/health.store.js';
import { InitializeStore } from '../../libs/id-verification/dist/storage/initialize.store.js';
import { RateLimitStore } from '../../libs/id-verification/dist/storage/rate-limit.store.js';
import { RollUpStore } from '../../libs/id-verification/dist/storage/roll-up.store.js';
import { StatisticsStore } from '../../libs/id-verification/dist/storage/statistics.store.js';
import { UndeliveredStore } from '../../libs/id-verification/dist/storage/undelivered.store.js';
import { VerdictStore } from '../../libs/id-verification/dist/storage/verdict.store.js';
import type { VerificationDraft } from '../../libs/id-verification/dist/storage/verification-columns.js';
import { VerificationStore } from '../../libs/id-verification/dist/storage/verification.store.js';
import { EVERY_VERIFICATION } from '../support/database/every-verification.js';
import { explainStatements, type Explained } from '../support/database/explain.js';
import { fillAfterStatistics, fillDatabase } from '../support/database/filled-database.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { compileHost } from '../support/host/host-module.js';
import { emulatorOptions, UNGUARDED } from '../support/host/library-host.js';
import { execute } from '../support/process/execute.js';

const STORES = {
  InitializeStore,
  VerificationStore,
  VerdictStore,
  CheckRequestStore,
  HandlerStore,
  DeliveryStore,
  UndeliveredStore,
  FollowUpStore,
  DueWorkStore,
  StatisticsStore,
  RollUpStore,
  ErasureStore,
  RateLimitStore,
  HealthStore,
  HistoryStore,
};

type Store = InstanceType<(typeof STORES)[keyof typeof STORES]>;

/** The methods of a store that run statements: a new one does not compile without a call below. */
type Calls<One extends Store> = {
  readonly [
    Method in keyof One as One[Method] extends (...given: never[]) => Promise<unknown> ? Method : never
  ]: () => Promise<unknown>;
};

type AllCalls = { readonly [Name in keyof typeof STORES]: Calls<InstanceType<(typeof STORES)[Name]>> };

/** Below the smaller one PostgreSQL reads whole tables, which are few pages then. */
const SIZES = [10_000, 100_000] as const;

/** How many verifications are open. */
const OPEN = [100, 6_000] as const;

/** What counts, lists or searches all of the work in progress. */
const READS_ALL_IN_PROGRESS = [
  'HealthStore.work',
  'UndeliveredStore.list',
  'VerdictStore.unknownIds',
  'DeliveryStore.findClaimed',
];

/** Tables that grow with history. */
const LARGE = [
  'id_verification',
  'id_verification_delivery',
  'id_verification_erasure',
  'id_verification_event',
];

/** An index of the larger table has a level more; a row that is written is in a dozen of them, and pages are half full. */
const MORE_LEVELS = 24;

const HOUR_MS = 3_600_000;

const USER = ['c4ca4238a0b923820dcc509a6f75849b', 'of another key'];

const ERASURE_HASH = 'c4ca4238a0b923820dcc509a6f75849b';

const FAILURE = { code: 'vendor_timeout', requestId: undefined };

const OPERATOR = { actor: 'operator', reason: 'ticket', idHash: ERASURE_HASH };

const KEY = { account: 'account', endpoint: 'endpoint', operation: 'CheckResult' };

const POLICY = { maxAttempts: 10, timeoutMs: 30_000, initialDelayMs: 1_000, maxDelayMs: 3_600_000 };

const DELAY = { initialDelayMs: 1_000, maxDelayMs: 1_000 };

const RECORDER = { name: 'recorder', outcomes: ['passed', 'failed', 'expired'], most: 4, isIdle: true };

/** An hour that was counted has to be counted again. */
const CHANGED = `INSERT INTO id_verification_roll_up_change (instance, created_at)
  SELECT instance, max(starts_at) FROM id_verification_roll_up GROUP BY instance`;

const lease = () => ({ token: randomUUID(), milliseconds: 20_000 });

function draft(): VerificationDraft {
  const id = randomUUID();
  return {
    id,
    merchantBizId: id.replaceAll('-', ''),
    merchantUserId: USER[0] ?? '',
    hashKeyId: 'k1',
    requestFingerprint: 'f',
    vendorAccount: null,
    tenant: null,
    metadata: {},
    retentionDays: null,
    parameters: { productCode: 'FACE_LIVENESS', securityLevel: '02' },
  };
}

/** A call of every method of every store, with rows that each statement finds. */
function callsOf(module: TestingModule, url: string): AllCalls {
  const initialize = module.get(InitializeStore);
  const verifications = module.get(VerificationStore);
  const verdicts = module.get(VerdictStore);
  const checkRequests = module.get(CheckRequestStore);
  const handlers = module.get(HandlerStore);
  const deliveries = module.get(DeliveryStore);
  const undelivered = module.get(UndeliveredStore);
  const followUps = module.get(FollowUpStore);
  const dueWork = module.get(DueWorkStore);
  const statistics = module.get(StatisticsStore);
  const rollUps = module.get(RollUpStore);
  const erasures = module.get(ErasureStore);
  const rateLimits = module.get(RateLimitStore);
  const health = module.get(HealthStore);
  const history = module.get(HistoryStore);

  const limit = { count: 5, windowMs: HOUR_MS, merchantUserIds: USER };
  const free = { total: 4, handlers: [RECORDER] };
  const end = {
    status: 'PASSED',
    subCode: '200',
    reason: 'verified',
    requestId: randomUUID(),
    followUpMs: undefined,
  } as const;

  async function reserved() {
    const [one, held] = [draft(), lease()];
    await initialize.reserve(one, held);
    return { ...one, held };
  }
  const response = () => ({
    transactionId: randomUUID(),
    protocol: 'p',
    transactionUrl: 'https://vendor.test',
    requestId: 'r',
    livemode: true,
  });
  async function pending() {
    const one = await reserved();
    await initialize.markPending(one.id, one.held.token, response(), 120_000);
    return one;
  }
  async function claimed() {
    const [one, held] = [await pending(), lease()];
    await verdicts.claimOne(one.merchantBizId, held);
    return { ...one, held };
  }
  async function ended(followUpMs?: number) {
    const one = await claimed();
    await verdicts.end(one.id, one.held.token, { ...end, requestId: one.id, followUpMs });
    return one;
  }
  async function taken() {
    const {
      deliveries: [first],
    } = await deliveries.claimDue(free, POLICY, randomUUID());
    if (first === undefined) throw new Error('nothing is due');
    return first;
  }
  async function requested() {
    const { merchantBizId } = await ended();
    return erasures.request(randomUUID(), merchantBizId, 'hash', false, 1_000);
  }
  const span = () => ({
    from: new Date(Date.now() - 4 * HOUR_MS),
    before: new Date(Date.now() - 3 * HOUR_MS),
  });
  const all = { ...EVERY_VERIFICATION, limit: 21 };

  return {
    InitializeStore: {
      reserve: async () => {
        await initialize.reserve(draft(), lease());
        await initialize.reserve(draft(), lease(), limit);
      },
      takeOver: async () => {
        const { id, held, ...others } = await reserved();
        await initialize.release(id, held.token, FAILURE);
        const seen = await verifications.find(others.merchantBizId);
        if (seen !== undefined) await initialize.takeOver(seen, { ...others, id }, lease(), limit);
      },
      nextAttemptMs: () => initialize.nextAttemptMs('none', { ...limit, count: 1 }),
      markPending: pending,
      reject: async () => {
        const { id, held } = await reserved();
        await initialize.reject(id, held.token, { subCode: 'refused', requestId: undefined });
      },
      release: async () => {
        const { id, held } = await reserved();
        await initialize.release(id, held.token, FAILURE);
      },
      remove: async () => {
        const { id, held } = await reserved();
        await initialize.remove(id, held.token);
      },
      rejectNeverInitialized: () => initialize.rejectNeverInitialized(),
    },
    VerificationStore: {
      find: () => verifications.find('past7'),
      updateMetadata: () => verifications.updateMetadata('past7', { key: 'value' }),
      list: async () => {
        const { from, before } = span();
        const after = { createdAt: before, id: randomUUID() };
        await verifications.list(all);
        await verifications.list({ ...all, after });
        await verifications.list({ ...all, createdFrom: from, createdBefore: before });
        await verifications.list({ ...all, statuses: ['FAILED', 'REJECTED'], after });
        await verifications.list({ ...all, reasons: ['device_risk'], after });
        await verifications.list({ ...all, reasons: ['device_risk', 'not_finished'], statuses: ['EXPIRED'] });
        await verifications.list({ ...all, reasons: ['verified'], createdFrom: from, createdBefore: before });
        await verifications.list({ ...all, productCode: 'FACE_IDU' });
        await verifications.list({ ...all, tenant: 'acme', statuses: ['PASSED'], after });
        await verifications.list({ ...all, transactionId: 'past7' });
        await verifications.list({ ...all, merchantUserIds: USER });
        await verifications.list({
          ...all,
          merchantUserIds: USER,
          statuses: ['PASSED'],
        });
      },
    },
    CheckRequestStore: {
      requestChecks: async () => checkRequests.requestChecks([(await pending()).id], lease(), 1, true),
    },
    VerdictStore: {
      countDue: () => verdicts.countDue(5),
      claimDue: async () => {
        await verdicts.claimDue(5, lease());
        await verdicts.claimDue(5, lease(), ['acme']);
      },
      claimOne: claimed,
      end: async () => {
        await ended();
        const { id, held } = await claimed();
        const slots = { handlers: [RECORDER.name], policy: POLICY };
        await verdicts.end(id, held.token, { ...end, requestId: id }, slots);
      },
      cancel: async () => {
        await verdicts.cancel((await pending()).merchantBizId);
        await verdicts.cancel((await pending()).merchantBizId, undefined, OPERATOR);
      },
      reschedule: async () => {
        const { id, held } = await claimed();
        const next = {
          nextCheckAt: new Date(),
          attempts: 1,
          checked: true,
          unknownId: false,
          nothingSent: false,
          event: FAILURE,
        };
        await verdicts.reschedule(id, held.token, next);
      },
      unknownIds: async () => {
        await verdicts.unknownIds(null);
        await execute(
          url,
          `UPDATE id_verification SET invalid_since = now() - interval '1 hour'
            WHERE merchant_biz_id IN ('open1', 'open2', 'open3', 'open4', 'open6', 'open7')`,
        );
        await verdicts.unknownIds(null);
        await verdicts.unknownIds('acme');
      },
    },
    HandlerStore: {
      register: () => handlers.register(RECORDER.name, RECORDER.outcomes),
      heartbeat: () => handlers.heartbeat([RECORDER.name]),
      unregister: () => handlers.unregister('another'),
    },
    DeliveryStore: {
      claimDue: taken,
      findClaimed: () => deliveries.findClaimed(randomUUID()),
      deliver: async () => deliveries.deliver(await taken(), 30_000, async () => 'returned'),
      uncount: async () => deliveries.uncount({ ...(await taken()), delayMs: 0 }),
      recordFailure: async () => deliveries.recordFailure(await taken(), 'Error', POLICY),
    },
    UndeliveredStore: {
      list: async () => {
        const query = { after: undefined, limit: 21 };
        await undelivered.list({ ...query, state: 'PENDING' });
        await undelivered.list({ ...query, state: 'DEAD_LETTERED' });
        // Behind all of them: a random place would list another number in each database.
        const after = { verificationId: 'ffffffff-ffff-4fff-bfff-ffffffffffff', handler: RECORDER.name };
        await undelivered.list({ ...query, state: 'DEAD_LETTERED', after });
      },
      reopen: async () => {
        await undelivered.reopen('past10', undefined);
        await undelivered.reopen('past20', undefined, OPERATOR);
      },
    },
    FollowUpStore: {
      countDue: () => followUps.countDue('evidence', 5),
      claim: async () => {
        await ended(0);
        await followUps.claim('evidence', 5, lease());
        await followUps.claim('explain', 5, lease());
        await followUps.claim('explain', 5, lease(), ['acme']);
      },
      schedule: async () => followUps.schedule((await ended(0)).id, 1_000, 'counted'),
      finish: async () => followUps.finish((await ended(0)).id, { type: 'evidence_delivered' }),
      endEvidence: async () => {
        await ended(0);
        // Of any age: how many are a second old depends on the speed of the machine.
        await followUps.endEvidence(0, 'no_sink', 10);
      },
    },
    DueWorkStore: {
      untilDue: () =>
        dueWork.untilDue([
          ['check', verdicts.nextCheck()],
          ['reject', initialize.nextRejection()],
          ['deliver', deliveries.nextDelivery([RECORDER])],
          ['evidence', followUps.nextFollowUp('evidence')],
          ['explain', followUps.nextFollowUp('explain')],
          ['erase', erasures.nextErasure()],
        ]),
    },
    StatisticsStore: {
      rollUps: async () => {
        await statistics.rollUps(span(), 'hour');
        await statistics.rollUps(span(), 'day');
      },
      count: async () => {
        await statistics.count(span());
        await statistics.count(span(), 'hour', USER);
      },
    },
    RollUpStore: {
      rollUp: async () => {
        await rollUps.rollUp(2);
        await execute(url, CHANGED);
        await rollUps.rollUp(2);
      },
    },
    ErasureStore: {
      request: requested,
      release: async () => erasures.release((await requested())?.id ?? ''),
      get: async () => erasures.get((await requested())?.id ?? ''),
      list: async () => {
        const [latest] = await erasures.list({ after: undefined, limit: 1 });
        await erasures.list({ after: latest, limit: 21 });
      },
      find: () => erasures.find([ERASURE_HASH, 'of another key']),
      wipe: async () => {
        await requested();
        await erasures.wipe();
        await erasures.wipe();
      },
      claimDeletion: async () => {
        await erasures.claimDeletion(DELAY);
        await erasures.claimDeletion(DELAY, ['acme']);
      },
      postpone: async () => erasures.postpone((await requested())?.id ?? '', 1_000),
      finish: async () => erasures.finish((await requested())?.id ?? '', 'DELETED'),
      purge: async () => {
        await erasures.purge({ days: 365 }, 10);
        await erasures.purge('own', 10);
        await erasures.purge({ days: 3_650 }, 10);
        await erasures.purge('own', 100);
        await erasures.purge('own', 100);
      },
    },
    RateLimitStore: {
      ensure: () => rateLimits.ensure(KEY, { perSecond: 10, windowMs: 1_000 }),
      acquire: () => rateLimits.acquire(KEY, false, 1_000),
      reschedulePermit: async () => {
        const permit = await rateLimits.acquire(KEY, false, 1_000);
        if (permit !== undefined) await rateLimits.reschedulePermit(KEY, permit, 10);
      },
      waitMs: () => rateLimits.waitMs(KEY),
      usage: () => rateLimits.usage(KEY.account, KEY.endpoint),
      isRevoked: () => rateLimits.isRevoked(KEY, new Date()),
      slowDown: () => rateLimits.slowDown(KEY),
    },
    HistoryStore: {
      read: () => history.read('past7', [ERASURE_HASH, 'of another key']),
      recordCheck: () => history.recordCheck('past7', OPERATOR),
      purge: () => history.purge(730, 10),
    },
    HealthStore: { work: () => health.work(HOUR_MS, HOUR_MS) },
  };
}

/** Every statement under the method that ran it, in their order. */
type Report = ReadonlyMap<string, readonly Explained[]>;

async function explainAll({ url }: TestDatabase): Promise<Report> {
  const module = await compileHost(
    url,
    { ...emulatorOptions('http://127.0.0.1:1'), ...UNGUARDED },
    { poolSize: 2 },
  );
  const report = new Map<string, Explained[]>();
  let current: Explained[] = [];
  await module.init();
  const restore = explainStatements((explained) => current.push(explained));
  try {
    for (const [store, calls] of Object.entries(callsOf(module, url))) {
      for (const [method, call] of Object.entries(calls)) {
        report.set(`${store}.${method}`, (current = []));
        await call();
      }
    }
  } finally {
    restore();
    await module.close();
  }
  return report;
}

type Plan = Explained['plans']['custom'];

/** What `describePlan` says of each plan of the second report, beside that of the first, where it says anything. */
function findings(
  [first, second]: readonly (Report | undefined)[],
  describePlan: (plan: Plan, before: Plan) => unknown,
): { readonly method: string; readonly found: unknown }[] {
  return [...(second ?? [])].flatMap(([method, statements]) =>
    statements.flatMap(({ text, plans }, index) =>
      (['custom', 'generic'] as const).flatMap((kind) => {
        const before = first?.get(method)?.[index]?.plans[kind];
        if (before === undefined) throw new Error(`${method} ran another number of statements`);
        const found = describePlan(plans[kind], before);
        return found === undefined ? [] : { method, kind, found, text };
      }),
    ),
  );
}

/** A comparison with a key, behind which an index of all open rows or all of a tenant was read. */
const KEY_COMPARISON =
  /\((?:\w+\.)?(?:id|verification_id|merchant_biz_id|transaction_id)(?:\)::text)? = [$']/;

const morePages = ({ pages }: Plan, before: Plan): unknown =>
  pages > 1.3 * before.pages + MORE_LEVELS ? { from: before.pages, to: pages } : undefined;

/** Explains every statement in databases that are filled like this. */
function explainedIn(fills: readonly ((url: string) => Promise<void>)[]): readonly Report[] {
  const databases: TestDatabase[] = [];
  const reports: Report[] = [];
  beforeAll(async () => {
    for (const fill of fills) {
      const database = await createTestDatabase('plans');
      databases.push(database);
      await fill(database.url);
      reports.push(await explainAll(database));
    }
  });
  afterAll(() => Promise.all(databases.map((database) => database.drop())));
  return reports;
}

describe('A statement of the library', () => {
  const reports = explainedIn(SIZES.map((size) => (url) => fillDatabase(url, size)));

  it('is explained with what it does, whichever it is', () => {
    const [, large] = reports;

    expect([...(large ?? [])].filter(([, statements]) => statements.length === 0)).toEqual([]);
  });

  it('reads no table that grows from beginning to end', () => {
    expect(findings(reports, ({ scanned }) => scanned.find((table) => LARGE.includes(table)))).toEqual([]);
  });

  it('compares no row with the clock after it was read', () => {
    expect(
      findings(reports, ({ joinFilters }) => joinFilters.find((filter) => filter.includes('clock.now'))),
    ).toEqual([]);
  });

  it('starts no further processes', () => {
    expect(findings(reports, ({ isParallel }) => isParallel || undefined)).toEqual([]);
  });

  it('reads as many pages with ten times the history, but for the levels of indexes', () => {
    expect(findings(reports, morePages)).toEqual([]);
  });
});

describe('A statement of the library that is planned by statistics of a quiet time', () => {
  const reports = explainedIn(OPEN.map((open) => (url) => fillAfterStatistics(url, SIZES[0], open)));

  it('finds rows by their key, and not by an index of open rows', () => {
    expect(
      findings([reports[0], reports[0]], ({ filters }) => filters.find((one) => KEY_COMPARISON.test(one))),
    ).toEqual([]);
  });

  it('reads as many pages with sixty times the work in progress', () => {
    const found = findings(reports, morePages).filter(
      ({ method }) => !READS_ALL_IN_PROGRESS.includes(method),
    );

    expect(found).toEqual([]);
  });
});
