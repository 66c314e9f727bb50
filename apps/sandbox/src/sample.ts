import { forkService } from './fork-service.js';
import type { Service } from './service.js';
import { evidenceDirectory, type Settings } from './settings.js';

const MAIN = new URL(import.meta.resolve('@id-verification/sample/main'));

/** The application itself, opted into the sandbox. */
export function startSample(settings: Settings, databaseUrl: string): Service {
  const { samplePort, emulatorPort } = settings;
  return forkService({
    name: 'sample',
    address: `http://127.0.0.1:${samplePort}`,
    readyPath: '/health/ready',
    module: MAIN,
    args: [],
    environment: {
      SANDBOX: 'true',
      PORT: String(samplePort),
      DATABASE_URL: databaseUrl,
      ID_VERIFICATION_ENDPOINT: `http://127.0.0.1:${emulatorPort}`,
      SANDBOX_EVIDENCE_DIRECTORY: evidenceDirectory(settings),
    },
  });
}
