import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { KEEPALIVE } from '../contract/operations/index.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { ResilientClient } from './resilient.client.js';

/**
 * Warms up connections before the first call and keeps one open between calls, so that a call needs no handshake. It
 * uses spare permits only. A failed ping is ignored: the next call reports the failure.
 */
@Injectable()
export class ConnectionWarmUpService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly calls: ResilientClient,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {}

  /** Not awaited, so that it does not delay bootstrap. */
  onApplicationBootstrap(): void {
    this.work().catch(() => undefined);
  }

  /** Aborts pings before anything else stops. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  private async work(): Promise<void> {
    const { warmUp, keepAlivePingMs } = this.options.http;
    if (warmUp > 0) await this.ping(warmUp);
    if (keepAlivePingMs !== undefined) await this.pingWhileIdle(keepAlivePingMs);
  }

  private async pingWhileIdle(afterMs: number): Promise<void> {
    let pollIntervalMs = afterMs;
    while (!this.stopping.signal.aborted) {
      await this.clock.sleep(pollIntervalMs, this.stopping.signal);
      const leftMs = afterMs - this.calls.idleMs;
      if (leftMs <= 0) await this.ping(1);
      pollIntervalMs = leftMs > 0 ? leftMs : afterMs;
    }
  }

  /** Concurrent calls need a connection each. */
  private async ping(connections: number): Promise<void> {
    const { signal } = this.stopping;
    const permits = await this.calls.acquireSparePermits(KEEPALIVE.name, connections, signal).catch(() => 0);
    await Promise.allSettled(
      Array.from({ length: permits }, () => this.calls.callOnce(KEEPALIVE, {}, { signal })),
    );
  }
}
