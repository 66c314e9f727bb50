import { hashApiKey } from './api-keys.js';
import type { Configuration } from './configuration.js';
import { readDatabaseUrl } from './database-url.js';
import { readDrainMs } from './drain.js';
import type { EnvironmentReader } from './environment-reader.js';
import { readLimits } from './limits.js';
import { readListenAddress } from './listen-address.js';
import { readRateLimit } from './rate-limit.js';
import { readLogSettings } from './log-settings.js';
import { SANDBOX } from './sandbox-values.js';
import { readTrustedProxies } from './trusted-proxies.js';
import { readEmulatorEndpoint } from './vendor-endpoint.js';

/**
 * The configuration for trying things out. Its keys and credentials are always the sandbox's own: those that a
 * developer has in the environment for other work must not end up at an emulator.
 */
export function readSandboxConfiguration(reader: EnvironmentReader): Configuration {
  if (reader.optional('NODE_ENV') === 'production') {
    reader.refuse('SANDBOX', 'must not be true together with NODE_ENV=production: its keys are public');
  }
  return {
    sandbox: true,
    listen: readListenAddress(reader, true),
    drainMs: readDrainMs(reader, true),
    log: readLogSettings(reader, true),
    trustedProxies: readTrustedProxies(reader),
    limits: readLimits(reader, true),
    databaseUrl: readDatabaseUrl(reader),
    apiKeys: [{ name: 'sandbox', sha256: hashApiKey(SANDBOX.apiKey) }],
    idVerification: {
      sandbox: true,
      endpoint: readEmulatorEndpoint(reader),
      credentials: { accessKeyId: SANDBOX.accessKeyId, accessKeySecret: SANDBOX.accessKeySecret },
      rateLimit: readRateLimit(reader),
      hashKeys: [SANDBOX.hashKey],
      callback: { url: SANDBOX.callbackUrl, keys: [SANDBOX.callbackKey] },
    },
  };
}
