import { Injectable } from '@nestjs/common';
import { HealthService } from './health.service.js';
import type { VerificationHealth } from './verification-health.js';

/**
 * The response of a health indicator, as `@nestjs/terminus` takes it.
 *
 * @publicApi
 */
export type VerificationIndication<Key extends string, Details> = Record<
  Key,
  { readonly status: 'up' | 'down' } & Details
>;

/**
 * How long reading the database may take, in milliseconds.
 *
 * @publicApi
 */
export interface HealthOptions {
  /** @default 1000 */
  readonly timeoutMs?: number | undefined;
}

export const HEALTH_TIMEOUT_MS = 1_000;

/**
 * A health indicator for `@nestjs/terminus`, which need not be installed: what it gives has the shape that terminus
 * takes. Never throws, never calls the vendor.
 *
 * @example
 * this.health.check([() => this.verifications.isReady('database')])
 *
 * @publicApi
 */
@Injectable()
export class IdVerificationHealthIndicator {
  constructor(private readonly healthService: HealthService) {}

  /**
   * For a readiness probe: whether this process can serve, that is, whether the database responds and has the library's
   * tables. A vendor that does not work is no reason to take a process out: another one could do no better, and a client that
   * reads a verification, or waits for its verdict, can still be served.
   */
  async isReady<Key extends string>(
    key: Key,
    { timeoutMs = HEALTH_TIMEOUT_MS }: HealthOptions = {},
  ): Promise<VerificationIndication<Key, { readonly error?: string }>> {
    const { status, error } = await this.healthService.database(timeoutMs);
    return indication(key, { status, ...(error !== undefined && { error }) });
  }

  /**
   * For people and for alarms: `down` where a problem is critical. Not for a probe that restarts processes or takes
   * them out: nothing of what it reports goes away by that.
   */
  async isHealthy<Key extends string>(
    key: Key,
    { timeoutMs = HEALTH_TIMEOUT_MS }: HealthOptions = {},
  ): Promise<VerificationIndication<Key, Omit<VerificationHealth, 'status'>>> {
    const { status, ...report } = await this.healthService.health(timeoutMs);
    return indication(key, { ...report, status: status === 'down' ? 'down' : 'up' });
  }
}

function indication<Key extends string, Value>(key: Key, value: Value): Record<Key, Value>;
function indication(key: string, value: unknown): Record<string, unknown> {
  return { [key]: value };
}
