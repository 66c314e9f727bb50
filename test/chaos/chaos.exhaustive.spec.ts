import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChaosUser } from '../support/chaos/chaos-user.js';
import { FAULTS, planUser, type UserPlan } from '../support/chaos/chaos-plan.js';
import { ChaosScene } from '../support/chaos/chaos-scene.js';
import { firedFaults } from '../support/chaos/fired-faults.js';
import { recordDecisions } from '../support/host/onboarding-decisions.js';
import { SEED } from '../support/runner/seed.js';
import { SeededRandom } from '../support/runner/seeded-random.js';

/*
 * A short form is part of `npm run test:all`. The long one:
 *   CHAOS_VERIFICATIONS=1000 npx vitest run --mode all test/chaos
 */
const COUNT = Number(process.env['CHAOS_VERIFICATIONS'] ?? 60);

/** Persons who are under way at the same time. */
const CROWD = 20;

/** So many verifications meet every fault: the rarest is expected more than ten times. */
const ENOUGH = 500;

/** Far more than it takes on a slow machine. */
const LIMIT_MS = 600_000 + COUNT * 2_000;

const HALF_AN_HOUR_AND_GRACE_MS = 36 * 60_000;

interface EndedRow {
  readonly merchantBizId: string;
  readonly status: string;
  readonly state: string;
  readonly decisions: number;
}

const EXPECTED: Readonly<Record<UserPlan['ends'], Omit<EndedRow, 'merchantBizId'>>> = {
  passes: { status: 'PASSED', state: 'APPROVED', decisions: 1 },
  fails: { status: 'FAILED', state: 'DECLINED', decisions: 1 },
  abandons: { status: 'EXPIRED', state: 'LAPSED', decisions: 1 },
};

describe('While replicas are killed, the vendor fails at random and the database is restarted', () => {
  const random = new SeededRandom(SEED);
  const persons: ChaosUser[] = [];
  let scene: ChaosScene;
  let fired: Record<string, number> = {};
  beforeAll(async () => {
    scene = await ChaosScene.open(SEED);
    await onDatabase(recordDecisions);
    for (let n = 0; n < COUNT; n += 1) {
      persons.push(new ChaosUser(planUser(random), scene, new SeededRandom(random.next() * 2 ** 31)));
    }
  });
  afterAll(() => scene.close());

  it(
    'every client initializes its verification in the end',
    async () => {
      for (const fault of FAULTS) scene.emulator.inject(fault);
      const killing = scene.killReplicas(new SeededRandom(SEED + 1));
      const queue = [...persons];
      const restart = restartHalfway(queue);
      await Promise.all(
        Array.from({ length: CROWD }, async () => {
          for (let user = queue.shift(); user !== undefined; user = queue.shift()) await user.live();
        }),
      );
      await restart;
      scene.stopKilling();
      await killing;
      fired = firedFaults(scene);

      const { Initialize } = scene.emulator.counters().actions;
      process.stdout.write(
        `Chaos: ${COUNT} starts, ${sum(persons.map(({ retries }) => retries))} repeated requests, ` +
          `${scene.kills} kills, ${Initialize?.requests} calls of Initialize, ${Initialize?.throttled} throttled\n` +
          Object.entries(fired)
            .map(([fault, times]) => `  ${String(times).padStart(6)} ${fault}\n`)
            .join(''),
      );
      expect(await onDatabase(count)).toBe(COUNT);
    },
    LIMIT_MS,
  );

  it(
    'every verification ends as the vendor decided, and each onboarding is decided exactly once',
    async () => {
      scene.emulator.clearFaults();
      await scene.emulator.callbacksSettled();
      await letTimePass();

      await expect.poll(() => onDatabase(open), { timeout: LIMIT_MS, interval: 250 }).toBe(0);

      const ended = await onDatabase(outcomes);
      const wanted = persons.map(({ plan }) => ({
        merchantBizId: plan.merchantBizId,
        ...EXPECTED[plan.ends],
      }));
      const byId = (one: { merchantBizId: string }, other: { merchantBizId: string }) =>
        one.merchantBizId < other.merchantBizId ? -1 : 1;
      expect(ended.toSorted(byId)).toEqual(wanted.toSorted(byId));
    },
    LIMIT_MS,
  );

  it('faults fired: every kind of them, where there are enough verifications', () => {
    expect(Object.keys(fired).length).toBeGreaterThan(FAULTS.length);
    expect(sum(Object.values(fired))).toBeGreaterThan(0);
    const missing = Object.entries(fired).filter(([, times]) => times === 0);
    expect(COUNT >= ENOUGH ? missing : []).toEqual([]);
  });

  it('nothing is left held, waiting or dead', async () => {
    const [left] = await onDatabase((database) =>
      database.query(`SELECT
        (SELECT count(*)::int FROM id_verification WHERE lease_token IS NOT NULL) AS leases,
        (SELECT count(*)::int FROM id_verification_delivery WHERE state <> 'DELIVERED') AS undelivered`),
    );
    expect(left).toEqual({ leases: 0, undelivered: 0 });
  });

  async function restartHalfway(queue: readonly unknown[]): Promise<void> {
    while (queue.length > COUNT / 2) await delay(100);
    await scene.restartDatabase();
  }

  /** The half hour of the abandoned verifications is over, and with it every poll that no check request replaced. */
  async function letTimePass(): Promise<void> {
    scene.emulator.clock.advance(HALF_AN_HOUR_AND_GRACE_MS);
    await onDatabase((database) =>
      database.query(
        `UPDATE id_verification SET created_at = created_at - $1 * interval '1 ms',
           initialize_started_at = initialize_started_at - $1 * interval '1 ms', expires_at = expires_at - $1 * interval '1 ms',
           next_check_at = next_check_at - $1 * interval '1 ms' WHERE status = 'PENDING'`,
        [HALF_AN_HOUR_AND_GRACE_MS],
      ),
    );
  }

  async function onDatabase<Result>(work: (database: DataSource) => Promise<Result>): Promise<Result> {
    const database = await new DataSource({ type: 'postgres', url: scene.databaseUrl }).initialize();
    try {
      return await work(database);
    } finally {
      await database.destroy();
    }
  }
});

async function count(database: DataSource): Promise<number> {
  const [row] = await database.query<{ count: number }[]>(
    'SELECT count(*)::int AS count FROM id_verification',
  );
  return row?.count ?? -1;
}

/** How many verifications have not ended, or whose onboarding waits. */
async function open(database: DataSource): Promise<number> {
  const [row] = await database.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM id_verification AS t JOIN onboarding AS o USING (merchant_biz_id)
     WHERE t.status IN ('INITIALIZING', 'PENDING') OR o.state = 'WAITING'`,
  );
  return row?.count ?? -1;
}

async function outcomes(database: DataSource): Promise<EndedRow[]> {
  return database.query<EndedRow[]>(
    `SELECT t.merchant_biz_id AS "merchantBizId", t.status, o.state,
       (SELECT count(*)::int FROM decision AS d WHERE d.onboarding_id = o.id) AS decisions
     FROM id_verification AS t JOIN onboarding AS o USING (merchant_biz_id)`,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
