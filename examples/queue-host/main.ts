import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Queue, Worker } from 'bullmq';
import {
  IdVerificationModule,
  IdVerificationService,
  newMerchantBizId,
  OnVerificationOutcome,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { DatabaseModule, emulator, options, START } from '../support/sandbox.js';

const connection = { url: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379' };
const NAME = 'verification-outcomes';
const prefix = process.env['QUEUE_PREFIX'] ?? 'bull';

@Injectable()
class Outcomes implements OnApplicationShutdown {
  constructor(@Inject(NAME) private readonly queue: Queue) {}

  /**
   * Queues the outcome before the delivery is marked as delivered. If the transaction fails after that, the handler runs
   * again with the same job id, which BullMQ takes once: no job is lost and none is made twice.
   */
  @OnVerificationOutcome('all', { name: 'queue-outcome' })
  async enqueue({ merchantBizId, outcome }: VerificationOutcome): Promise<void> {
    await this.queue.add('outcome', { merchantBizId, outcome }, { jobId: merchantBizId });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}

@Module({
  imports: [DatabaseModule, IdVerificationModule.forRoot(options)],
  providers: [Outcomes, { provide: NAME, useFactory: () => new Queue(NAME, { connection, prefix }) }],
})
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
const worker = new Worker<{ outcome: string }>(
  NAME,
  async ({ data }) => process.stdout.write(`job with outcome: ${data.outcome}\n`),
  { connection, prefix },
);
const processed = new Promise<void>((resolve) => worker.once('completed', () => resolve()));

const verifications = app.get(IdVerificationService);
const { merchantBizId, transactionId } = await verifications.initialize({
  productCode: 'FACE_LIVENESS',
  merchantBizId: newMerchantBizId(),
  merchantUserId: START.customerId,
  metaInfo: START.metaInfo,
});
emulator.finish(transactionId, { passed: 'Y' });
await verifications.check(merchantBizId);
await processed;
await worker.close();
await app.close();
await emulator.stop();
