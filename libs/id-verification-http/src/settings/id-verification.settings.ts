import {
  CLOUDAUTH_REGIONS,
  type IdVerificationModuleOptions,
  type RateLimitOptions,
} from 'nestjs-id-verification';
import { z } from 'zod';
import { callbackUrl } from './callback-url.js';
import { oneOf, wholeNumber } from './fields.js';
import { keyRing } from './named-pairs.js';
import { vendorEndpoint } from './vendor-endpoint.js';
import { certificateFile, proxyUrl } from './vendor-network.js';

/**
 * The vendor's limit of calls, which a sandbox has too.
 *
 * @publicApi
 */
export const RATE_LIMIT_SETTINGS = {
  ID_VERIFICATION_RATE_LIMIT_PER_SECOND: wholeNumber(1, 200).optional(),
  ID_VERIFICATION_ACCOUNT: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/, { error: 'must be 1 to 64 letters, digits, _, . or -' })
    .optional(),
};

/**
 * The settings from which {@link idVerificationOptions} makes the options of the module, for the schema of a host:
 * `z.object({ ...ID_VERIFICATION_SETTINGS, PORT: … })`. Nothing that protects a user has a default.
 *
 * @publicApi
 */
export const ID_VERIFICATION_SETTINGS = {
  ...RATE_LIMIT_SETTINGS,
  ALIBABA_CLOUD_ACCESS_KEY_ID: z.string({
    error: 'is missing: give the AccessKey ID of a RAM user with the policy AliyunAntCloudAuthFullAccess',
  }),
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: z.string({
    error: 'is missing: give the AccessKey Secret that belongs to ALIBABA_CLOUD_ACCESS_KEY_ID',
  }),
  ALIBABA_CLOUD_SECURITY_TOKEN: z.string().optional(),
  ID_VERIFICATION_REGION: oneOf(CLOUDAUTH_REGIONS).optional(),
  ID_VERIFICATION_NETWORK: oneOf(['public', 'vpc']).optional(),
  ID_VERIFICATION_ENDPOINT: vendorEndpoint().optional(),
  ID_VERIFICATION_PROXY: proxyUrl().optional(),
  ID_VERIFICATION_CA: certificateFile().optional(),
  ID_VERIFICATION_HASH_KEYS: keyRing(),
  ID_VERIFICATION_CALLBACK_URL: callbackUrl(),
  ID_VERIFICATION_CALLBACK_KEYS: keyRing(),
};

const SCHEMA = z.object(ID_VERIFICATION_SETTINGS);
const RATE_LIMIT_SCHEMA = z.object(RATE_LIMIT_SETTINGS);

/** @publicApi */
export type IdVerificationSettings = z.output<typeof SCHEMA>;

/**
 * The options of `IdVerificationModule`, from checked settings.
 *
 * @publicApi
 */
export function idVerificationOptions(settings: IdVerificationSettings): IdVerificationModuleOptions {
  const {
    ALIBABA_CLOUD_SECURITY_TOKEN: securityToken,
    ID_VERIFICATION_REGION: region,
    ID_VERIFICATION_NETWORK: network,
    ID_VERIFICATION_ENDPOINT: endpoint,
    ID_VERIFICATION_PROXY: proxy,
    ID_VERIFICATION_CA: ca,
  } = settings;
  const http = { ...(proxy !== undefined && { proxy }), ...(ca !== undefined && { ca }) };
  return {
    credentials: {
      accessKeyId: settings.ALIBABA_CLOUD_ACCESS_KEY_ID,
      accessKeySecret: settings.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
      ...(securityToken !== undefined && { securityToken }),
    },
    rateLimit: rateLimitOptions(settings),
    hashKeys: settings.ID_VERIFICATION_HASH_KEYS,
    callback: {
      url: settings.ID_VERIFICATION_CALLBACK_URL,
      keys: settings.ID_VERIFICATION_CALLBACK_KEYS,
    },
    ...(region !== undefined && { region }),
    ...(network !== undefined && { network }),
    ...(endpoint !== undefined && { endpoint }),
    ...(Object.keys(http).length > 0 && { http }),
  };
}

/**
 * The vendor's limit as an option; the library's defaults where nothing is set.
 *
 * @publicApi
 */
export function rateLimitOptions(settings: z.output<typeof RATE_LIMIT_SCHEMA>): RateLimitOptions {
  const { ID_VERIFICATION_RATE_LIMIT_PER_SECOND: perSecond, ID_VERIFICATION_ACCOUNT: account } = settings;
  return { ...(perSecond !== undefined && { perSecond }), ...(account !== undefined && { account }) };
}
