import { HealthGaugesService } from './health-gauges.service.js';
import { HealthService } from './health.service.js';

export const HEALTH_PROVIDERS = [HealthService, HealthGaugesService];
