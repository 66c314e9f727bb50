import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Body, ConsoleLogger, Controller, Module, Post, type INestApplication } from '@nestjs/common';
import { ProblemsModule } from 'nestjs-id-verification-http';
import { createHardenedApplication } from 'nestjs-id-verification-http/adapters';
import { afterEach, describe, expect, it } from 'vitest';

@Controller('orders')
class OrdersController {
  @Post()
  create(@Body() body: unknown): unknown {
    return body;
  }
}

@Module({ imports: [ProblemsModule], controllers: [OrdersController] })
class ShopModule {}

describe.each(['express', 'fastify'] as const)('A hardened application on %s', (adapter) => {
  let app: INestApplication | undefined;
  afterEach(() => app?.close());

  async function start(): Promise<string> {
    app = await createHardenedApplication(ShopModule, {
      adapter,
      logger: new ConsoleLogger({ logLevels: [] }),
      requestTimeoutMs: 20_000,
      trustedProxies: false,
      corsOrigins: ['https://shop.example.com'],
      version: 'v2',
      prepare: (http) =>
        http.use(
          (_: unknown, response: { setHeader(name: string, value: string): void }, next: () => void) => {
            response.setHeader('X-Prepared', 'yes');
            next();
          },
        ),
    });
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  }

  it('serves JSON, with its version and without, to its own pages and to those of the origins', async () => {
    const url = await start();
    for (const path of ['/orders', '/v2/orders']) {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'https://shop.example.com' },
        body: '{"sku":1}',
      });
      expect([response.status, await response.json()]).toEqual([201, { sku: 1 }]);
      expect(response.headers.get('x-prepared')).toBe('yes');
      expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
      expect(response.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    }
    expect((await fetch(`${url}/v1/orders`, { method: 'POST' })).status).toBe(404);
  });

  it('refuses a body that is too large, and a request with two hosts', async () => {
    const url = new URL(await start());
    const large = await fetch(`${url.origin}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify('x'.repeat(70_000)),
    });
    expect(large.status).toBe(413);

    const socket = connect(Number(url.port), url.hostname);
    socket.end('POST /orders HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 400 /);
  });
});
