import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openApplication } from './applications.mjs';
import { quantile } from './figures.mjs';
import { fromCheckout } from './from-checkout.mjs';
import { runInFlight, runPaced } from './load.mjs';
import { metaInfo } from './meta-info.mjs';

/*
 * An application in a process of its own. A round initializes verifications, lets each user pass at the emulator, and
 * waits until the application's own handler was called.
 */
const settings = JSON.parse(process.argv[2]);
const { Client } = fromCheckout(settings.checkout)('pg');

let statements = 0;
const { query } = Client.prototype;
Client.prototype.query = function (statement, ...rest) {
  if (typeof (statement?.text ?? statement) === 'string') statements += 1;
  return query.call(this, statement, ...rest);
};

const waiting = new Map();
const { app, dataSource, initialize } = await openApplication(settings, (merchantBizId) =>
  waiting.get(merchantBizId)?.(),
);

let passing = [];
/** Lets a user pass at the emulator, together with others of the same turn. */
function pass(transactionId) {
  if (passing.length === 0) {
    setImmediate(() => {
      process.send({ finish: passing });
      passing = [];
    });
  }
  passing.push(transactionId);
}

const newId = () => randomUUID().replaceAll('-', '');

const start = (merchantBizId, onboardingId) =>
  initialize(
    {
      productCode: 'FACE_LIVENESS',
      sceneCode: 'bench',
      merchantBizId,
      merchantUserId: `user-${merchantBizId}`,
      metaInfo,
      securityLevel: '02',
    },
    { onboardingId },
  );

/** The milliseconds from the user's success to the handler. */
async function verify(onboardingId) {
  const merchantBizId = newId();
  const approved = new Promise((resolve) => waiting.set(merchantBizId, resolve));
  const { transactionId } = await start(merchantBizId, onboardingId);
  const startedAt = performance.now();
  pass(transactionId);
  await approved;
  waiting.delete(merchantBizId);
  return performance.now() - startedAt;
}

const load = ({ count, inFlight, perSecond }, work) =>
  perSecond ? runPaced(count, perSecond, work) : runInFlight(count, inFlight, work);

async function verifications(message) {
  const { count } = message;
  const ids = Array.from({ length: count }, () => randomUUID());
  await dataSource.query('INSERT INTO onboarding (id) SELECT unnest($1::uuid[])', [ids]);
  const verdictMs = [];
  const left = [...ids];
  const before = statements;
  const { perSecond, cpuUs } = await load(message, async () => verdictMs.push(await verify(left.pop())));
  // The handler of the last verification has returned, its commit may not have.
  await dataSource.query('SELECT pg_sleep(0.05)');
  const perVerification = (statements - before - 1) / count;
  const [{ approved }] = await dataSource.query(
    'SELECT count(*)::int AS approved FROM onboarding WHERE approved AND id = ANY($1)',
    [ids],
  );
  if (approved !== count) throw new Error(`${count - approved} of ${count} are not approved`);
  return {
    perSecond,
    nodeMs: cpuUs / 1_000,
    statements: perVerification,
    verdictMs: quantile(verdictMs, 0.5),
  };
}

/** What the process does by itself, for one minute. */
async function idle(seconds) {
  const before = statements;
  const cpu = process.cpuUsage();
  await sleep(seconds * 1_000);
  const { user, system } = process.cpuUsage(cpu);
  const perMinute = 60 / seconds;
  return {
    statements: (statements - before) * perMinute,
    nodeMs: ((user + system) / 1_000) * perMinute,
  };
}

/** In megabytes, after a garbage collection. */
function memory() {
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  return { rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 };
}

/** What this process spent so far. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1_000 };
}

const ACTIONS = {
  verifications,
  initialize: (message) => load(message, () => start(newId(), randomUUID())),
  offer: (message) => load(message, async () => pass((await start(newId(), randomUUID())).transactionId)),
  idle: ({ seconds }) => idle(seconds),
  memory,
  cpu,
};

process.on('message', async (message) => {
  if (message.stop) {
    await app.close();
    process.exit(0);
  }
  process.send(await ACTIONS[message.action](message));
});
process.on('disconnect', () => process.exit(1));
process.send({ ready: true });
