import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentsOf } from '../support/database/marked-database.js';
import { Stage } from '../support/host/conformance-stage.js';
import type { Host } from '../support/host/host-module.js';
import { emulatorOptions } from '../support/host/library-host.js';
import { CALLBACK_KEY, CALLBACK_PATH } from '../support/host/verdict-stage.js';
import { freePort } from '../support/http/free-port.js';
import { newRequest } from '../support/conformance/request.js';
import { EvidenceStore, type ReceivedEvidence } from '../support/process/evidence-store.js';
import { HostProcess } from '../support/process/host-process.js';
import { eventually } from '../support/runner/eventually.js';
import { SEED } from '../support/runner/seed.js';
import { SeededRandom } from '../support/runner/seeded-random.js';

const COUNT = 120;
const KILLS = 12;
const PER_ROUND = COUNT / KILLS;
const REPLICAS = 2;

/** The limit of the account; the vendor enforces it too. */
const PER_SECOND = 50;

const MINUTE_MS = 60_000;
/** Longer than the backoff of all but the rarest. */
const BACKOFF_MS = 5 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** On a slow machine calls miss their deadline, and each retry waits twice as long. */
const AT_LAST = { timeout: 5 * MINUTE_MS, interval: 250 };

/** The vendor has no video from 30 minutes after the end, and nothing from 30 days after it. */
const VIDEO_GONE_MS = 31 * MINUTE_MS;
const ALL_GONE_MS = 31 * DAY_MS;

interface User {
  readonly merchantBizId: string;
  readonly transactionId: string;
  readonly passes: boolean;
  /** The library learns of the end by this alone. */
  readonly foundBy: 'callback' | 'check' | 'worker';
  /** What the vendor still has when the sink begins to work. */
  readonly inTime: 'everything' | 'all but the video' | 'nothing';
}

