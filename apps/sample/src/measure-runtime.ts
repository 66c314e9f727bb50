import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HostMetricsInstrumentation } from '@opentelemetry/instrumentation-host-metrics';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';

/** Of the process alone: an exporter on the machine measures the machine. */
const METRIC_GROUPS = ['process.cpu', 'process.memory'];

/** Measures CPU, memory, event loop, garbage collection and open resources of the process. To be called once. */
export function measureRuntime(): void {
  registerInstrumentations({
    instrumentations: [
      new HostMetricsInstrumentation({ metricGroups: METRIC_GROUPS }),
      new RuntimeNodeInstrumentation(),
    ],
  });
}
