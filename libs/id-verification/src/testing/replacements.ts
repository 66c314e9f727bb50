import type { FactoryProvider } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { HealthGaugesService } from '../health/health-gauges.service.js';
import { ConnectionWarmUpService } from '../resilience/connection-warm-up.service.js';
import { ResilientClient } from '../resilience/resilient.client.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { WORKER_TASKS, type WorkerTask } from '../runtime/worker-task.js';
import { ID_VERIFICATION_DATA_SOURCE } from '../storage/data-source.js';
import { DueWorkStore } from '../storage/due-work.store.js';
import { ErasureStore } from '../storage/erasure.store.js';
import { HandlerStore } from '../storage/handler.store.js';
import { HistoryStore } from '../storage/history.store.js';
import { InitializeStore } from '../storage/initialize.store.js';
import { offlineDataSource } from '../storage/offline-data-source.js';
import { SchemaCheckService } from '../storage/schema-check.service.js';
import { StatisticsStore } from '../storage/statistics.store.js';
import { UndeliveredStore } from '../storage/undelivered.store.js';
import { VerdictStore } from '../storage/verdict.store.js';
import { VerificationStore } from '../storage/verification.store.js';
import { CallbackReachabilityService } from '../steps/callback/callback-reachability.service.js';
import { CheckRequestsService } from '../steps/callback/check-requests.service.js';
import { ErasureService } from '../steps/erasure/erasure.service.js';
import { NeverInitializedService } from '../steps/initialize/never-initialized.service.js';
import { HandlerRegistrationService } from '../steps/outcome/handler-registration.service.js';
import { OutcomeHandlersService } from '../steps/outcome/outcome-handlers.service.js';
import { DueChecksService } from '../steps/verdict/due-checks.service.js';
import { ID_VERIFICATION_CLOCK } from '../time/clock.js';
import { CredentialsCheckService } from '../vendor/credentials-check.service.js';
import { ProductCheckService } from '../vendor/product-check.service.js';
import { InMemoryDueWorkStore } from './in-memory-due-work.store.js';
import { InMemoryErasureStore } from './in-memory-erasure.store.js';
import { InMemoryStatisticsStore } from './in-memory-statistics.store.js';
import { InMemoryStore } from './in-memory.store.js';
import { ScriptedVendor } from './scripted-vendor.js';
import { TestClock } from './test-clock.js';

/**
 * What a test without database and network works with.
 *
 * @publicApi
 */
export interface IdVerificationTestingOptions {
  /** @default one whose users do not finish */
  readonly vendor?: ScriptedVendor | undefined;
  /** @default one that stands at noon of 1 January 2026, UTC */
  readonly clock?: TestClock | undefined;
  /** What outcome handlers get as their EntityManager. @default one that is not connected */
  readonly manager?: Partial<EntityManager> | undefined;
}

/** What starts, checks or reports when an application boots, and would need the database or the network. */
const BOOT_WORK = [
  SchemaCheckService,
  ConnectionWarmUpService,
  CredentialsCheckService,
  ProductCheckService,
  CallbackReachabilityService,
  HealthGaugesService,
];

/** The providers of the module that reach out of the process, each with what takes its place. */
export function replacements({
  vendor = new ScriptedVendor(),
  clock = new TestClock(),
  manager,
}: IdVerificationTestingOptions): FactoryProvider[] {
  const dataSource = offlineDataSource();
  const handed = (manager as EntityManager | undefined) ?? dataSource.manager;
  /** Named instances of one application do not share rows. */
  const stores = new Map<string, InMemoryStore>();
  const storeOf = ({ instance }: ResolvedOptions): InMemoryStore => {
    const store = stores.get(instance) ?? new InMemoryStore(clock, handed);
    stores.set(instance, store);
    return store;
  };
  const stored = (
    provide: FactoryProvider['provide'],
    from: (store: InMemoryStore) => unknown,
  ): FactoryProvider => ({
    provide,
    inject: [RESOLVED_OPTIONS],
    useFactory: (options: ResolvedOptions) => from(storeOf(options)),
  });
  const value = (provide: FactoryProvider['provide'], given: unknown): FactoryProvider => ({
    provide,
    useFactory: () => given,
  });
  return [
    value(ID_VERIFICATION_DATA_SOURCE, dataSource),
    value(ID_VERIFICATION_CLOCK, clock),
    value(ResilientClient, vendor),
    ...[InitializeStore, VerificationStore, VerdictStore, HistoryStore].map((token) =>
      stored(token, (store) => store),
    ),
    stored(UndeliveredStore, (store) => store.deliveries),
    value(DueWorkStore, new InMemoryDueWorkStore(clock)),
    stored(StatisticsStore, (store) => new InMemoryStatisticsStore(store)),
    stored(ErasureStore, (store) => new InMemoryErasureStore(store, clock)),
    stored(HandlerStore, (store) => ({
      register: async () => undefined,
      unregister: async (name: string) => store.unregister(name),
    })),
    ...BOOT_WORK.map((token) => value(token, {})),
    {
      provide: WORKER_TASKS,
      inject: [
        RESOLVED_OPTIONS,
        OutcomeHandlersService,
        HandlerRegistrationService,
        CheckRequestsService,
        DueChecksService,
        NeverInitializedService,
        ErasureService,
      ],
      useFactory: (
        options: ResolvedOptions,
        handlers: OutcomeHandlersService,
        registration: HandlerRegistrationService,
        ...tasks: WorkerTask[]
      ) => {
        storeOf(options).handlers = handlers;
        return [bootTask(registration), ...tasks];
      },
    },
  ];
}

/** Handlers are found at boot; there is no heartbeat to renew. */
function bootTask(registration: HandlerRegistrationService): WorkerTask {
  const { name, pollIntervalMs } = registration;
  return { name, pollIntervalMs, prepare: () => registration.prepare(), runOnce: async () => false };
}
