import { metrics, trace } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

class OnDemandReader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

/**
 * Registers an SDK that writes every span to the output.
 *
 * @returns writes all metrics there, as often as it is called
 */
export function tellTelemetry() {
  const reader = new OnDemandReader();
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  const spanProcessors = [new SimpleSpanProcessor(new ConsoleSpanExporter())];
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
  return async () => process.stdout.write(`${JSON.stringify(await reader.collect())}\n`);
}
