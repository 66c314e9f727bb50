import { SpanKind, SpanStatusCode, type Attributes, type Span } from '@opentelemetry/api';
import { Inject, Injectable } from '@nestjs/common';
import { IdVerificationError } from '../errors/id-verification.error.js';
import { RESOLVED_OPTIONS, type ResolvedOptions } from '../options/id-verification-options.js';
import { ATTRIBUTE, createInstruments, meter, SPAN, tracer } from './instruments.js';
import { VERSION } from './version.js';

/**
 * Records spans and metrics. They contain no personal data and no text of the vendor or a caller; errors appear by
 * their code alone.
 */
@Injectable()
export class TelemetryService {
  private readonly tracer = tracer();
  private readonly instruments = createInstruments(meter());
  private readonly own: Attributes;

  constructor(@Inject(RESOLVED_OPTIONS) { instance }: Pick<ResolvedOptions, 'instance'>) {
    this.own = { [ATTRIBUTE.instance]: instance };
    this.instruments.build.record(1, { ...this.own, [ATTRIBUTE.version]: VERSION });
  }

  initialize<Result extends { readonly replayed: boolean }>(
    work: (span: Span) => Promise<Result>,
  ): Promise<Result> {
    const { initializeDuration } = this.instruments;
    const span = { name: SPAN.initialize, attributes: {} };
    return this.measured(span, work, (seconds, settled) => {
      const outcome = settled.error ?? (settled.result.replayed ? 'replayed' : 'initialized');
      initializeDuration.record(seconds, { ...this.own, [ATTRIBUTE.outcome]: outcome });
    });
  }

  /** @param attempt the number of the attempt, from 1 */
  vendorCall<Result>(operation: string, attempt: number, work: () => Promise<Result>): Promise<Result> {
    const called = { [ATTRIBUTE.operation]: operation };
    const span = {
      name: SPAN.vendorCall,
      kind: SpanKind.CLIENT,
      attributes: { ...called, [ATTRIBUTE.attempt]: attempt },
    };
    return this.measured(span, work, (seconds, { error }) => {
      const failed = error !== undefined && { [ATTRIBUTE.errorType]: error };
      this.instruments.vendorCallDuration.record(seconds, { ...this.own, ...called, ...failed });
    });
  }

  vendorRetry(operation: string, { code }: IdVerificationError): void {
    this.instruments.vendorRetries.add(1, this.failedCall(operation, code));
  }

  notUnderstood(operation: string, { code }: IdVerificationError): void {
    this.instruments.responsesNotUnderstood.add(1, this.failedCall(operation, code));
  }

  private failedCall(operation: string, code: string): Attributes {
    return { ...this.own, [ATTRIBUTE.operation]: operation, [ATTRIBUTE.errorType]: code };
  }

  /** Measures how long a caller waits for its permit. */
  async rateLimitWait(operation: string, work: () => Promise<void>): Promise<void> {
    const startedMs = performance.now();
    let outcome = 'granted';
    try {
      await work();
    } catch (error) {
      outcome = errorType(error);
      throw error;
    } finally {
      this.rateLimitWaited(operation, secondsSince(startedMs), outcome);
    }
  }

  /** Counts a rejection by the rate limit. */
  rateLimitRefused(operation: string): void {
    this.rateLimitWaited(operation, 0, 'rate_limited');
  }

  private rateLimitWaited(operation: string, seconds: number, outcome: string): void {
    this.instruments.rateLimitWait.record(seconds, {
      ...this.own,
      [ATTRIBUTE.operation]: operation,
      [ATTRIBUTE.outcome]: outcome,
    });
  }

  rateLimitSlowDown(operation: string): void {
    this.instruments.rateLimitSlowDowns.add(1, { ...this.own, [ATTRIBUTE.operation]: operation });
  }

  check<Result>(merchantBizId: string, work: (span: Span) => Promise<Result>): Promise<Result> {
    return this.measured(
      { name: SPAN.check, attributes: { [ATTRIBUTE.merchantBizId]: merchantBizId } },
      work,
    );
  }

  verdict(
    row: { readonly status: string; readonly initializeStartedAt: Date; readonly completedAt: Date | null },
    reason: string,
    span?: Span,
  ): void {
    const { status, initializeStartedAt, completedAt } = row;
    const byStatus = { [ATTRIBUTE.status]: status.toLowerCase() };
    const ended = { ...byStatus, [ATTRIBUTE.reason]: reason };
    span?.setAttributes(ended);
    this.ended(1, ended);
    if (completedAt === null || status === 'EXPIRED') return;
    const seconds = (completedAt.getTime() - initializeStartedAt.getTime()) / 1_000;
    this.instruments.timeToVerdict.record(seconds, { ...this.own, ...byStatus });
  }

  neverStarted(count: number): void {
    if (count === 0) return;
    this.ended(count, { [ATTRIBUTE.status]: 'rejected', [ATTRIBUTE.reason]: 'never_started' });
  }

  deliver<Result>(handler: string, work: () => Promise<Result>): Promise<Result> {
    return this.measured({ name: SPAN.deliver, attributes: { [ATTRIBUTE.handler]: handler } }, work);
  }

  delivery(handler: string, result: 'delivered' | 'failed' | 'dead_lettered'): void {
    this.instruments.deliveries.add(1, {
      ...this.own,
      [ATTRIBUTE.handler]: handler,
      [ATTRIBUTE.result]: result,
    });
  }

  evidence(result: 'delivered' | 'failed' | 'lost'): void {
    this.instruments.evidence.add(1, { ...this.own, [ATTRIBUTE.result]: result });
  }

  erasure(vendorDeletion: string): void {
    this.instruments.erasures.add(1, { ...this.own, [ATTRIBUTE.result]: vendorDeletion.toLowerCase() });
  }

  private ended(count: number, ended: Attributes): void {
    this.instruments.verdicts.add(count, { ...this.own, ...ended });
  }

  private measured<Result>(
    { name, kind = SpanKind.INTERNAL, attributes }: SpanDescription,
    work: (span: Span) => Promise<Result>,
    record?: (seconds: number, settled: Settled<Result>) => void,
  ): Promise<Result> {
    const options = { kind, attributes: { ...this.own, ...attributes } };
    return this.tracer.startActiveSpan(name, options, async (span) => {
      const startedMs = performance.now();
      try {
        const result = await work(span);
        record?.(secondsSince(startedMs), { result });
        return result;
      } catch (error) {
        const code = errorType(error);
        record?.(secondsSince(startedMs), { error: code });
        span.setAttribute(ATTRIBUTE.errorType, code);
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }
}

interface SpanDescription {
  readonly name: string;
  readonly kind?: SpanKind;
  readonly attributes: Attributes;
}

/** How work ended: with a result, or with the code of its failure. */
type Settled<Result> = { readonly result: Result; readonly error?: undefined } | { readonly error: string };

function secondsSince(startedMs: number): number {
  return (performance.now() - startedMs) / 1_000;
}

/** The code of the library's own errors; other errors have no code in telemetry. */
function errorType(error: unknown): string {
  return error instanceof IdVerificationError ? error.code : '_OTHER';
}
