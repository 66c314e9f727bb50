import { CreateStartLimit1764200000000 } from './create-start-limit.migration.js';

export type { Limits } from './limits.js';
export { LimitsModule } from './limits.module.js';
export { StartLimitsService } from './start-limits.service.js';

/**
 * The table of {@link StartLimitsService}, for the migrations of the host's data source.
 *
 * @publicApi
 */
export const START_LIMIT_MIGRATIONS = [CreateStartLimit1764200000000];
