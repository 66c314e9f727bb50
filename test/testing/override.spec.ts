import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import {
  getIdVerificationServiceToken,
  IdVerificationModule,
  IdVerificationService,
  OnVerificationOutcome,
} from 'nestjs-id-verification';
import { overrideIdVerification, ScriptedVendor } from 'nestjs-id-verification/testing';
import { DataSource } from 'typeorm';
import { expect, it, vi } from 'vitest';

const OPTIONS = {
  credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
  hashKeys: [{ id: '1', secret: 'a-secret-of-32-characters-or-more' }],
};

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', host: 'database.invalid', autoLoadEntities: true }),
    IdVerificationModule.forRoot(OPTIONS),
  ],
})
class AppModule {}

const fake = { initialize: async () => 'fake' };

it.each([
  ['forRoot', { module: IdVerificationModule.forRoot(OPTIONS), token: IdVerificationService }],
  [
    'forRootAsync',
    {
      module: IdVerificationModule.forRootAsync({ useFactory: () => OPTIONS }),
      token: IdVerificationService,
    },
  ],
  [
    'a named instance',
    {
      module: IdVerificationModule.forRoot({ ...OPTIONS, name: 'other', dataSource: 'other' }),
      token: getIdVerificationServiceToken('other'),
    },
  ],
])('A service that a test replaces needs no data source: %s', async (_, { module, token }) => {
  const app = await Test.createTestingModule({ imports: [module] })
    .overrideProvider(token)
    .useValue(fake)
    .compile();
  await app.init();

  expect(app.get(token, { strict: false })).toBe(fake);
  await app.close();
});

it('A service that a test replaces starts no workers in an application with a database', async () => {
  const started = vi.fn<(line: unknown) => void>();
  const logger = { log: started, warn: started, error: started };
  const database = new DataSource({ type: 'postgres', host: 'database.invalid' });
  const app = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(IdVerificationService)
    .useValue(fake)
    .overrideProvider(getDataSourceToken())
    .useValue(database)
    .setLogger(logger)
    .compile();
  await app.init();
  await app.close();

  expect(started.mock.calls.flat().filter((line) => /^(started|.*_failed)/.test(String(line)))).toEqual([]);
});

it('A whole application boots and verifies without its database', async () => {
  const builder = Test.createTestingModule({ imports: [AppModule] });
  const vendor = new ScriptedVendor({ passed: 'Y' });
  const app = await overrideIdVerification(builder, { vendor }).compile();
  await app.init();

  const service = app.get(IdVerificationService);
  await service.initialize({
    productCode: 'FACE_LIVENESS',
    merchantBizId: 'order1',
    merchantUserId: 'customer-1',
    metaInfo: '{"deviceType":"h5"}',
  });

  expect(await service.check('order1')).toMatchObject({ status: 'PASSED' });
  await app.close();
});

it('Named instances have verifications and handlers of their own', async () => {
  const called: string[] = [];
  class Handlers {
    @OnVerificationOutcome('all', { name: 'of-the-default' })
    first(): void {
      called.push('default');
    }

    @OnVerificationOutcome('all', { name: 'of-the-other', instance: 'other' })
    second(): void {
      called.push('other');
    }
  }
  const builder = Test.createTestingModule({
    imports: [AppModule, IdVerificationModule.forRoot({ ...OPTIONS, name: 'other' })],
    providers: [Handlers],
  });
  const app = await overrideIdVerification(builder, {
    vendor: new ScriptedVendor({ passed: 'Y' }),
  }).compile();
  await app.init();

  const service = app.get(IdVerificationService);
  await service.initialize({
    productCode: 'FACE_LIVENESS',
    merchantBizId: 'order1',
    merchantUserId: 'customer-1',
    metaInfo: '{}',
  });
  await service.check('order1');
  const other = app.get<IdVerificationService>(getIdVerificationServiceToken('other'));

  expect(called).toEqual(['default']);
  await expect(other.get('order1')).rejects.toMatchObject({ code: 'not_found' });
  await app.close();
});
