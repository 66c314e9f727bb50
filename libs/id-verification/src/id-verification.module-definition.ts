import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RUNTIME_PROVIDERS } from './runtime/runtime.providers.js';
import { ChangeListenerService } from './runtime/change-listener.service.js';
import { BOOT_FACTS, type BootFactSource } from './runtime/boot-facts.js';
import { WORKER_TASKS, type WorkerTask } from './runtime/worker-task.js';
import { CallbackRouteService } from './steps/callback/callback-route.service.js';
import { CheckRequestsService } from './steps/callback/check-requests.service.js';
import { ErasureService } from './steps/erasure/erasure.service.js';
import { PurgeService } from './steps/erasure/purge.service.js';
import { DeliveryService } from './steps/outcome/delivery.service.js';
import { OutcomeHandlersService } from './steps/outcome/outcome-handlers.service.js';
import { HandlerRegistrationService } from './steps/outcome/handler-registration.service.js';
import { EvidenceService } from './steps/verdict/evidence.service.js';
import { ExplainExpiredService } from './steps/verdict/explain-expired.service.js';
import { DueChecksService } from './steps/verdict/due-checks.service.js';
import { callbackProviders } from './steps/callback/callback.providers.js';
import { TIME_PROVIDERS } from './time/time.providers.js';
import { RESILIENCE_PROVIDERS } from './resilience/resilience.providers.js';
import { VENDOR_PROVIDERS } from './vendor/vendor.providers.js';
import { getIdVerificationServiceToken } from './get-id-verification-service-token.js';
import { getIdVerificationHealthToken } from './health/get-id-verification-health-token.js';
import { HEALTH_PROVIDERS } from './health/health.providers.js';
import { IdVerificationHealthIndicator } from './health/id-verification.health.js';
import { IdVerificationService } from './id-verification.service.js';
import { NeverInitializedService } from './steps/initialize/never-initialized.service.js';
import { RequestWarningsService } from './steps/initialize/request-warnings.service.js';
import { InitializeService } from './steps/initialize/initialize.service.js';
import type { IdVerificationModuleOptions } from './options/id-verification-options.js';
import { RESOLVED_OPTIONS, resolveOptions } from './options/id-verification-options.js';
import { OUTCOME_PROVIDERS } from './steps/outcome/outcome.providers.js';
import { VERDICT_PROVIDERS } from './steps/verdict/verdict.providers.js';
import { ERASURE_PROVIDERS } from './steps/erasure/erasure.providers.js';
import { TelemetryService } from './observe/telemetry.service.js';
import { DRIVER_CHECK } from './storage/driver-check.js';
import { dataSourceProviders } from './storage/data-source.js';
import { ID_VERIFICATION_ENTITIES } from './storage/entities.js';
import { SqlClient } from './storage/sql.client.js';
import { RollUpService } from './statistics/roll-up.service.js';
import { STATISTICS_PROVIDERS } from './statistics/statistics.providers.js';
import { STORAGE_PROVIDERS } from './storage/storage.providers.js';
import { HistoryService } from './verification/history.service.js';
import { VerificationReaderService } from './verification/verification-reader.service.js';
import { WatchService } from './steps/watch/watch.service.js';

/**
 * Options that Nest needs before it runs a factory, and that are therefore passed beside it.
 *
 * @publicApi
 */
export interface IdVerificationStaticOptions {
  /** Makes the service injectable everywhere without importing the module again. @default false */
  readonly isGlobal?: boolean | undefined;
  /** The instance's name, needed only where an application has several. @default 'default' */
  readonly name?: string | undefined;
  /** The name of the TypeORM data source. @default 'default' */
  readonly dataSource?: string | undefined;
  /** The path of the vendor's callback, outside the host's prefix and versions. @default 'id-verification/callback' */
  readonly callbackPath?: string | undefined;
}

const STATIC_DEFAULTS = {
  isGlobal: false,
  name: 'default',
  dataSource: 'default',
  callbackPath: 'id-verification/callback',
} satisfies IdVerificationStaticOptions;

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<IdVerificationModuleOptions>({ moduleName: 'IdVerification' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createIdVerificationOptions')
    .setExtras<IdVerificationStaticOptions>(STATIC_DEFAULTS, assemble)
    .build();

const PROVIDERS = [
  ...TIME_PROVIDERS,
  ...VENDOR_PROVIDERS,
  ...RESILIENCE_PROVIDERS,
  ...STORAGE_PROVIDERS,
  ...VERDICT_PROVIDERS,
  ...ERASURE_PROVIDERS,
  ...OUTCOME_PROVIDERS,
  ...HEALTH_PROVIDERS,
  ...STATISTICS_PROVIDERS,
  InitializeService,
  RequestWarningsService,
  NeverInitializedService,
  VerificationReaderService,
  HistoryService,
  WatchService,
  TelemetryService,
  ...RUNTIME_PROVIDERS,
];

/** The tasks of workers, in the order of preparation: handlers are registered first. */
const TASKS = [
  HandlerRegistrationService,
  DeliveryService,
  DueChecksService,
  NeverInitializedService,
  EvidenceService,
  ExplainExpiredService,
  CheckRequestsService,
  ErasureService,
  PurgeService,
  RollUpService,
  ChangeListenerService,
];

/** Assembles one instance of the module. An extra that is `undefined` counts as absent. */
function assemble(
  definition: DynamicModule,
  {
    isGlobal = STATIC_DEFAULTS.isGlobal,
    name = STATIC_DEFAULTS.name,
    dataSource = STATIC_DEFAULTS.dataSource,
    callbackPath = STATIC_DEFAULTS.callbackPath,
  }: IdVerificationStaticOptions,
): DynamicModule {
  // Registers the entities for `autoLoadEntities`; the module does not use the repositories.
  TypeOrmModule.forFeature(ID_VERIFICATION_ENTITIES, dataSource);
  const service = { provide: getIdVerificationServiceToken(name), useClass: IdVerificationService };
  const health = { provide: getIdVerificationHealthToken(name), useClass: IdVerificationHealthIndicator };
  return {
    ...definition,
    global: isGlobal,
    imports: [...(definition.imports ?? []), DiscoveryModule],
    providers: [
      ...(definition.providers ?? []),
      {
        provide: RESOLVED_OPTIONS,
        inject: [MODULE_OPTIONS_TOKEN],
        useFactory: (options: IdVerificationModuleOptions) => resolveOptions(options, name),
      },
      { provide: WORKER_TASKS, inject: TASKS, useFactory: (...tasks: WorkerTask[]) => tasks },
      {
        provide: BOOT_FACTS,
        inject: [CallbackRouteService, OutcomeHandlersService, SqlClient],
        useFactory: (...sources: BootFactSource[]) => sources,
      },
      DRIVER_CHECK,
      ...dataSourceProviders(dataSource),
      ...PROVIDERS,
      ...callbackProviders(callbackPath),
      service,
      health,
    ],
    exports: [service.provide, health.provide],
  };
}
