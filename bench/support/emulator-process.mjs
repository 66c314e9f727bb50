import { CloudauthEmulator } from 'cloudauth-emulator';

/* The vendor in a process of its own. It lets users pass, and sends callbacks to the measured application. */
const { forwardTo, qps, latencyMs } = JSON.parse(process.argv[2]);
const emulator = await CloudauthEmulator.start({
  accessKeys: [{ id: 'bench', secret: 'bench' }],
  requestLogSize: 1_000,
  ...(forwardTo && { forwardTo }),
  ...(qps && { qps }),
});
function respondLate() {
  if (latencyMs) emulator.inject({ kind: 'latency', ms: latencyMs, times: 'forever' });
}
respondLate();
process.on('message', async ({ finish = [], stop, reset }) => {
  for (const transactionId of finish) emulator.finish(transactionId, { passed: 'Y' });
  if (reset) {
    emulator.reset();
    respondLate();
    process.send({ reset });
  }
  if (stop) {
    await emulator.stop();
    process.exit(0);
  }
});
process.on('disconnect', () => process.exit(1));
process.send({ url: emulator.url });
