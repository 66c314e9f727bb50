import { metrics } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

const WITHOUT_INFO = { withoutTargetInfo: true, withoutScopeInfo: true };

/** Used as a reader alone: the application serves on its own port. */
const reader = new PrometheusExporter({ preventServerStart: true, ...WITHOUT_INFO });

const serializer = new PrometheusSerializer(
  undefined,
  false,
  undefined,
  WITHOUT_INFO.withoutTargetInfo,
  WITHOUT_INFO.withoutScopeInfo,
);

let isRegistered = false;

/**
 * Lets the process's metrics be read. To be called before anything measures: the API gives instruments without effect
 * until then, and a process has one registry.
 *
 * @returns whether this call was the first, so that what measures the whole process starts once
 * @publicApi
 */
export function collectMetrics(): boolean {
  if (isRegistered) return false;
  isRegistered = metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  return isRegistered;
}

/** All metrics of the process in Prometheus's text format. */
export async function metricsText(): Promise<string> {
  const { resourceMetrics } = await reader.collect();
  return serializer.serialize(resourceMetrics);
}
