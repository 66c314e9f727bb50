import { metrics, trace, type Meter, type Tracer } from '@opentelemetry/api';

/** The name under which an SDK finds spans and metrics of the library. */
const SCOPE = 'nestjs-id-verification';

/** From a warm call of a few milliseconds to the longest deadline, in seconds. */
const CALL_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60];

/** From a user who is quick to one whose result comes a day late, in seconds. */
const VERDICT_SECONDS = [10, 20, 30, 60, 120, 300, 600, 1_200, 2_100, 3_600, 21_600, 86_400];

/** No SDK, no cost: until one is registered, spans and instruments are the API's own that do nothing. */
export function tracer(): Tracer {
  return trace.getTracer(SCOPE);
}

/** An SDK must be registered before the module is made: instruments of before stay without effect. */
export function meter(): Meter {
  return metrics.getMeter(SCOPE);
}

/** The keys of all attributes. Their values are from closed lists, or names in the host's own code. */
export const ATTRIBUTE = {
  instance: 'id_verification.instance',
  /** Spans alone: the host's opaque id of one verification, as in its log. */
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
  errorType: 'error.type',
} as const;

/** The names of all spans. */
export const SPAN = {
  initialize: 'id_verification.initialize',
  vendorCall: 'id_verification.vendor.call',
  check: 'id_verification.check',
  deliver: 'id_verification.deliver',
} as const;

/** What is counted and timed where it happens. */
export function createInstruments(meter: Meter) {
  const seconds = (explicitBucketBoundaries: number[]) => ({
    unit: 's',
    advice: { explicitBucketBoundaries },
  });
  return {
    initializeDuration: meter.createHistogram('id_verification.initialize.duration', {
      ...seconds(CALL_SECONDS),
      description: 'Time that starts took, by what became of them: initialized, replayed or an error code',
    }),
    verdicts: meter.createCounter('id_verification.verdicts', {
      unit: '{verification}',
      description: 'Verifications that ended, by status and reason',
    }),
    timeToVerdict: meter.createHistogram('id_verification.time_to_verdict', {
      ...seconds(VERDICT_SECONDS),
      description: 'Time from start to verdict of verifications that passed or failed',
    }),
    vendorCallDuration: meter.createHistogram('id_verification.vendor.call.duration', {
      ...seconds(CALL_SECONDS),
      description:
        'Time that calls of the vendor took, by operation, with the error code of those that failed',
    }),
    vendorRetries: meter.createCounter('id_verification.vendor.retries', {
      unit: '{call}',
      description: 'Calls of the vendor that were repeated, by the error code of the call before',
    }),
    responsesNotUnderstood: meter.createCounter('id_verification.vendor.responses_not_understood', {
      unit: '{response}',
      description:
        'Responses that are not of the vendor, of another request, or of an unknown form, by operation and error code',
    }),
    rateLimitWait: meter.createHistogram('id_verification.rate_limit.wait', {
      ...seconds(CALL_SECONDS),
      description: 'Time that callers waited for their permit within the limit, by what became of them',
    }),
    rateLimitSlowDowns: meter.createCounter('id_verification.rate_limit.slow_downs', {
      unit: '{slow_down}',
      description: 'Times that the pace was lowered because the vendor refused calls',
    }),
    deliveries: meter.createCounter('id_verification.deliveries', {
      unit: '{attempt}',
      description: 'Attempts to tell a handler of an outcome, by handler and result',
    }),
    evidence: meter.createCounter('id_verification.evidence', {
      unit: '{attempt}',
      description: 'Attempts to hand evidence to the sink, by result',
    }),
    erasures: meter.createCounter('id_verification.erasures', {
      unit: '{erasure}',
      description: 'Erasures that were finished, by what the vendor did',
    }),
  };
}

export type Instruments = ReturnType<typeof createInstruments>;

/** What is read from the health report whenever metrics are collected. */
export function createGauges(meter: Meter) {
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableGauge(`id_verification.${name}`, { unit, description });
  return {
    databaseUp: gauge('database.up', '1', '1 while the database answers, else 0'),
    breakerState: gauge('circuit_breaker.state', '1', '1 for the state of the circuit, 0 for the others'),
    problem: gauge('health.problem', '1', 'By problem: 0 is none, 1 a warning, 2 critical'),
    backlog: gauge('backlog.size', '{verification}', 'Verifications that are due and wait for a process'),
    backlogAge: gauge('backlog.age', 's', 'How long the first of them has been due'),
    deliveriesPending: gauge('delivery.pending', '{delivery}', 'Deliveries on the way to a handler'),
    deliveryAge: gauge('delivery.age', 's', 'How long the first of them has been due'),
    deliveriesDeadLettered: gauge('delivery.dead_lettered', '{delivery}', 'Deliveries that were given up'),
    handlersInactive: gauge('handler.inactive', '{handler}', 'Handlers that no working process carries'),
    verdictsOverdue: gauge(
      'verdict.overdue',
      '{verification}',
      'Verifications without a result a day after their end',
    ),
    verdictDeletion: gauge('verdict.deletion', 's', 'Until the vendor deletes the first of their results'),
    vendorSuccessAge: gauge('vendor.success.age', 's', 'Since a call of this process last succeeded'),
    rateLimitLimit: gauge('rate_limit.limit', '{call}/s', 'The vendor’s limit, by operation'),
    rateLimitPace: gauge('rate_limit.pace', '{call}/s', 'The most calls that are made now, by operation'),
    rateLimitUsed: gauge(
      'rate_limit.used',
      '{call}',
      'Calls of all processes in the last second, by operation',
    ),
    rateLimitWaiting: gauge('rate_limit.waiting', '{call}', 'Calls that wait for their permit, by operation'),
  };
}

export type Gauges = ReturnType<typeof createGauges>;
