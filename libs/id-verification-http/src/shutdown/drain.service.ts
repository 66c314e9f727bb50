import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Injects how long requests are still served after the signal to stop, in milliseconds. */
export const DRAIN_MS = Symbol('DRAIN_MS');

/**
 * The first step of a shutdown: the process reports that it is not ready, and goes on serving
 * until the load balancer must have noticed.
 *
 * @publicApi
 */
@Injectable()
export class DrainService implements OnModuleDestroy {
  private isStopping = false;

  constructor(@Inject(DRAIN_MS) private readonly drainMs: number) {}

  /** For a readiness probe by terminus: down from the signal to stop on. */
  isReady<Key extends string>(key: Key): Record<Key, { status: 'up' } | { status: 'down'; message: string }>;
  isReady(key: string): Record<string, unknown> {
    return { [key]: this.isStopping ? { status: 'down', message: 'is stopping' } : { status: 'up' } };
  }

  /** Nest calls this for every module before it stops the first of them. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    await delay(this.drainMs);
  }
}
