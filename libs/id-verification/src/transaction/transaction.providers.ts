import { ChangeListener } from './change-listener.js';
import { DeliveryStore } from './delivery.store.js';
import { ErasureStore } from './erasure.store.js';
import { HandlerStore } from './handler.store.js';
import { HealthStore } from './health.store.js';
import { InitializeStore } from './initialize.store.js';
import { LeasedWork } from './leased-work.js';
import { QuotaStore } from './quota.store.js';
import { SchemaCheck } from './schema-check.service.js';
import { Statements } from './statements.js';
import { StatisticsStore } from './statistics.store.js';
import { TransactionStore } from './transaction.store.js';
import { UndeliveredStore } from './undelivered.store.js';
import { VerdictStore } from './verdict.store.js';

export const STORAGE_PROVIDERS = [
  Statements,
  TransactionStore,
  InitializeStore,
  VerdictStore,
  HandlerStore,
  DeliveryStore,
  UndeliveredStore,
  StatisticsStore,
  ErasureStore,
  QuotaStore,
  HealthStore,
  ChangeListener,
  LeasedWork,
  SchemaCheck,
];
