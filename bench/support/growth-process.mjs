import { randomUUID } from 'node:crypto';
import { IdVerificationService } from 'nestjs-id-verification';
import { openApplication } from './applications.mjs';
import { explainStatements } from './explain-statements.mjs';
import { medians } from './rounds.mjs';

/* What the library's methods cost a database: for each its statements, their pages and their time. */
const { repeat, ...settings } = JSON.parse(process.argv[2]);
let statements = [];
explainStatements((explained) => statements.push(explained));

let handled = 0;
const { app } = await openApplication(
  { ...settings, options: { ...settings.options, workers: { enabled: false } } },
  () => (handled += 1),
);
const service = app.get(IdVerificationService);
const newId = () => randomUUID().replaceAll('-', '');
const HOUR_MS = 3_600_000;
const hour = { from: new Date(Date.now() - 4 * HOUR_MS), before: new Date(Date.now() - 3 * HOUR_MS) };

async function initialized() {
  const [merchantBizId, onboardingId] = [newId(), randomUUID()];
  await service.initialize(
    { productCode: 'FACE_LIVENESS', merchantBizId, merchantUserId: 'user', metaInfo: '{}' },
    { metadata: { onboardingId } },
  );
  return merchantBizId;
}

/** Each with what precedes it, which does not count. */
const METHODS = {
  initialize: [async () => undefined, initialized],
  check: [initialized, (merchantBizId) => service.check(merchantBizId)],
  'due work, one outcome': [
    async () => {
      await service.check(await initialized());
      return handled;
    },
    async (before) => {
      await service.runDueWork();
      if (handled === before) throw new Error('the outcome was not delivered');
    },
  ],
  get: [initialized, (merchantBizId) => service.get(merchantBizId)],
  history: [initialized, (merchantBizId) => service.history(merchantBizId)],
  'list, newest': [async () => undefined, () => service.list({})],
  'list, failed of an hour': [
    async () => undefined,
    () => service.list({ statuses: ['FAILED'], createdFrom: hour.from, createdBefore: hour.before }),
  ],
  'list, one user': [async () => undefined, () => service.list({ merchantUserId: 'user' })],
  'statistics of an hour': [async () => undefined, () => service.statistics(hour)],
  'due work, none': [async () => undefined, () => service.runDueWork()],
  health: [async () => undefined, () => service.health()],
};

const total = () =>
  ['pages', 'ms', 'planningMs'].reduce(
    (sums, figure) => ({ ...sums, [figure]: statements.reduce((sum, one) => sum + one[figure], 0) }),
    { statements: statements.length },
  );

// The statistics of the past are rolled up, as they are where it has grown over time.
while (!(await service.runDueWork()).completed);

const results = [];
for (const [method, [prepare, act]] of Object.entries(METHODS)) {
  const measured = [];
  for (let n = 0; n <= repeat; n += 1) {
    const given = await prepare();
    statements = [];
    await act(given);
    // The first fills caches.
    if (n > 0) measured.push(total());
  }
  results.push({ method, ...medians(measured) });
}
process.on('message', async () => {
  await app.close();
  process.exit(0);
});
process.on('disconnect', () => process.exit(1));
process.send(results);
