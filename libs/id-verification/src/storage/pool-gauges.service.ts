import type { BatchObservableResult } from '@opentelemetry/api';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { ATTRIBUTE, createPoolGauges, meter } from '../observe/instruments.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { DATA_SOURCE_NAME, ID_VERIFICATION_DATA_SOURCE, poolSize } from './data-source.js';

/** What is read of the driver's pool. */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Provides the state of the connection pool when an SDK collects metrics; has no effect without one. */
@Injectable()
export class PoolGaugesService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly meter = meter();
  private readonly gauges = createPoolGauges(this.meter);

  constructor(
    @Inject(ID_VERIFICATION_DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(DATA_SOURCE_NAME) private readonly name: string,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
  ) {}

  onApplicationBootstrap(): void {
    this.meter.addBatchObservableCallback(this.observe, Object.values(this.gauges));
  }

  onApplicationShutdown(): void {
    this.meter.removeBatchObservableCallback(this.observe, Object.values(this.gauges));
  }

  private readonly observe = (result: BatchObservableResult): void => {
    const { master } = this.dataSource.driver as { readonly master?: Pool };
    if (master === undefined) return;
    const own = { [ATTRIBUTE.instance]: this.options.instance, [ATTRIBUTE.poolName]: this.name };
    const { connections, connectionLimit, requestsWaiting } = this.gauges;
    const used = master.totalCount - master.idleCount;
    result.observe(connections, master.idleCount, { ...own, [ATTRIBUTE.connectionState]: 'idle' });
    result.observe(connections, used, { ...own, [ATTRIBUTE.connectionState]: 'used' });
    result.observe(connectionLimit, poolSize(this.dataSource), own);
    result.observe(requestsWaiting, master.waitingCount, own);
  };
}
