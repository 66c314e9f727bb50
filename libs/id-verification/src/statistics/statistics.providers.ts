import { RollUpService } from './roll-up.service.js';
import { StatisticsService } from './statistics.service.js';

export const STATISTICS_PROVIDERS = [StatisticsService, RollUpService];
