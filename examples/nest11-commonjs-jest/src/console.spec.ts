import { Global, Module } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { IdVerificationConsoleModule } from 'nestjs-id-verification-console';
import { IdVerificationTestingModule, ScriptedVendor } from 'nestjs-id-verification/testing';

@Global()
@Module({
  imports: [
    IdVerificationTestingModule.forRoot({ vendor: new ScriptedVendor(), manager: { query: jest.fn() } }),
  ],
  exports: [IdVerificationTestingModule],
})
class VerificationsModule {}

const ADAPTERS = { express: () => new ExpressAdapter(), fastify: () => new FastifyAdapter() };

describe.each(Object.entries(ADAPTERS))('The console on %s', (_, adapter) => {
  it('is mounted under the prefix of the host', async () => {
    const module = await Test.createTestingModule({
      imports: [VerificationsModule, IdVerificationConsoleModule.forRoot({ sandbox: true })],
    }).compile();
    const app = module.createNestApplication(adapter());
    app.setGlobalPrefix('api');
    await app.listen(0, '127.0.0.1');
    const origin = await app.getUrl();

    const page = await fetch(`${origin}/api/operations`);
    expect(await page.text()).toContain('src="/api/operations/assets/operations.js"');
    // Read to its end: a response that is still being sent keeps its connection, and `close` waits for it.
    const script = await fetch(`${origin}/api/operations/assets/operations.js`);
    expect([script.status, await script.text()]).toEqual([200, expect.stringMatching(/./)]);
    await app.close();
  });
});
