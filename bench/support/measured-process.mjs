import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * A process of `bench/support` that responds to each message with one message. With BENCH_PROFILE=folder it leaves a CPU
 * profile there.
 */
export async function startProcess(file, settings, { onMessage, execArgv = [] } = {}) {
  const { BENCH_PROFILE: folder } = process.env;
  const child = fork(new URL(file, import.meta.url), [JSON.stringify(settings)], {
    execArgv: [...execArgv, ...(folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}/${settings.name}`] : [])],
  });
  const waiting = [];
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code}`);
  });
  exited.catch(() => undefined);
  child.on('message', (message) => {
    if (message.finish) onMessage(message);
    else waiting.shift()?.(message);
  });
  const next = () => Promise.race([new Promise((resolve) => waiting.push(resolve)), exited]);
  const ready = await next();
  return {
    ready,
    send: (message) => child.send(message),
    ask(message) {
      const response = next();
      child.send(message);
      return response;
    },
    async stop() {
      child.send({ stop: true });
      await exited.catch(() => undefined);
    },
  };
}
