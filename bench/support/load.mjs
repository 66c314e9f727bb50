import { setTimeout as sleep } from 'node:timers/promises';
import { p50, p99 } from './figures.mjs';

/** Does `work` `count` times, `inFlight` at once. */
export function runInFlight(count, inFlight, work) {
  let left = count;
  return measured(count, (timed) =>
    Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (left-- > 0) await timed(work);
      }),
    ),
  );
}

/** Begins `work` `count` times at an even rate, however long it takes. */
export function runPaced(count, perSecond, work) {
  return measured(count, async (timed) => {
    const startedAt = performance.now();
    const all = [];
    for (let n = 0; n < count; n += 1) {
      const early = startedAt + (n * 1_000) / perSecond - performance.now();
      if (early > 0) await sleep(early);
      all.push(timed(() => work(n)));
    }
    await Promise.all(all);
  });
}

/** The rate, this process's CPU for one in microseconds, and the times in milliseconds. */
async function measured(count, run) {
  const times = [];
  const timed = async (work) => {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  };
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await run(timed);
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: count / seconds, cpuUs: (user + system) / count, p50: p50(times), p99: p99(times) };
}
