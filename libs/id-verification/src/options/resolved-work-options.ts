import type { IdVerificationModuleOptions } from './id-verification-options.js';

/** How what goes on by itself is done, with every default filled in. */
export interface ResolvedWorkOptions {
  readonly background: { readonly enabled: boolean; readonly batchSize: number; readonly pauseMs: number };
  readonly retentionDays: number;
  readonly shutdownMs: number;
  readonly statementTimeoutMs: number;
  readonly preparedStatements: boolean;
  readonly delivery: {
    readonly maxAttempts: number;
    readonly timeoutMs: number;
    readonly firstPauseMs: number;
    readonly longestPauseMs: number;
    readonly concurrency: number;
  };
}

export function resolveWorkOptions({
  background = {},
  delivery = {},
  retentionDays,
  shutdownMs,
  statementTimeoutMs,
  preparedStatements,
}: Pick<
  IdVerificationModuleOptions,
  'background' | 'delivery' | 'retentionDays' | 'shutdownMs' | 'statementTimeoutMs' | 'preparedStatements'
>): ResolvedWorkOptions {
  return {
    background: {
      enabled: background.enabled ?? true,
      batchSize: background.batchSize ?? 5,
      pauseMs: background.pauseMs ?? 1_000,
    },
    retentionDays: retentionDays ?? 365,
    shutdownMs: shutdownMs ?? 15_000,
    statementTimeoutMs: statementTimeoutMs ?? 30_000,
    preparedStatements: preparedStatements ?? false,
    delivery: {
      maxAttempts: delivery.maxAttempts ?? 10,
      timeoutMs: delivery.timeoutMs ?? 30_000,
      firstPauseMs: delivery.firstPauseMs ?? 1_000,
      longestPauseMs: delivery.longestPauseMs ?? 3_600_000,
      concurrency: delivery.concurrency ?? 4,
    },
  };
}
