import type { Attributes, BatchObservableResult } from '@opentelemetry/api';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ID_VERIFICATION_CLOCK, type Clock } from '../time/clock.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { ATTRIBUTE, createGauges, meter, type Gauges } from '../observe/instruments.js';
import { HealthService } from './health.service.js';
import { HEALTH_TIMEOUT_MS } from './id-verification.health.js';
import { HEALTH_PROBLEM_CODES } from './health-problem.js';
import type { VerificationHealth } from './verification-health.js';

/** How long a report is reused, so that collecting metrics reads the database at most once in this time. */
const FRESH_MS = 5_000;

const BREAKER_STATES = ['closed', 'open', 'half-open', 'off'] as const;

const SEVERITY = { none: 0, warning: 1, critical: 2 } as const;

/** Provides the health report as gauges when an SDK collects metrics; has no effect without one. */
@Injectable()
export class HealthGaugesService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly meter = meter();
  private readonly gauges: Gauges = createGauges(this.meter);
  private latest: Promise<VerificationHealth> | undefined;
  private freshUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly health: HealthService,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(ID_VERIFICATION_CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.meter.addBatchObservableCallback(this.observe, Object.values(this.gauges));
  }

  onApplicationShutdown(): void {
    this.meter.removeBatchObservableCallback(this.observe, Object.values(this.gauges));
  }

  private readonly observe = async (result: BatchObservableResult): Promise<void> => {
    for (const { gauge, value, ...by } of measurements(await this.report())) {
      if (value === undefined) continue;
      const attributes: Attributes = { [ATTRIBUTE.instance]: this.options.instance, ...by.attributes };
      result.observe(this.gauges[gauge], value, attributes);
    }
  };

  private report(): Promise<VerificationHealth> {
    const now = this.clock.monotonic();
    if (this.latest !== undefined && now < this.freshUntil) return this.latest;
    this.freshUntil = now + FRESH_MS;
    this.latest = this.health.health(HEALTH_TIMEOUT_MS);
    return this.latest;
  }
}

interface Measurement {
  readonly gauge: keyof Gauges;
  /** Undefined without a value. */
  readonly value: number | undefined;
  readonly attributes?: Attributes;
}

function measurements(health: VerificationHealth): Measurement[] {
  const { checkedAt, database, vendor, work } = health;
  const secondsFromNow = (time: Date | undefined): number | undefined =>
    time && (time.getTime() - checkedAt.getTime()) / 1_000;
  const sinceSuccess = secondsFromNow(vendor.lastSuccessAt);
  return [
    { gauge: 'databaseUp', value: database.status === 'up' ? 1 : 0 },
    { gauge: 'vendorSuccessAge', value: sinceSuccess && -sinceSuccess },
    ...BREAKER_STATES.map((state) => ({
      gauge: 'breakerState' as const,
      value: state === vendor.circuitBreaker ? 1 : 0,
      attributes: { [ATTRIBUTE.state]: state },
    })),
    ...HEALTH_PROBLEM_CODES.map((code) => ({
      gauge: 'problem' as const,
      value: SEVERITY[health.problems.find((problem) => problem.code === code)?.severity ?? 'none'],
      attributes: { [ATTRIBUTE.problem]: code },
    })),
    { gauge: 'backlog', value: work?.backlog.due },
    { gauge: 'backlogAge', value: work && work.backlog.oldestMs / 1_000 },
    { gauge: 'deliveriesPending', value: work?.deliveries.pending },
    { gauge: 'deliveryAge', value: work && work.deliveries.oldestMs / 1_000 },
    { gauge: 'deliveriesDeadLettered', value: work?.deliveries.deadLettered },
    { gauge: 'evidencePending', value: work?.evidence.pending },
    { gauge: 'evidenceAge', value: work && work.evidence.oldestMs / 1_000 },
    { gauge: 'handlersInactive', value: work?.inactiveHandlers.length },
    { gauge: 'verdictsOverdue', value: work?.overdueVerdicts.count },
    { gauge: 'verdictDeletion', value: secondsFromNow(work?.overdueVerdicts.nextDeletionAt) },
    ...rateLimitMeasurements(work),
  ];
}

function rateLimitMeasurements(work: VerificationHealth['work']): Measurement[] {
  return (work?.rateLimit ?? []).flatMap(({ operation, perSecond, pacePerSecond, used, waiting }) => {
    const attributes = { [ATTRIBUTE.operation]: operation };
    return [
      { gauge: 'rateLimitLimit', value: perSecond, attributes },
      { gauge: 'rateLimitPace', value: pacePerSecond, attributes },
      { gauge: 'rateLimitUsed', value: used, attributes },
      { gauge: 'rateLimitWaiting', value: waiting, attributes },
    ] satisfies Measurement[];
  });
}
