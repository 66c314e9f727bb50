import { runInFlight, runPaced } from './load.mjs';
import { CALLERS } from './vendor-callers.mjs';

/* Calls Initialize in one of the ways of `vendor-callers.mjs`, as many at once or a second as each message says. */
const settings = JSON.parse(process.argv[2]);
const { call, prepare } = CALLERS[settings.kind](settings);

process.on('message', async ({ count, inFlight, perSecond, stop }) => {
  if (stop) process.exit(0);
  prepare?.(count);
  process.send(await (perSecond ? runPaced(count, perSecond, call) : runInFlight(count, inFlight, call)));
});
process.on('disconnect', () => process.exit(1));
process.send({ ready: true });
