import { metrics, trace, type Meter, type Tracer } from '@opentelemetry/api';
import { VERSION } from './version.js';

/** The instrumentation scope of the library's spans and metrics. */
const SCOPE = 'nestjs-id-verification';

/** Histogram buckets of calls in seconds, from a warm call to the longest deadline. */
const CALL_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60];

/** Histogram buckets of verdicts in seconds, from a quick user to a result that is a day late. */
const VERDICT_SECONDS = [10, 20, 30, 60, 120, 300, 600, 1_200, 2_100, 3_600, 21_600, 86_400];

/** The tracer; without an SDK its spans are no-ops. */
export function tracer(): Tracer {
  return trace.getTracer(SCOPE, VERSION);
}

/** The meter. An SDK must be registered before the module is created: earlier instruments stay no-ops. */
export function meter(): Meter {
  return metrics.getMeter(SCOPE, VERSION);
}

/** The keys of all attributes. Their values come from closed lists, or are names in the host's code. */
export const ATTRIBUTE = {
  instance: 'id_verification.instance',
  /** In spans only: the host's opaque id of one verification, as in the log. */
  merchantBizId: 'id_verification.merchant_biz_id',
  outcome: 'id_verification.outcome',
  operation: 'id_verification.vendor.operation',
  attempt: 'id_verification.vendor.attempt',
  status: 'id_verification.status',
  reason: 'id_verification.reason',
  handler: 'id_verification.handler',
  result: 'id_verification.result',
  state: 'id_verification.state',
  problem: 'id_verification.problem',
  version: 'id_verification.version',
  errorType: 'error.type',
  poolName: 'db.client.connection.pool.name',
  connectionState: 'db.client.connection.state',
} as const;

/** The names of all spans. */
export const SPAN = {
  initialize: 'id_verification.initialize',
  vendorCall: 'id_verification.vendor.call',
  check: 'id_verification.check',
  deliver: 'id_verification.deliver',
} as const;

/** Counters, histograms and the version, recorded where the events happen. */
export function createInstruments(meter: Meter) {
  const seconds = (explicitBucketBoundaries: number[]) => ({
    unit: 's',
    advice: { explicitBucketBoundaries },
  });
  return {
    build: meter.createGauge('id_verification.build.info', {
      unit: '1',
      description: '1, with the version of the library',
    }),
    initializeDuration: meter.createHistogram('id_verification.initialize.duration', {
      ...seconds(CALL_SECONDS),
      description: 'Duration of initialize, by result: initialized, replayed or an error code',
    }),
    verdicts: meter.createCounter('id_verification.verdicts', {
      unit: '{verification}',
      description: 'Verifications that ended, by status and reason',
    }),
    timeToVerdict: meter.createHistogram('id_verification.time_to_verdict', {
      ...seconds(VERDICT_SECONDS),
      description: 'Time from initialize to verdict of verifications that passed or failed',
    }),
    vendorCallDuration: meter.createHistogram('id_verification.vendor.call.duration', {
      ...seconds(CALL_SECONDS),
      description: 'Duration of vendor calls, by operation, with the error code of failed ones',
    }),
    vendorRetries: meter.createCounter('id_verification.vendor.retries', {
      unit: '{call}',
      description: 'Retries of vendor calls, by the error code of the failed attempt',
    }),
    responsesNotUnderstood: meter.createCounter('id_verification.vendor.responses_not_understood', {
      unit: '{response}',
      description:
        'Responses that did not come from the vendor, belonged to another request, or had an unknown format, by operation and error code',
    }),
    rateLimitWait: meter.createHistogram('id_verification.rate_limit.wait', {
      ...seconds(CALL_SECONDS),
      description: 'Time that callers waited for a permit of the rate limit, by result',
    }),
    rateLimitSlowDowns: meter.createCounter('id_verification.rate_limit.slow_downs', {
      unit: '{slow_down}',
      description: 'Slow-downs of the rate limit because the vendor throttled calls',
    }),
    deliveries: meter.createCounter('id_verification.deliveries', {
      unit: '{attempt}',
      description: 'Attempts to deliver an outcome to a handler, by handler and result',
    }),
    evidence: meter.createCounter('id_verification.evidence', {
      unit: '{attempt}',
      description: 'Attempts to hand evidence to the sink, by result',
    }),
    erasures: meter.createCounter('id_verification.erasures', {
      unit: '{erasure}',
      description: 'Completed erasures, by the result of the vendor deletion',
    }),
  };
}

export type Instruments = ReturnType<typeof createInstruments>;

/** Gauges, read from the health report when metrics are collected. */
export function createGauges(meter: Meter) {
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableGauge(`id_verification.${name}`, { unit, description });
  return {
    databaseUp: gauge('database.up', '1', '1 while the database responds, else 0'),
    breakerState: gauge('circuit_breaker.state', '1', '1 for the state of the circuit, 0 for the others'),
    problem: gauge('health.problem', '1', 'By problem: 0 is none, 1 a warning, 2 critical'),
    backlog: gauge('backlog.size', '{verification}', 'Verifications that are due for a check'),
    backlogAge: gauge('backlog.age', 's', 'How long the first of them has been due'),
    deliveriesPending: gauge('delivery.pending', '{delivery}', 'Pending deliveries'),
    deliveryAge: gauge('delivery.age', 's', 'How long the first of them has been due'),
    deliveriesDeadLettered: gauge('delivery.dead_lettered', '{delivery}', 'Dead-lettered deliveries'),
    evidencePending: gauge('evidence.pending', '{verification}', 'Evidence that the sink has not received'),
    evidenceAge: gauge('evidence.age', 's', 'The age of the oldest verdict among them'),
    handlersInactive: gauge('handler.inactive', '{handler}', 'Registered handlers without a heartbeat'),
    verdictsOverdue: gauge(
      'verdict.overdue',
      '{verification}',
      'Verifications without a verdict a day after they expired',
    ),
    verdictDeletion: gauge(
      'verdict.deletion',
      's',
      'Time until the vendor deletes the first of their results; exported while there is one',
    ),
    vendorSuccessAge: gauge(
      'vendor.success.age',
      's',
      'Time since the last successful vendor call of this process',
    ),
    rateLimitLimit: gauge('rate_limit.limit', '{call}/s', 'The vendor’s limit, by operation'),
    rateLimitPace: gauge(
      'rate_limit.pace',
      '{call}/s',
      'The current maximum of calls per second, by operation',
    ),
    rateLimitUsed: gauge(
      'rate_limit.used',
      '{call}',
      'Permits of all processes in the last second, by operation',
    ),
    rateLimitWaiting: gauge('rate_limit.waiting', '{call}', 'Calls that wait for a permit, by operation'),
  };
}

export type Gauges = ReturnType<typeof createGauges>;

/** The connection pool that the library shares with its host, by the names of OpenTelemetry's semantic conventions. */
export function createPoolGauges(meter: Meter) {
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableUpDownCounter(`db.client.connection.${name}`, { unit, description });
  return {
    connections: gauge('count', '{connection}', 'Connections of the pool, by state'),
    connectionLimit: gauge('max', '{connection}', 'The most connections that the pool opens'),
    requestsWaiting: gauge('pending_requests', '{request}', 'Requests that wait for a connection'),
  };
}
