import type { FactoryProvider } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { HealthGaugesService } from '../health/health-gauges.service.js';
import { ConnectionWarmUpService } from '../resilience/connection-warm-up.service.js';
import { ResilientClient } from '../resilience/resilient.client.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { WORKER_TASKS, type WorkerTask } from '../runtime/worker-task.js';
import { ID_VERIFICATION_DATA_SOURCE } from '../storage/data-source.js';
import { CheckRequestStore } from '../storage/check-request.store.js';
import { DueWorkStore } from '../storage/due-work.store.js';
import { ErasureStore } from '../storage/erasure.store.js';
import { FollowUpStore } from '../storage/follow-up.store.js';
import { HandlerStore } from '../storage/handler.store.js';
import { HealthStore } from '../storage/health.store.js';
import { HistoryStore } from '../storage/history.store.js';
import { InitializeStore } from '../storage/initialize.store.js';
import { offlineDataSource } from '../storage/offline-data-source.js';
import { RateLimitStore } from '../storage/rate-limit.store.js';
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
import { EvidenceService } from '../steps/verdict/evidence.service.js';
import { ID_VERIFICATION_CLOCK } from '../time/clock.js';
import { CredentialsCheckService } from '../vendor/credentials-check.service.js';
import { ProductCheckService } from '../vendor/product-check.service.js';
import { InMemoryCheckRequestStore } from './in-memory/in-memory-check-request.store.js';
import { InMemoryDeliveryStore } from './in-memory/in-memory-delivery.store.js';
import { InMemoryDueWorkStore } from './in-memory/in-memory-due-work.store.js';
import { InMemoryErasureStore } from './in-memory/in-memory-erasure.store.js';
import { InMemoryFollowUpStore } from './in-memory/in-memory-follow-up.store.js';
import { InMemoryHealthStore } from './in-memory/in-memory-health.store.js';
import { InMemoryHistoryStore } from './in-memory/in-memory-history.store.js';
import { InMemoryInitializeStore } from './in-memory/in-memory-initialize.store.js';
import { InMemoryStatisticsStore } from './in-memory/in-memory-statistics.store.js';
import { InMemoryTables } from './in-memory/in-memory-tables.js';
import { InMemoryVerdictStore } from './in-memory/in-memory-verdict.store.js';
import { InMemoryVerificationStore } from './in-memory/in-memory-verification.store.js';
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
  const given = (manager as EntityManager | undefined) ?? dataSource.manager;
  /** Named instances of one application do not share rows. */
  const instances = new Map<string, InstanceStores>();
  const storesOf = ({ instance }: ResolvedOptions): InstanceStores => {
    const stores = instances.get(instance) ?? instanceStores(clock, given);
    instances.set(instance, stores);
    return stores;
  };
  const stored = (
    provide: FactoryProvider['provide'],
    from: (stores: InstanceStores) => unknown,
  ): FactoryProvider => ({
    provide,
    inject: [RESOLVED_OPTIONS],
    useFactory: (options: ResolvedOptions) => from(storesOf(options)),
  });
  const value = (provide: FactoryProvider['provide'], given: unknown): FactoryProvider => ({
    provide,
    useFactory: () => given,
  });
  return [
    value(ID_VERIFICATION_DATA_SOURCE, dataSource),
    value(ID_VERIFICATION_CLOCK, clock),
    value(ResilientClient, vendor),
    stored(InitializeStore, ({ tables }) => new InMemoryInitializeStore(tables)),
    stored(VerificationStore, ({ tables }) => new InMemoryVerificationStore(tables)),
    stored(VerdictStore, ({ tables, deliveries }) => new InMemoryVerdictStore(tables, deliveries)),
    stored(CheckRequestStore, ({ tables }) => new InMemoryCheckRequestStore(tables)),
    stored(FollowUpStore, ({ tables }) => new InMemoryFollowUpStore(tables)),
    stored(HistoryStore, ({ tables }) => new InMemoryHistoryStore(tables)),
    stored(UndeliveredStore, ({ deliveries }) => deliveries),
    value(DueWorkStore, new InMemoryDueWorkStore(clock)),
    stored(StatisticsStore, ({ tables }) => new InMemoryStatisticsStore(tables)),
    stored(ErasureStore, ({ tables, deliveries }) => new InMemoryErasureStore(tables, deliveries)),
    stored(HealthStore, ({ tables }) => new InMemoryHealthStore(tables)),
    // No call of the scripted vendor needs a permit.
    value(RateLimitStore, { usage: async () => [] }),
    value(SchemaCheckService, { probeWrites: async () => undefined }),
    stored(HandlerStore, ({ deliveries }) => ({
      register: async () => undefined,
      unregister: async (name: string) => deliveries.unregister(name),
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
        EvidenceService,
        ErasureService,
      ],
      useFactory: (
        options: ResolvedOptions,
        handlers: OutcomeHandlersService,
        registration: HandlerRegistrationService,
        ...tasks: WorkerTask[]
      ) => {
        storesOf(options).deliveries.handlers = handlers;
        return [bootTask(registration), ...tasks];
      },
    },
  ];
}

/** The rows of one instance of the module. */
interface InstanceStores {
  readonly tables: InMemoryTables;
  readonly deliveries: InMemoryDeliveryStore;
}

function instanceStores(clock: TestClock, manager: EntityManager): InstanceStores {
  const tables = new InMemoryTables(clock);
  return { tables, deliveries: new InMemoryDeliveryStore(tables, manager) };
}

/** Handlers are found at boot; there is no heartbeat to renew. */
function bootTask(registration: HandlerRegistrationService): WorkerTask {
  const { name, pollIntervalMs } = registration;
  return { name, pollIntervalMs, prepare: () => registration.prepare(), runOnce: async () => false };
}
