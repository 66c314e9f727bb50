import type { INestApplication } from '@nestjs/common';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { IdVerificationConsoleModule, IdVerificationPagesModule } from 'nestjs-id-verification-console';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileHost } from '../support/host/host-module.js';
import { createTestDatabase, type TestDatabase } from '../support/database/test-database.js';
import { HttpCaller } from '../support/http/http-caller.js';
import { adapters } from '../support/runner/suite.js';

/** A host's own way to recognise an operator. */
@Injectable()
class OperatorGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    return headers['authorization'] === 'Bearer operator';
  }
}

describe.each(adapters())('The console in a host of its own on %s', (adapter) => {
  let database: TestDatabase;
  let app: INestApplication;
  let operator: HttpCaller;
  beforeAll(async () => {
    database = await createTestDatabase('console', 'empty');
    const module = await compileHost(
      database.url,
      {
        credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
        hashKeys: [{ id: 'one', secret: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978' }],
        endpoint: 'http://127.0.0.1:9',
        sandbox: true,
        workers: { enabled: false },
      },
      {
        static: { isGlobal: true },
        also: {
          imports: [IdVerificationConsoleModule.forRoot({ path: '/admin/ids/', guards: [OperatorGuard] })],
        },
      },
    );
    app = module.createNestApplication(adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter());
    await app.listen(0, '127.0.0.1');
    operator = new HttpCaller(await app.getUrl(), 'operator');
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('is a page at the path of the host, which reads its data there', async () => {
    const page = await operator.call('/admin/ids');

    expect(page.status).toBe(200);
    expect(page.text).toContain('<body data-path="/admin/ids">');
    expect(page.text).toContain('<a href="/admin/ids" aria-current="page">Operations</a>');
    expect((await operator.call('/assets/operations.js')).status).toBe(200);
    expect((await operator.call('/assets/uqr.js')).status).toBe(200);
  });

  it.each([
    'health',
    'deliveries',
    'verifications',
    'statistics?from=2026-06-01T00:00:00Z&before=2026-06-02T00:00:00Z',
  ])('gives %s to operators alone', async (data) => {
    expect((await operator.call(`/admin/ids/${data}`)).status).toBe(403);
    expect((await operator.get(`/admin/ids/${data}`)).status).toBe(200);
  });
});

describe.each([IdVerificationConsoleModule, IdVerificationPagesModule])('$name', (module) => {
  it('refuses to be mounted in live mode without a guard', () => {
    expect(() => module.forRoot()).toThrow(`${module.name} needs at least one guard`);
    expect(() => module.forRoot({ guards: [] })).toThrow('needs at least one guard');
    expect(module.forRoot({ sandbox: true }).module).toBe(module);
    expect(module.forRoot({ guards: [OperatorGuard] }).module).toBe(module);
  });
});
