import type { DynamicModule, Provider, Type } from '@nestjs/common';
import type { Clock, IdVerificationModuleOptions } from 'nestjs-id-verification';
import { startHost, type Host } from './host-module.js';
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

/** An application with outcome handlers. */
export interface DeliveryHost extends Host {
  /** What it logged. */
  readonly log: LineCollector;
}

export async function startDeliveryHost(
  databaseUrl: string,
  options: IdVerificationModuleOptions,
  { handlers = [], controllers = [], modules = [], clock, poolSize }: DeliveryHostSettings,
): Promise<DeliveryHost> {
  const log = new LineCollector();
  const host = await startHost(databaseUrl, options, {
    also: { imports: [...modules], providers: [...handlers], controllers: [...controllers] },
    static: { isGlobal: true },
    clock,
    poolSize,
    log,
  });
  return { ...host, log };
}
