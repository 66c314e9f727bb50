import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';

/** Collects when it is asked to. */
class OnDemandReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** One measured value: of a histogram, how many values it holds. */
export interface Point {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number;
  /** The sum of a histogram's values. */
  readonly sum: number | undefined;
}

/** What an SDK gets of spans and metrics, kept in memory. To be registered before the module is made. */
export class TelemetryRecorder {
  private readonly exporter = new InMemorySpanExporter();
  private readonly reader = new OnDemandReader();

  private constructor() {
    const spanProcessors = [new SimpleSpanProcessor(this.exporter)];
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [this.reader] }));
  }

  static register(): TelemetryRecorder {
    return new TelemetryRecorder();
  }

  unregister(): void {
    for (const api of [context, trace, metrics]) api.disable();
  }

  /** Spans that have ended since they were last {@link forget forgotten}. */
  spans(name?: string): ReadableSpan[] {
    return this.exporter.getFinishedSpans().filter((span) => name === undefined || span.name === name);
  }

  forget(): void {
    this.exporter.reset();
  }

  async points(name?: string): Promise<Point[]> {
    const { resourceMetrics } = await this.reader.collect();
    return resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .filter(({ descriptor }) => name === undefined || descriptor.name === name)
      .flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => {
          const isHistogram = typeof value === 'object';
          return {
            name: descriptor.name,
            attributes,
            value: isHistogram ? value.count : value,
            sum: isHistogram ? value.sum : undefined,
          };
        }),
      );
  }

  /** The values of one metric, each behind its attributes without the instance's name. */
  async values(name: string): Promise<Record<string, number>> {
    const points = await this.points(name);
    return Object.fromEntries(points.map(({ attributes, value }) => [own(attributes), value]));
  }
}

function own(attributes: Point['attributes']): string {
  const others = Object.entries(attributes).filter(([key]) => key !== 'id_verification.instance');
  return others.map(([, value]) => value).join(' ');
}
