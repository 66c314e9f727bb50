import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule, type HealthCheckResult } from '@nestjs/terminus';
import { IdVerificationHealthIndicator } from 'nestjs-id-verification';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseCable } from '../support/database/database-cable.js';
import type { VerdictHost } from '../support/host/verdict-host.js';
import { HOUR_MS, VerdictStage } from '../support/host/verdict-stage.js';

@Controller()
class Probes {
  constructor(
    private readonly health: HealthCheckService,
    private readonly verifications: IdVerificationHealthIndicator,
  ) {}

  @Get('ready')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.verifications.isReady('verifications')]);
  }

  @Get('healthy')
  @HealthCheck()
  healthy(): Promise<HealthCheckResult> {
    return this.health.check([() => this.verifications.isHealthy('verifications')]);
  }
}

describe('The health indicator with terminus', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('health_indicator');
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  const probes = { also: { imports: [TerminusModule], controllers: [Probes] } };
  const idle = { workers: { enabled: false } };

  async function probe({ origin }: VerdictHost, path: string) {
    const httpResponse = await fetch(`${origin}/${path}`);
    const body: unknown = await httpResponse.json();
    return { status: httpResponse.status, body };
  }

  it('is up in a healthy application', async () => {
    const host = await stage.host({}, probes);

    expect(await probe(host, 'ready')).toMatchObject({
      status: 200,
      body: { status: 'ok', details: { verifications: { status: 'up' } } },
    });
    expect(await probe(host, 'healthy')).toMatchObject({
      status: 200,
      body: { details: { verifications: { status: 'up', problems: [], work: { backlog: { due: 0 } } } } },
    });
  });

  it('is unhealthy but ready with a critical problem', async () => {
    const host = await stage.host(idle, probes);
    await stage.start(host);
    await stage.clock.advance(HOUR_MS);

    expect(await probe(host, 'healthy')).toMatchObject({
      status: 503,
      body: { error: { verifications: { status: 'down', problems: [{ code: 'backlog_late' }, {}] } } },
    });
    expect((await probe(host, 'ready')).status).toBe(200);
  });

  it('is healthy with warnings, and reports them', async () => {
    const host = await stage.host(idle, probes);
    await stage.clock.advance(HOUR_MS);

    expect(await probe(host, 'healthy')).toMatchObject({
      status: 200,
      body: { details: { verifications: { status: 'up', problems: [{ code: 'handlers_inactive' }] } } },
    });
  });

  it.each(['ready', 'healthy'])('is not %s without the database', async (path) => {
    const cable = await DatabaseCable.to(stage.database.url);
    const host = await stage.host(idle, { ...probes, databaseUrl: cable.url });
    await cable.cut();

    expect(await probe(host, path)).toMatchObject({ status: 503, body: { status: 'error' } });
  });

  it('is not ready without the library’s tables, and reports the SQLSTATE', async () => {
    const host = await stage.host(idle, probes);
    await host.dataSource.query('ALTER TABLE id_verification_rate_limit RENAME TO somewhere_else');

    const response = await probe(host, 'ready');
    await host.dataSource.query('ALTER TABLE somewhere_else RENAME TO id_verification_rate_limit');

    expect(response).toMatchObject({
      status: 503,
      body: { error: { verifications: { status: 'down', error: '42P01' } } },
    });
  });
});
