import type { ClientOptions, IdVerificationModuleOptions } from 'nestjs-id-verification';
import { emulatorOptions, UNGUARDED } from '../support/host/library-host.js';
import { CALLBACK_KEY, CALLBACK_PATH } from '../support/host/verdict-stage.js';

/** Short enough that some histories see their end. */
export const RETENTION_DAYS = 60;

/** The options of every host of every history. */
export function hostOptions(vendorUrl: string): IdVerificationModuleOptions {
  return {
    ...emulatorOptions(vendorUrl),
    ...UNGUARDED,
    workers: { enabled: true },
    callback: { url: `https://callback.test${CALLBACK_PATH}`, keys: [CALLBACK_KEY] },
    delivery: { maxAttempts: 3, maxDelayMs: 60_000 },
    retentionDays: RETENTION_DAYS,
  };
}

/** The part of them that says how the vendor is reached. */
export function clientOptions(vendorUrl: string): ClientOptions {
  const { credentials, endpoint, sandbox } = emulatorOptions(vendorUrl);
  return {
    credentials,
    ...(endpoint !== undefined && { endpoint }),
    ...(sandbox !== undefined && { sandbox }),
  };
}
