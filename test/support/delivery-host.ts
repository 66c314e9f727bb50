import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  ID_VERIFICATION_CLOCK,
  IdVerificationModule,
  IdVerificationService,
  type Clock,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import { DataSource } from 'typeorm';
import { migratedDataSource } from './library-host.js';
import { LineCollector } from './line-collector.js';

/** How often a host looks for work, in milliseconds. */
export const DELAY_MS = 100;

export interface DeliveryHostSettings {
  readonly handlers?: readonly Provider[];
  readonly controllers?: readonly Type[];
  readonly modules?: readonly (DynamicModule | Type)[];
  readonly options?: Partial<IdVerificationModuleOptions>;
  readonly clock?: Clock;
  readonly poolSize?: number;
}

/** An application with outcome handlers. Several of them in one test stand for as many processes. */
export interface DeliveryHost {
  readonly service: IdVerificationService;
  readonly dataSource: DataSource;
  /** What it logged. */
  readonly log: LineCollector;
  close(): Promise<void>;
}

export async function startDeliveryHost(
  databaseUrl: string,
  options: IdVerificationModuleOptions,
  { handlers = [], controllers = [], modules = [], clock, poolSize = 10 }: DeliveryHostSettings,
): Promise<DeliveryHost> {
  const builder = Test.createTestingModule({
    imports: [
      TypeOrmModule.forRootAsync({
        useFactory: () => ({ type: 'postgres', url: databaseUrl, autoLoadEntities: true, poolSize }),
        dataSourceFactory: migratedDataSource,
      }),
      IdVerificationModule.forRoot({ ...options, isGlobal: true }),
      ...modules,
    ],
    providers: [...handlers],
    controllers: [...controllers],
  });
  if (clock !== undefined) builder.overrideProvider(ID_VERIFICATION_CLOCK).useValue(clock);
  const module = await builder.compile();
  const log = new LineCollector();
  module.useLogger(log);
  try {
    await module.init();
  } catch (error) {
    await module.get(DataSource).destroy();
    throw error;
  }
  return {
    service: module.get(IdVerificationService),
    dataSource: module.get(DataSource),
    log,
    close: () => module.close(),
  };
}
