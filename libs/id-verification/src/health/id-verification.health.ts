import { Injectable } from '@nestjs/common';
import { HealthService } from './health.service.js';
import type { VerificationHealth } from './verification-health.js';

/**
 * The result of a health indicator for `@nestjs/terminus`.
 *
 * @publicApi
 */
export type VerificationIndication<Key extends string, Details> = Record<
  Key,
  { readonly status: 'up' | 'down' } & Details
>;

/**
 * The timeout of a health check, in milliseconds.
 *
 * @publicApi
 */
export interface HealthOptions {
  /** @default 1000 */
  readonly timeoutMs?: number | undefined;
}

export const HEALTH_TIMEOUT_MS = 1_000;

/**
 * A health indicator for `@nestjs/terminus`, which is optional: only the result has its shape. Never throws, never
 * calls the vendor.
 *
 * @example
 * this.health.check([() => this.verifications.isReady('database')])
 *
 * @publicApi
 */
@Injectable()
export class IdVerificationHealthIndicator {
  /** @internal */
  constructor(private readonly healthService: HealthService) {}

  /**
   * For a readiness probe: whether the database responds, accepts writes and has the library's tables. It does not depend on the
   * vendor: other processes could not reach it either, and requests that only read verifications can still be served.
   */
  async isReady<Key extends string>(
    key: Key,
    { timeoutMs = HEALTH_TIMEOUT_MS }: HealthOptions = {},
  ): Promise<VerificationIndication<Key, { readonly error?: string }>> {
    const { status, error } = await this.healthService.database(timeoutMs);
    return indication(key, { status, ...(error !== undefined && { error }) });
  }

  /**
   * For dashboards and alerts: `down` if a problem is critical. Not for liveness or readiness probes: a restart solves
   * none of these problems.
   */
  async isHealthy<Key extends string>(
    key: Key,
    { timeoutMs = HEALTH_TIMEOUT_MS }: HealthOptions = {},
  ): Promise<VerificationIndication<Key, Omit<VerificationHealth, 'status'>>> {
    const { status, ...report } = await this.healthService.health(timeoutMs);
    return indication(key, { ...report, status: status === 'down' ? ('down' as const) : ('up' as const) });
  }
}

function indication<Key extends string, Value>(key: Key, value: Value): Record<Key, Value>;
function indication(key: string, value: unknown): Record<string, unknown> {
  return { [key]: value };
}
