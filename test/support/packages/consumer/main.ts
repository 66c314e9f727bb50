import { Controller, Injectable, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CloudauthEmulator } from 'cloudauth-emulator';
import {
  IdVerificationModule,
  IdVerificationService,
  migrateIdVerification,
  newMerchantBizId,
  OnVerificationOutcome,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { outcomeOf } from 'nestjs-id-verification/testing';
import { DataSource } from 'typeorm';

/** What a host of the libraries looks like: it compiles as CommonJS and as ES module. */
const DATABASE_URL = process.env['DATABASE_URL'] ?? '';
const ADAPTERS = { express: ExpressAdapter, fastify: FastifyAdapter };
const adapter = process.env['ADAPTER'] === 'fastify' ? 'fastify' : 'express';

@Controller()
class VerificationsController {
  constructor(private readonly verifications: IdVerificationService) {}

  @Post('verifications')
  initialize() {
    return this.verifications.initialize({
      productCode: 'FACE_LIVENESS',
      merchantBizId: newMerchantBizId(),
      merchantUserId: 'customer-1',
      metaInfo: '{"deviceType":"h5"}',
    });
  }
}

@Injectable()
class Onboarding {
  @OnVerificationOutcome('all', { name: 'onboarding' })
  decide({ outcome }: VerificationOutcome): void {
    process.stdout.write(`outcome: ${outcome}, as expected: ${outcome === outcomeOf('passed').outcome}\n`);
    process.emit('SIGTERM');
  }
}

function appModule(endpoint: string) {
  @Module({
    imports: [
      TypeOrmModule.forRootAsync({
        useFactory: () => ({ type: 'postgres', url: DATABASE_URL, autoLoadEntities: true }),
        dataSourceFactory: async (options) => {
          const dataSource = await new DataSource(options!).initialize();
          await migrateIdVerification(dataSource);
          return dataSource;
        },
      }),
      IdVerificationModule.forRoot({
        credentials: { accessKeyId: 'test-id', accessKeySecret: 'test-secret' },
        hashKeys: [{ id: '2026', secret: 'a-secret-of-32-characters-or-more' }],
        callback: {
          url: 'https://kyc.example.com/id-verification/callback',
          keys: [{ id: '2026', secret: 'another-secret-of-32-characters-or-more' }],
        },
        endpoint,
        sandbox: true,
      }),
    ],
    controllers: [VerificationsController],
    providers: [Onboarding],
  })
  class AppModule {}
  return AppModule;
}

async function main(): Promise<void> {
  const emulator = await CloudauthEmulator.start({
    accessKeys: [{ id: 'test-id', secret: 'test-secret' }],
    forwardTo: `http://127.0.0.1:${process.env['PORT']}`,
  });
  const app = await NestFactory.create(appModule(emulator.url), new ADAPTERS[adapter](), {
    logger: ['error', 'warn'],
  });
  process.once('SIGTERM', () => void app.close().then(() => emulator.stop()));
  await app.listen(Number(process.env['PORT']), '127.0.0.1');
  const response = await fetch(`${await app.getUrl()}/verifications`, { method: 'POST' });
  const { transactionId } = (await response.json()) as { transactionId: string };
  emulator.finish(transactionId, { passed: 'Y' });
}

void main();
