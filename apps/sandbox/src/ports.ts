import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { SandboxError } from './sandbox.error.js';
import type { Settings } from './settings.js';

/** What the programs of a killed sandbox need to notice it and leave. */
const READY_TIMEOUT_MS = 4_000;
const POLL_INTERVAL_MS = 100;

/** @throws SandboxError that names each taken port and how to choose another */
export async function assertPortsAreFree({ samplePort, emulatorPort }: Settings): Promise<void> {
  const wanted = [
    { port: samplePort, setting: 'PORT' },
    { port: emulatorPort, setting: 'EMULATOR_PORT' },
  ];
  const taken = await Promise.all(wanted.map(async (one) => ((await becomesFree(one.port)) ? [] : [one])));
  const problems = taken
    .flat()
    .map(
      ({ port, setting }) =>
        `Port ${port} is taken: stop what listens there, or set ${setting} to another port.`,
    );
  if (problems.length > 0) throw new SandboxError(problems.join('\n'));
}

async function becomesFree(port: number): Promise<boolean> {
  for (let waited = 0; waited <= READY_TIMEOUT_MS; waited += POLL_INTERVAL_MS) {
    if (await isFree(port)) return true;
    await delay(POLL_INTERVAL_MS);
  }
  return false;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
