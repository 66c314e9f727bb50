import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  IdVerificationModule,
  IdVerificationService,
  newMerchantBizId,
  OnVerificationOutcome,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { DatabaseModule, emulator, options, START } from '../support/sandbox.js';

@Injectable()
class Onboarding {
  @OnVerificationOutcome('all', { name: 'onboarding' })
  decide({ outcome }: VerificationOutcome): void {
    process.stdout.write(`outcome: ${outcome}\n`);
  }
}

@Module({
  imports: [DatabaseModule, IdVerificationModule.forRoot({ ...options, workers: { enabled: false } })],
  providers: [Onboarding],
})
class AppModule {}

const context = NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });

/** The function that a client's request invokes. */
async function initialize({ customerId, metaInfo }: typeof START) {
  const verifications = (await context).get(IdVerificationService);
  return verifications.initialize({
    productCode: 'FACE_LIVENESS',
    merchantBizId: newMerchantBizId(),
    merchantUserId: customerId,
    metaInfo,
  });
}

/** The function that the client invokes when its user has finished. */
async function check(merchantBizId: string) {
  return (await context).get(IdVerificationService).check(merchantBizId);
}

/** The function that a timer invokes once a minute: checks, deliveries, erasures and the purge that are due. */
async function onTimer() {
  return (await context).get(IdVerificationService).runDueWork({ budgetMs: 20_000 });
}

const { merchantBizId, transactionId } = await initialize(START);
emulator.finish(transactionId, { passed: 'Y' });
await check(merchantBizId);
await onTimer();
await (await context).close();
await emulator.stop();
