import type { INestApplication } from '@nestjs/common';
import { Injectable, NotFoundException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  IdVerificationConsoleModule,
  IdVerificationPagesModule,
  type ConsoleRole,
} from 'nestjs-id-verification-console';
import {
  getIdVerificationServiceToken,
  IdVerificationModule,
  type IdVerificationModuleOptions,
} from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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

function headerOf(request: unknown, name: string): string | undefined {
  return (request as { headers: Record<string, string> }).headers[name];
}

const roleOf = vi.fn<(request: unknown) => Promise<ConsoleRole>>(async (request) =>
  headerOf(request, 'x-role') === 'viewer' ? 'viewer' : 'operator',
);

const OPTIONS: IdVerificationModuleOptions = {
  credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
  hashKeys: [{ id: 'one', secret: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978' }],
  endpoint: 'http://127.0.0.1:9',
  sandbox: true,
  workers: { enabled: false },
};

const HOSTS = adapters().flatMap((adapter) => [
  { adapter, prefix: '' },
  { adapter, prefix: '/api/v2' },
]);

describe.each(HOSTS)(
  'The console in a host of its own on $adapter under "$prefix"',
  ({ adapter, prefix }) => {
    let database: TestDatabase;
    let app: INestApplication;
    let operator: HttpCaller;
    beforeAll(async () => {
      database = await createTestDatabase('console');
      const second = { ...OPTIONS, name: 'second', isGlobal: true };
      const module = await compileHost(database.url, OPTIONS, {
        static: { isGlobal: true },
        also: {
          imports: [
            IdVerificationModule.forRoot({ ...second, callbackPath: '/second/callback' }),
            IdVerificationConsoleModule.forRoot({
              path: '/admin/ids/',
              guards: [OperatorGuard],
              actor: (request) => headerOf(request, 'authorization')?.replace('Bearer ', '').padEnd(200, '!'),
              roleOf,
            }),
            IdVerificationConsoleModule.forRoot({
              path: 'admin/second',
              name: 'second',
              guards: [OperatorGuard],
            }),
          ],
        },
      });
      app = module.createNestApplication(adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter());
      app.setGlobalPrefix(prefix);
      await app.listen(0, '127.0.0.1');
      operator = new HttpCaller((await app.getUrl()) + prefix, 'operator');
    });
    afterAll(async () => {
      await app.close();
      await database.drop();
    });

    it('is a page at the path of the host, which reads its data and files there', async () => {
      const page = await operator.call('/admin/ids');

      expect(page.status).toBe(200);
      expect(page.text).toContain(`<body data-base="${prefix}" data-path="/admin/ids" `);
      expect(page.text).toContain(`<a href="${prefix}/admin/ids" aria-current="page">Operations</a>`);
      const files = [...page.text.matchAll(/(?:src|href)="([^"]*\/assets\/[^"]*)"/g)].map(
        ([, file]) => file ?? '',
      );
      expect(files).toContain(`${prefix}/admin/ids/assets/operations.js`);
      for (const file of files) {
        expect((await operator.call(file.slice(prefix.length))).status).toBe(200);
      }
      expect((await operator.call('/admin/ids/assets/uqr.js')).status).toBe(200);
      expect((await operator.call('/assets/page.css')).status).toBe(404);
    });

    it.each(['health', 'deliveries', 'verifications', 'statistics'])(
      'gives %s to operators alone',
      async (data) => {
        expect((await operator.call(`/admin/ids/${data}`)).status).toBe(403);
        expect((await operator.get(`/admin/ids/${data}`)).status).toBe(200);
      },
    );

    it('names the operator as the host does, with the reason', async () => {
      const erase = vi
        .spyOn(app.get(getIdVerificationServiceToken()), 'erase')
        .mockRejectedValue(new NotFoundException());

      await operator.post('/admin/ids/verifications/unknown/erase', { reason: 'ticket 4711' });
      await operator.post('/admin/second/verifications/unknown/erase', { reason: 'ticket 4711' });

      const actor = 'operator'.padEnd(100, '!');
      expect(erase.mock.calls).toEqual([['unknown', { force: undefined, actor, reason: 'ticket 4711' }]]);
      erase.mockRestore();
    });

    it.each([
      ['check', '/verifications/unknown/check', {}],
      ['cancel', '/verifications/unknown/cancel', {}],
      ['erase', '/verifications/unknown/erase', {}],
      ['redeliver', '/deliveries/redeliver', { merchantBizId: 'unknown' }],
    ] as const)('leaves it to operators to %s, after the guards of the host', async (action, path, body) => {
      const act = vi
        .spyOn(app.get(getIdVerificationServiceToken()), action)
        .mockRejectedValue(new NotFoundException());
      const send = (headers: Readonly<Record<string, string>>) =>
        operator.postText(`/admin/ids${path}`, JSON.stringify(body), headers);
      roleOf.mockClear();

      expect((await send({ authorization: 'Bearer user', 'x-role': 'operator' })).status).toBe(403);
      expect(roleOf).not.toHaveBeenCalled();
      expect((await send({ 'x-role': 'viewer' })).status).toBe(403);
      expect(roleOf).toHaveBeenCalledOnce();
      expect(act).not.toHaveBeenCalled();
      expect((await send({ 'x-role': 'operator' })).status).toBe(404);
      expect(act).toHaveBeenCalledOnce();
      act.mockRestore();
    });

    it('reads the role of its caller, an operator where the host names none', async () => {
      const role = async (path: string, headers = {}) =>
        (await operator.call(path, { headers: { authorization: 'Bearer operator', ...headers } })).body;

      expect(await role('/admin/ids/role', { 'x-role': 'viewer' })).toEqual({ role: 'viewer' });
      expect(await role('/admin/ids/role')).toEqual({ role: 'operator' });
      expect(await role('/admin/second/role', { 'x-role': 'viewer' })).toEqual({ role: 'operator' });
      expect((await operator.call('/admin/ids/role')).status).toBe(403);
    });

    it('shows the verifications of the instance that it names, and no others', async () => {
      const calls = vi.spyOn(app.get(getIdVerificationServiceToken('second')), 'list');
      await operator.get('/admin/ids/verifications');
      expect(calls).not.toHaveBeenCalled();

      expect((await operator.get('/admin/second/verifications')).status).toBe(200);
      expect(calls).toHaveBeenCalledOnce();
    });
  },
);

describe('IdVerificationConsoleModule', () => {
  it('refuses an address of the vendor’s console that is neither https nor a path', () => {
    for (const vendorConsoleUrl of ['http://vendor.example/', 'javascript:alert(1)', '//vendor.example/'])
      expect(() => IdVerificationConsoleModule.forRoot({ sandbox: true, vendorConsoleUrl })).toThrow(
        'vendorConsoleUrl must be an https address',
      );
  });
});

describe.each([IdVerificationConsoleModule, IdVerificationPagesModule])('$name', (module) => {
  it('refuses to be mounted in live mode without a guard', () => {
    expect(() => module.forRoot()).toThrow(`${module.name} needs at least one guard`);
    expect(() => module.forRoot({ guards: [] })).toThrow('needs at least one guard');
    expect(module.forRoot({ sandbox: true }).module).toBe(module);
    expect(module.forRoot({ guards: [OperatorGuard] }).module).toBe(module);
    expect(module.forRoot({ guards: 'global' }).module).toBe(module);
  });

  it('refuses to print an API key into the pages of a live application', () => {
    const guards = [OperatorGuard];
    expect(() => module.forRoot({ guards, apiKey: 'live-key' })).toThrow(
      `${module.name} needs sandbox: true with apiKey`,
    );
    expect(module.forRoot({ sandbox: true, apiKey: 'sandbox-key' }).module).toBe(module);
  });
});
