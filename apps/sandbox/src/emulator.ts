import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { forkService } from './fork-service.js';
import type { Service } from './service.js';
import type { Settings } from './settings.js';
import { stateFileOf, untilStateFileIsFree } from './state-file.js';

const COMMAND = new URL('dist/main.js', import.meta.resolve('cloudauth-emulator/package.json'));

/** The stand-in for the vendor; it remembers its transactions beside the database. */
export async function startEmulator(settings: Settings): Promise<Service> {
  const { emulatorPort, samplePort } = settings;
  await untilStateFileIsFree(settings);
  return forkService({
    name: 'emulator',
    address: `http://127.0.0.1:${emulatorPort}`,
    readyPath: '/_emulator/health',
    module: COMMAND,
    args: [
      `--port=${emulatorPort}`,
      `--access-key-id=${SANDBOX.accessKeyId}`,
      `--state-file=${stateFileOf(settings)}`,
      `--forward-to=http://127.0.0.1:${samplePort}`,
    ],
    environment: { CLOUDAUTH_EMULATOR_ACCESS_KEY_SECRET: SANDBOX.accessKeySecret },
  });
}
