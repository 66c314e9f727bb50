import type { DynamicModule, INestApplicationContext, Provider, Type } from '@nestjs/common';
import { IdVerificationService, type Clock, type IdVerificationModuleOptions } from 'nestjs-id-verification';
import { DataSource } from 'typeorm';
import { compileHost } from './host-module.js';
import { LineCollector } from '../process/line-collector.js';

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
  /** For a provider that the module does not export. */
  readonly module: INestApplicationContext;
  /** What it logged. */
  readonly log: LineCollector;
  close(): Promise<void>;
}

export async function startDeliveryHost(
  databaseUrl: string,
  options: IdVerificationModuleOptions,
  { handlers = [], controllers = [], modules = [], clock, poolSize }: DeliveryHostSettings,
): Promise<DeliveryHost> {
  const module = await compileHost(databaseUrl, options, {
    also: { imports: [...modules], providers: [...handlers], controllers: [...controllers] },
    static: { isGlobal: true },
    clock,
    poolSize,
  });
  const log = new LineCollector();
  module.useLogger(log);
  try {
    await module.init();
  } catch (error) {
    await module.get(DataSource).destroy();
    throw error;
  }
  return {
    module,
    service: module.get(IdVerificationService),
    dataSource: module.get(DataSource),
    log,
    close: () => module.close(),
  };
}
