import { Inject, Injectable } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { RESULT_RETENTION_MS } from '../contract/vendor-times.js';
import { withTimeout } from '../time/timeout.js';
import { ClockSkewService } from '../vendor/clock-skew.service.js';
import { CircuitBreakerService } from '../resilience/circuit-breaker.service.js';
import { ResilientClient } from '../resilience/resilient.client.js';
import { ResponseReaderService } from '../vendor/response-reader.service.js';
import { RateLimitService } from '../resilience/rate-limit.service.js';
import { OVERDUE_MS } from '../steps/verdict/decide-verdict.js';
import { HealthStore, type StoredWork } from '../storage/health.store.js';
import { SchemaCheckService } from '../storage/schema-check.service.js';
import { IdVerificationStorageError } from '../storage/storage.error.js';
import { evaluateHealth } from './evaluate-health.js';
import type {
  DatabaseHealth,
  RateLimitHealth,
  VerificationHealth,
  WorkHealth,
} from './verification-health.js';

/** A handler without a heartbeat for this time is inactive; processes send one every minute. */
const INACTIVE_MS = 15 * 60_000;

const UP: DatabaseHealth = { status: 'up', error: undefined };

interface Reading<Value> {
  readonly database: DatabaseHealth;
  readonly value: Value | undefined;
}

/** Reads the health of the module within a bounded time, with at most one statement of each kind in flight. */
@Injectable()
export class HealthService {
  private readonly work = singleFlight(() => this.readWork());
  private readonly schema = singleFlight(() => this.schemaCheck.probeWrites());

  constructor(
    private readonly store: HealthStore,
    private readonly schemaCheck: SchemaCheckService,
    private readonly rateLimit: RateLimitService,
    private readonly calls: ResilientClient,
    private readonly breaker: CircuitBreakerService,
    private readonly responses: ResponseReaderService,
    private readonly skew: ClockSkewService,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {}

  /** Reads and evaluates the whole health report. */
  async health(timeoutMs: number): Promise<VerificationHealth> {
    const { database, value } = await this.reading(this.work, timeoutMs);
    const checkedAt = this.clock.now();
    // Dates are derived from monotonic ages, so that a step of the wall clock does not change them.
    const before = (ageMs: number | undefined): Date | undefined =>
      ageMs === undefined ? undefined : new Date(checkedAt.getTime() - ageMs);
    return evaluateHealth({
      checkedAt,
      database,
      vendor: {
        circuitBreaker: this.breaker.state,
        failingSince: before(this.breaker.brokenMs),
        notUnderstoodAt: before(this.responses.sinceNotUnderstoodMs),
        clockSkew: this.skew.skew,
        lastSuccessAt: before(this.calls.sinceSuccessMs),
      },
      work: value,
    });
  }

  /** Whether the database responds, accepts writes and has the library's tables. */
  async database(timeoutMs: number): Promise<DatabaseHealth> {
    return (await this.reading(this.schema, timeoutMs)).database;
  }

  private async readWork(): Promise<WorkHealth> {
    // One after the other, so that a report uses at most one connection.
    await this.schemaCheck.probeWrites();
    const work = await this.store.work(OVERDUE_MS, INACTIVE_MS);
    return workHealth(work, await this.rateLimit.usage());
  }

  private async reading<Value>(start: () => Promise<Value>, timeoutMs: number): Promise<Reading<Value>> {
    const read = start().then(
      (value) => ({ database: UP, value }),
      (error: unknown) => down(error instanceof IdVerificationStorageError ? error.sqlState : undefined),
    );
    const result = await withTimeout(timeoutMs, read);
    return result === 'timed-out' ? down('timeout') : result;
  }
}

/** Concurrent requests share one evaluation. */
function singleFlight<Value>(start: () => Promise<Value>): () => Promise<Value> {
  let inFlight: Promise<Value> | undefined;
  return () => (inFlight ??= start().finally(() => (inFlight = undefined)));
}

function down(error: string | undefined): Reading<never> {
  return { database: { status: 'down', error: error ?? 'unknown' }, value: undefined };
}

function workHealth(work: StoredWork | undefined, rateLimit: readonly RateLimitHealth[]): WorkHealth {
  const expiredAt = work?.firstOverdueExpiredAt;
  return {
    lastVendorSuccessAt: work?.lastVendorSuccessAt ?? undefined,
    backlog: { due: work?.due ?? 0, oldestMs: work?.oldestDueMs ?? 0 },
    deliveries: {
      pending: work?.pending ?? 0,
      oldestMs: work?.oldestPendingMs ?? 0,
      deadLettered: work?.deadLettered ?? 0,
    },
    evidence: { pending: work?.evidencePending ?? 0, oldestMs: work?.oldestEvidenceMs ?? 0 },
    inactiveHandlers: work?.inactiveHandlers ?? [],
    overdueVerdicts: {
      count: work?.overdue ?? 0,
      nextDeletionAt: expiredAt ? new Date(expiredAt.getTime() + RESULT_RETENTION_MS) : undefined,
    },
    rateLimit,
  };
}
