import { monitorEventLoopDelay } from 'node:perf_hooks';

/*
 * A process that only records when it could not run: how long the machine paused every process, whatever the program
 * that is measured. At a message it sends the longest pauses of each second in milliseconds, and ends.
 */
const delay = monitorEventLoopDelay({ resolution: 1 });
const mostOfSeconds = [];
delay.enable();
const second = setInterval(() => {
  mostOfSeconds.push(delay.max / 1e6);
  delay.reset();
}, 1_000);
process.once('message', () => {
  clearInterval(second);
  process.send(mostOfSeconds, () => process.exit(0));
});
process.send({ ready: true });
