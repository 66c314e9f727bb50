export { measureRequests } from './measure-requests.js';
export { collectMetrics } from './metrics-reader.js';
export { MetricsModule } from './metrics.module.js';
