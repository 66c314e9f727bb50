import { CircuitBreaker } from './circuit-breaker.js';
import { ClockSkew } from './clock-skew.service.js';
import { GuardedCalls } from './guarded-calls.service.js';
import { QuotaService } from './quota.service.js';
import { WarmConnections } from './warm-connections.service.js';

export const RESILIENCE_PROVIDERS = [QuotaService, CircuitBreaker, ClockSkew, GuardedCalls, WarmConnections];
