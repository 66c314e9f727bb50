import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { newMerchantBizId } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS, VerdictStage } from '../support/host/verdict-stage.js';
import { freePort } from '../support/http/free-port.js';
import { FOREIGN_LABELS, reads } from '../support/telemetry/deployed-queries.js';
import { samplesIn, type Sample } from '../support/telemetry/prometheus-text.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';

/** Of events that this host has none of; the sample has them all. */
const OTHER_EVENTS = [
  'id_verification_evidence_total',
  'id_verification_rate_limit_slow_downs_total',
  'id_verification_vendor_responses_not_understood_total',
  'id_verification_vendor_retries_total',
  'id_verification_verdict_deletion',
];

describe('A host without the sample, with OpenTelemetry’s own exporter as it is', async () => {
  const stage = await VerdictStage.open('telemetry_foreign_host');
  let exporter: PrometheusExporter;
  let scraped: Sample[];
  beforeAll(async () => {
    const port = await freePort();
    exporter = new PrometheusExporter({ host: '127.0.0.1', port });
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }));
    const host = await stage.host({ rateLimit: {} });
    const refusal = 'Forbidden.RAMUserAccessDenied';
    stage.emulator.inject({ kind: 'vendorCode', action: 'Initialize', code: refusal, times: 1 });
    const refused = host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId: newMerchantBizId() });
    await refused.catch(() => undefined);
    for (const passed of ['Y', 'N'] as const) {
      const merchantBizId = newMerchantBizId();
      const { transactionId } = await host.service.initialize({ ...MINIMAL_REQUEST, merchantBizId });
      stage.emulator.finish(transactionId, { passed });
      await host.service.check(merchantBizId);
      await stage.clock.advance(MINUTE_MS);
      await host.service.erase(merchantBizId);
    }
    scraped = samplesIn(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  });
  afterAll(async () => {
    await stage.close();
    await exporter.shutdown();
    metrics.disable();
  });

  it('exports the metrics of the library that dashboard and alerts query', () => {
    const names = new Set(scraped.map(({ name }) => name));
    const queried = reads.map(({ metric }) => metric).filter((name) => name.startsWith('id_verification_'));

    expect([...new Set(queried)].filter((name) => !names.has(name)).toSorted()).toEqual(OTHER_EVENTS);
  });

  it('exports them with the labels that are queried', () => {
    const wrong = reads.flatMap(({ where, metric, matchers, grouping }) => {
      const samples = scraped.filter(({ name }) => name === metric);
      const labels = [...samples.flatMap((one) => Object.keys(one.labels)), ...FOREIGN_LABELS];
      const queried = [...grouping, ...matchers.map(({ label }) => label)];
      return samples.length === 0
        ? []
        : queried.filter((label) => !labels.includes(label)).map((label) => ({ where, metric, label }));
    });

    expect(wrong).toEqual([]);
  });
});
