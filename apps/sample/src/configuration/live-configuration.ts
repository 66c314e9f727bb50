import { CLOUDAUTH_REGIONS, type IdVerificationModuleOptions } from 'nestjs-id-verification';
import { readApiKeys } from './api-keys.js';
import { readCallbackUrl } from './callback-url.js';
import type { Configuration } from './configuration.js';
import { readDatabaseUrl } from './database-url.js';
import { readDrainMs } from './drain.js';
import type { EnvironmentReader } from './environment-reader.js';
import { readKeyRing } from './key-ring.js';
import { readLimits } from './limits.js';
import { readListenAddress } from './listen-address.js';
import { readRateLimit } from './rate-limit.js';
import { readLogSettings } from './log-settings.js';
import { refuseReusedSecrets } from './reused-secrets.js';
import { refuseSandboxTraces } from './sandbox-traces.js';
import { readTrustedProxies } from './trusted-proxies.js';
import { readVendorEndpoint } from './vendor-endpoint.js';
import { readVendorNetwork } from './vendor-network.js';

/** The configuration for real people: nothing that protects them has a default. */
export function readLiveConfiguration(reader: EnvironmentReader): Configuration {
  refuseSandboxTraces(reader);
  const configuration: Configuration = {
    sandbox: false,
    listen: readListenAddress(reader, false),
    drainMs: readDrainMs(reader, false),
    log: readLogSettings(reader, false),
    trustedProxies: readTrustedProxies(reader),
    limits: readLimits(reader, false),
    databaseUrl: readDatabaseUrl(reader),
    apiKeys: readApiKeys(reader),
    idVerification: readIdVerification(reader),
  };
  refuseReusedSecrets(reader, configuration);
  return configuration;
}

function readIdVerification(reader: EnvironmentReader): IdVerificationModuleOptions {
  const region = reader.oneOf('ID_VERIFICATION_REGION', CLOUDAUTH_REGIONS);
  const network = reader.oneOf('ID_VERIFICATION_NETWORK', ['public', 'vpc']);
  const endpoint = readVendorEndpoint(reader);
  const http = readVendorNetwork(reader);
  return {
    credentials: readCredentials(reader),
    rateLimit: readRateLimit(reader),
    hashKeys: readKeyRing(reader, 'ID_VERIFICATION_HASH_KEYS'),
    callback: {
      url: readCallbackUrl(reader),
      keys: readKeyRing(reader, 'ID_VERIFICATION_CALLBACK_KEYS'),
    },
    ...(region !== undefined && { region }),
    ...(network !== undefined && { network }),
    ...(endpoint !== undefined && { endpoint }),
    ...(http !== undefined && { http }),
  };
}

function readCredentials(reader: EnvironmentReader): IdVerificationModuleOptions['credentials'] {
  const accessKeyId = reader.required(
    'ALIBABA_CLOUD_ACCESS_KEY_ID',
    'is missing: give the AccessKey ID of a RAM user with the policy AliyunAntCloudAuthFullAccess',
  );
  const accessKeySecret = reader.required(
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    'is missing: give the AccessKey Secret that belongs to ALIBABA_CLOUD_ACCESS_KEY_ID',
  );
  const securityToken = reader.optional('ALIBABA_CLOUD_SECURITY_TOKEN');
  return { accessKeyId, accessKeySecret, ...(securityToken !== undefined && { securityToken }) };
}
