import type { IdVerificationModuleOptions } from 'nestjs-id-verification';
import type { z } from 'zod';
import type { Limits } from '../limits/limits.js';
import { limit } from './fields.js';

/**
 * What one caller may do, for the schema of a host. A start costs money, so that each limit has a default.
 *
 * @publicApi
 */
export const LIMIT_SETTINGS = {
  REQUESTS_PER_KEY_PER_MINUTE: limit().prefault('600'),
  VERIFICATIONS_PER_KEY_PER_HOUR: limit().prefault('1000'),
  VERIFICATIONS_PER_USER_PER_HOUR: limit().prefault('10'),
};

type LimitSettings = {
  readonly [Name in keyof typeof LIMIT_SETTINGS]: z.output<(typeof LIMIT_SETTINGS)[Name]>;
};

/**
 * The options of `LimitsModule`, from checked settings.
 *
 * @param verification the options of the module, by whose first hash key users are hashed
 * @publicApi
 */
export function limitOptions(
  settings: LimitSettings,
  { hashKeys }: Pick<IdVerificationModuleOptions, 'hashKeys'>,
): Limits {
  return {
    requestsPerKeyPerMinute: settings.REQUESTS_PER_KEY_PER_MINUTE,
    startsPerKeyPerHour: settings.VERIFICATIONS_PER_KEY_PER_HOUR,
    startsPerUserPerHour: settings.VERIFICATIONS_PER_USER_PER_HOUR,
    hashKey: hashKeys[0]?.secret ?? '',
  };
}
