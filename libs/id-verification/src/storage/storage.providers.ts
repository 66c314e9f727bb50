import { CheckRequestStore } from './check-request.store.js';
import { DeliveryStore } from './delivery.store.js';
import { DueWorkStore } from './due-work.store.js';
import { ErasureStore } from './erasure.store.js';
import { FollowUpStore } from './follow-up.store.js';
import { HandlerStore } from './handler.store.js';
import { HealthStore } from './health.store.js';
import { HistoryStore } from './history.store.js';
import { InitializeStore } from './initialize.store.js';
import { PoolGaugesService } from './pool-gauges.service.js';
import { RateLimitStore } from './rate-limit.store.js';
import { RollUpStore } from './roll-up.store.js';
import { SchemaCheckService } from './schema-check.service.js';
import { SqlClient } from './sql.client.js';
import { StatisticsStore } from './statistics.store.js';
import { VerificationStore } from './verification.store.js';
import { UndeliveredStore } from './undelivered.store.js';
import { VerdictStore } from './verdict.store.js';

export const STORAGE_PROVIDERS = [
  SqlClient,
  VerificationStore,
  InitializeStore,
  VerdictStore,
  CheckRequestStore,
  HandlerStore,
  DeliveryStore,
  DueWorkStore,
  UndeliveredStore,
  FollowUpStore,
  StatisticsStore,
  RollUpStore,
  ErasureStore,
  RateLimitStore,
  HealthStore,
  HistoryStore,
  SchemaCheckService,
  PoolGaugesService,
];
