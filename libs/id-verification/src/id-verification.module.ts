import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Background } from './background/background.service.js';
import { CallbackHints } from './callback/callback-hints.service.js';
import { CALLBACK_PATH } from './callback/callback-path.js';
import { CallbackReach } from './callback/callback-reach.service.js';
import { CallbackRoute } from './callback/callback-route.service.js';
import { ID_VERIFICATION_CLOCK, ID_VERIFICATION_RANDOM, systemClock } from './clock/clock.js';
import { CircuitBreaker } from './cloudauth/circuit-breaker.js';
import { cloudauthClientProvider } from './cloudauth/create-cloudauth-client.js';
import { ClockSkew } from './cloudauth/clock-skew.service.js';
import { CredentialsCheck } from './cloudauth/credentials-check.service.js';
import { GuardedCalls } from './cloudauth/guarded-calls.service.js';
import { QuotaService } from './cloudauth/quota.service.js';
import { WarmConnections } from './cloudauth/warm-connections.service.js';
import { getIdVerificationHealthToken } from './health/get-id-verification-health-token.js';
import { getIdVerificationServiceToken } from './get-id-verification-service-token.js';
import {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN,
  withStaticDefaults,
  type FOR_ROOT_ASYNC_OPTIONS,
  type FOR_ROOT_OPTIONS,
  type IdVerificationStaticOptions,
} from './id-verification.module-definition.js';
import { IdVerificationService } from './id-verification.service.js';
import { HealthGauges } from './health/health-gauges.service.js';
import { HealthService } from './health/health.service.js';
import { IdVerificationHealthIndicator } from './health/id-verification.health.js';
import { InitializeService } from './initialize/initialize.service.js';
import type { IdVerificationModuleOptions } from './options/id-verification-options.js';
import { DeliveryReader } from './outcome/delivery-reader.service.js';
import { DeliveryService } from './outcome/delivery.service.js';
import { OutcomeHandlers } from './outcome/outcome-handlers.service.js';
import { RESOLVED_OPTIONS, resolveOptions } from './options/id-verification-options.js';
import { CheckService } from './result/check.service.js';
import { Resolver } from './result/resolver.service.js';
import { VerdictService } from './result/verdict.service.js';
import { ErasureService } from './retention/erasure.service.js';
import { PurgeService } from './retention/purge.service.js';
import { Telemetry } from './telemetry/telemetry.service.js';
import { ChangeListener } from './transaction/change-listener.js';
import { dataSourceProvider } from './transaction/data-source.js';
import { DeliveryStore } from './transaction/delivery.store.js';
import { ID_VERIFICATION_ENTITIES } from './transaction/entities.js';
import { HandlerStore } from './transaction/handler.store.js';
import { HealthStore } from './transaction/health.store.js';
import { InitializeStore } from './transaction/initialize.store.js';
import { LeasedWork } from './transaction/leased-work.js';
import { SchemaCheck } from './transaction/schema-check.service.js';
import { ErasureStore } from './transaction/erasure.store.js';
import { QuotaStore } from './transaction/quota.store.js';
import { Statements } from './transaction/statements.js';
import { StatisticsStore } from './transaction/statistics.store.js';
import { TransactionStore } from './transaction/transaction.store.js';
import { UndeliveredStore } from './transaction/undelivered.store.js';
import { VerdictStore } from './transaction/verdict.store.js';
import { VerificationReader } from './verification/verification-reader.service.js';
import { WatchService } from './watch/watch.service.js';

/**
 * Alibaba Cloud ID Verification for a Nest application. Needs a TypeORM data source on PostgreSQL 15 or later whose
 * tables {@link migrateIdVerification} has made.
 *
 * @example
 * IdVerificationModule.forRootAsync({
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({
 *     credentials: { accessKeyId: config.getOrThrow('KEY_ID'), accessKeySecret: config.getOrThrow('KEY_SECRET') },
 *     hashKeys: [{ id: '2026', secret: config.getOrThrow('HASH_KEY') }],
 *   }),
 * })
 *
 * @publicApi
 */
@Module({})
export class IdVerificationModule extends ConfigurableModuleClass {
  static override forRoot(options: typeof FOR_ROOT_OPTIONS): DynamicModule {
    return assemble(super.forRoot(options), options);
  }

  static override forRootAsync(options: typeof FOR_ROOT_ASYNC_OPTIONS): DynamicModule {
    return assemble(super.forRootAsync(options), options);
  }
}

function assemble(definition: DynamicModule, options: IdVerificationStaticOptions): DynamicModule {
  const { isGlobal, name, dataSource, callbackPath } = withStaticDefaults(options);
  const serviceToken = getIdVerificationServiceToken(name);
  const healthToken = getIdVerificationHealthToken(name);
  return {
    ...definition,
    global: isGlobal,
    imports: [
      ...(definition.imports ?? []),
      DiscoveryModule,
      TypeOrmModule.forFeature(ID_VERIFICATION_ENTITIES, dataSource),
    ],
    providers: [
      ...(definition.providers ?? []),
      {
        provide: RESOLVED_OPTIONS,
        inject: [MODULE_OPTIONS_TOKEN],
        useFactory: (given: IdVerificationModuleOptions) => resolveOptions(given, name),
      },
      { provide: ID_VERIFICATION_CLOCK, useValue: systemClock },
      dataSourceProvider(dataSource),
      cloudauthClientProvider,
      QuotaService,
      CircuitBreaker,
      ClockSkew,
      GuardedCalls,
      WarmConnections,
      CredentialsCheck,
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
      { provide: ID_VERIFICATION_RANDOM, useValue: Math.random },
      { provide: CALLBACK_PATH, useValue: callbackPath },
      CallbackHints,
      CallbackRoute,
      CallbackReach,
      VerdictService,
      CheckService,
      Resolver,
      ErasureService,
      PurgeService,
      OutcomeHandlers,
      DeliveryService,
      DeliveryReader,
      WatchService,
      Background,
      SchemaCheck,
      Telemetry,
      HealthService,
      HealthGauges,
      InitializeService,
      VerificationReader,
      { provide: serviceToken, useClass: IdVerificationService },
      { provide: healthToken, useClass: IdVerificationHealthIndicator },
    ],
    exports: [serviceToken, healthToken],
  };
}