describe('Evidence, while processes are killed and the sink fails at random,', () => {
  const random = new SeededRandom(SEED);
  const stage = new Stage();
  const users: User[] = [];
  const processes: HostProcess[] = [];
  const replicas: HostProcess[] = [];
  let ports: readonly number[];
  let store: EvidenceStore;
  let first: Host;
  /** The number of calls of the sink while the vendor had every video. */
  let callsInTime = 0;

  beforeAll(async () => {
    ports = [await freePort(), await freePort()];
    await stage.open('evidence_crash', {
      qps: PER_SECOND,
      requestLogSize: 100_000,
      forwardTo: `http://127.0.0.1:${ports[0]}`,
    });
    store = await EvidenceStore.open(new SeededRandom(SEED + 1));
    first = await stage.host({ ...options(), workers: { enabled: false } });
    for (let index = 0; index < REPLICAS; index += 1) await startReplica(index);
  });
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.kill()));
    await store.close();
    await stage.close();
  });

  function options() {
    return {
      ...emulatorOptions(stage.emulator.url),
      rateLimit: { perSecond: PER_SECOND },
      workers: { enabled: true, pollIntervalMs: 200 },
      callback: { url: `https://callback.test${CALLBACK_PATH}`, keys: [CALLBACK_KEY] },
      requestTimeoutMs: 2_000,
      deadlineMs: 2_000,
      delivery: { timeoutMs: 1_000 },
    };
  }

  async function startReplica(index: number): Promise<void> {
    const port = ports[index];
    if (port === undefined) throw new RangeError(`no port of replica ${index}`);
    const replica = await HostProcess.start({
      databaseUrl: stage.database.url,
      options: options(),
      clock: 'real',
      responses: 'sent',
      logs: 'all',
      port,
      evidenceTo: store.address,
    });
    replicas[index] = replica;
    processes.push(replica);
  }

  async function initialize(n: number): Promise<User> {
    const { merchantBizId, transactionId } = await first.service.initialize({
      ...newRequest(),
      docVideo: 'Y',
    });
    const isLate = n % 20 === 7;
    const user: User = {
      merchantBizId,
      transactionId,
      passes: isLate || random.next() < 0.8,
      foundBy: random.pick(['callback', 'check', 'worker']),
      inTime: isLate ? (n % 40 === 7 ? 'nothing' : 'all but the video') : 'everything',
    };
    if (isLate) store.refused.add(merchantBizId);
    return user;
  }

  async function finish({ merchantBizId, transactionId, passes, foundBy }: User): Promise<void> {
    stage.emulator.finish(transactionId, {
      passed: passes ? 'Y' : 'N',
      callback: { mode: foundBy === 'callback' ? 'onTime' : 'lost' },
    });
    // A killed process does not respond.
    if (foundBy === 'check') void random.pick(replicas).ask('check', merchantBizId);
    if (foundBy === 'worker') {
      await stage.query('UPDATE id_verification SET next_check_at = now() WHERE merchant_biz_id = $1', [
        merchantBizId,
      ]);
    }
  }

  /** Kills the process that called the sink last, or any, somewhere between the first verdict and the last call. */
  async function killOne(calledBefore: number, awaited: number): Promise<void> {
    await eventually(() => store.calls.length >= calledBefore + awaited);
    const caller = store.calls.at(-1)?.process;
    const index = random.next() < 0.5 ? replicas.findIndex(({ pid }) => pid === caller) : 0;
    const victim = Math.max(0, index);
    await replicas[victim]?.kill();
    await startReplica(victim);
  }

  const waiting = async () =>
    (
      await stage.query('SELECT merchant_biz_id FROM id_verification WHERE next_follow_up_at IS NOT NULL')
    ).map((row) => String(row['merchant_biz_id']));

  const open = () => stage.query("SELECT FROM id_verification WHERE status = 'PENDING'");

  async function letTimePass(milliseconds: number): Promise<void> {
    stage.emulator.clock.advance(milliseconds);
    await stage.query(
      `UPDATE id_verification SET completed_at = completed_at - $1 * interval '1 ms',
         next_follow_up_at = next_follow_up_at - $1 * interval '1 ms' WHERE next_follow_up_at IS NOT NULL`,
      [milliseconds],
    );
  }

  /**
   * The store takes the evidence of these only after a time, in which no process is at work.
   *
   * @returns the number of calls of the sink before
   */
  async function takeAfter(ids: readonly string[], milliseconds: number): Promise<number> {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await eventually(async () => (await store.connections()) === 0);
    const calls = store.calls.length;
    for (const id of ids) store.refused.delete(id);
    await letTimePass(milliseconds);
    for (const index of replicas.keys()) await startReplica(index);
    return calls;
  }

  const idsOf = (inTime: User['inTime']) =>
    users.filter((user) => user.inTime === inTime).map(({ merchantBizId }) => merchantBizId);

  it(
    'reaches the sink for every verification that the vendor has it for',
    async () => {
      for (let kill = 0; kill < KILLS; kill += 1) {
        const started = await Promise.all(
          Array.from({ length: PER_ROUND }, (_, n) => initialize(kill * PER_ROUND + n)),
        );
        users.push(...started);
        const before = store.calls.length;
        await Promise.all(started.map(finish));
        await killOne(before, 1 + Math.floor(random.next() * (PER_ROUND - 1)));
      }
      await stage.emulator.callbacksSettled();
      // Callbacks to a dead process are lost; the poll that is planned for that comes minutes later.
      await stage.query("UPDATE id_verification SET next_check_at = now() WHERE status = 'PENDING'");
      await expect.poll(open, AT_LAST).toEqual([]);
      store.failsAtRandom = false;
      await letTimePass(BACKOFF_MS);
      const late = [...idsOf('all but the video'), ...idsOf('nothing')].sort();
      await expect.poll(async () => (await waiting()).sort(), AT_LAST).toEqual(late);

      callsInTime = await takeAfter(idsOf('all but the video'), VIDEO_GONE_MS);
      const lost = idsOf('nothing').sort();
      await expect.poll(async () => (await waiting()).sort(), AT_LAST).toEqual(lost);

      await takeAfter(lost, ALL_GONE_MS);
      await expect.poll(waiting, AT_LAST).toEqual([]);

      process.stdout.write(
        `Evidence: ${store.calls.length} calls of the sink for ${COUNT} verifications, ${KILLS} kills, ` +
          `${JSON.stringify(store.treated)}\n`,
      );
      expect([...store.stored.keys()].sort()).toEqual(
        [...idsOf('everything'), ...idsOf('all but the video')].sort(),
      );
    },
    30 * MINUTE_MS,
  );

  it('is that of its verification in every call, complete as far as the vendor has it', () => {
    const byId = new Map(users.map((user) => [user.merchantBizId, user]));
    for (const [index, call] of store.calls.entries()) {
      const user = byId.get(call.owner.merchantBizId);
      expect(partsOf(call)).toEqual(expectedOf(user, index < callsInTime));
    }
    const videos = [...store.stored].filter(([, { video }]) => video !== undefined).map(([id]) => id);
    const recorded = users.filter(({ passes, inTime }) => passes && inTime === 'everything');
    expect(videos.sort()).toEqual(recorded.map(({ merchantBizId }) => merchantBizId).sort());
  });

  it('that the vendor no longer has is reported, for each verification', () => {
    const reports = processes
      .flatMap((process) => process.output.split('\n'))
      .filter((line) => line.includes('ERROR') && line.includes('evidence_lost'));
    const reported = idsOf('nothing').filter((id) => reports.some((line) => line.includes(id)));
    expect(reported).toHaveLength(COUNT / 40);
    expect(reports).toHaveLength(COUNT / 40);
  });

  it('is in no table, statement, log line, span or metric', async () => {
    const contents = await contentsOf(stage);
    const output = processes.map((process) => process.output).join('\n');
    expect(contents.includes('PASSED')).toBe(true);
    const shown = [
      'evidence_delivered',
      'query: ',
      "name: 'id_verification.check'",
      '"name":"id_verification.evidence"',
    ];
    expect(shown.filter((one) => !output.includes(one))).toEqual([]);
    expect({ database: marksIn(contents), output: marksIn(output) }).toEqual({ database: [], output: [] });
  });
});

