import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdVerificationModule, IdVerificationService } from 'nestjs-id-verification';
import { overrideIdVerification, ScriptedVendor } from 'nestjs-id-verification/testing';
import { expect, it } from 'vitest';

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', host: 'database.invalid', autoLoadEntities: true }),
    IdVerificationModule.forRoot({
      credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
      hashKeys: [{ id: '1', secret: 'a-secret-of-32-characters-or-more' }],
    }),
  ],
})
class AppModule {}

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
