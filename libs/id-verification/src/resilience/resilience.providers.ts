import { CircuitBreakerService } from './circuit-breaker.service.js';
import { ResilientClient } from './resilient.client.js';
import { RateLimitService } from './rate-limit.service.js';
import { TenantPausesService } from './tenant-pauses.service.js';
import { ConnectionWarmUpService } from './connection-warm-up.service.js';

export const RESILIENCE_PROVIDERS = [
  RateLimitService,
  CircuitBreakerService,
  ResilientClient,
  ConnectionWarmUpService,
  TenantPausesService,
];
