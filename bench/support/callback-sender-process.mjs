import { Pool } from 'undici';
import { p50, p99 } from './figures.mjs';
import { runPaced } from './load.mjs';

/* Sends callbacks at an even rate over kept connections, and times those that are genuine apart. */
const { url, connections } = JSON.parse(process.argv[2]);
const pool = new Pool(url, { connections });

async function send({ paths, genuine, perSecond }) {
  const isGenuine = new Set(genuine);
  const [all, genuineOnly] = [[], []];
  let failed = 0;
  const { perSecond: rate } = await runPaced(paths.length, perSecond, async (n) => {
    const startedAt = performance.now();
    const { statusCode, body } = await pool.request({ path: paths[n], method: 'GET' });
    await body.dump();
    if (statusCode !== 200) failed += 1;
    const took = performance.now() - startedAt;
    all.push(took);
    if (isGenuine.has(n)) genuineOnly.push(took);
  });
  return { perSecond: rate, p50: p50(all), p99: p99(all), genuineP99: p99(genuineOnly), failed };
}

process.on('message', async (message) => {
  if (message.stop) process.exit(0);
  process.send(await send(message));
});
process.on('disconnect', () => process.exit(1));
process.send({ ready: true });
