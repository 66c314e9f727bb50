import { Body, Controller, Get, Injectable, Module, Param, Post } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  IdVerificationExceptionFilter,
  IdVerificationModule,
  IdVerificationService,
  newMerchantBizId,
  OnVerificationOutcome,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { DatabaseModule, emulator, options, passVerification } from '../support/sandbox.js';

@Controller('verifications')
class VerificationsController {
  constructor(private readonly verifications: IdVerificationService) {}

  @Post()
  initialize(@Body() { customerId, metaInfo }: { customerId: string; metaInfo: string }) {
    return this.verifications.initialize({
      productCode: 'FACE_LIVENESS',
      merchantBizId: newMerchantBizId(),
      merchantUserId: customerId,
      metaInfo,
    });
  }

  /** For a client that has finished: in case its callback got lost. */
  @Get(':id')
  check(@Param('id') id: string) {
    return this.verifications.check(id);
  }
}

@Injectable()
class Onboarding {
  @OnVerificationOutcome('all', { name: 'onboarding' })
  decide({ outcome, livemode }: VerificationOutcome): void {
    process.stdout.write(`outcome: ${outcome}${livemode ? '' : ' (emulator)'}\n`);
    process.emit('SIGTERM'); // the end of the example
  }
}

@Module({
  imports: [
    DatabaseModule,
    IdVerificationModule.forRoot({
      ...options,
      callback: {
        url: 'https://kyc.example.com/id-verification/callback',
        keys: [{ id: '2026', secret: 'another-secret-of-32-characters-or-more' }],
      },
    }),
  ],
  controllers: [VerificationsController],
  providers: [Onboarding, { provide: APP_FILTER, useClass: IdVerificationExceptionFilter }],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
process.once('SIGTERM', () => void app.close().then(() => emulator.stop()));
await app.listen(process.env['PORT'] ?? 3000, '127.0.0.1');
await passVerification(await app.getUrl());