/** What a call held, by the TransactionIds in image and video. */
function partsOf({ owner, fields, faceImage, video }: ReceivedEvidence) {
  const { transactionId, status } = owner;
  const { faceQuality } = fields.ExtFaceInfo ?? {};
  return {
    transactionId,
    status,
    faceQuality,
    hasRiskInfo: fields['ExtRiskInfo'] !== undefined,
    image: faceImage === undefined ? undefined : idIn(faceImage),
    video: video === undefined ? undefined : idIn(video),
  };
}

function expectedOf(user: User | undefined, hasVideo: boolean) {
  if (user === undefined) return undefined;
  const { transactionId, passes } = user;
  return {
    transactionId,
    status: passes ? 'PASSED' : 'FAILED',
    faceQuality: passes ? 87.5 : 41.25,
    hasRiskInfo: true,
    image: passes ? transactionId : undefined,
    video: passes && hasVideo ? transactionId : undefined,
  };
}

/** The TransactionId that the emulator puts into its images and videos. */
function idIn(base64: string): string | undefined {
  return /hks[0-9a-f]{20,}/.exec(Buffer.from(base64, 'base64').toString('latin1'))?.[0];
}

/** The traces of evidence: names of its fields, the link, and the first bytes of image and video in every spelling. */
function marksIn(text: string): string[] {
  // Nine bytes are twelve characters of Base64, whatever follows.
  const bytes = [Buffer.from('ffd8fffe0022686b73', 'hex'), Buffer.from('\0\0\0\x18ftypi', 'latin1')];
  const marks = [
    'ExtFaceInfo',
    'ExtRiskInfo',
    'faceQuality',
    'faceAttack',
    'deviceRisk',
    'videoUrl',
    '/video/',
    'ftypisom',
    ...bytes.flatMap((some) => [some.toString('hex'), some.toString('base64')]),
  ];
  return marks.filter((mark) => text.toLowerCase().includes(mark.toLowerCase()));
}
