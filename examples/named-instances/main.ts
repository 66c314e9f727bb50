import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  IdVerificationModule,
  IdVerificationService,
  InjectIdVerification,
  newMerchantBizId,
  OnVerificationOutcome,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { DatabaseModule, emulator, options, START } from '../support/sandbox.js';

@Injectable()
class Onboarding {
  constructor(
    readonly customers: IdVerificationService,
    @InjectIdVerification('back-office') readonly employees: IdVerificationService,
  ) {}

  @OnVerificationOutcome('passed', { name: 'customer-passed' })
  customerPassed({ merchantBizId }: VerificationOutcome): void {
    process.stdout.write(`customer ${merchantBizId} passed\n`);
  }

  @OnVerificationOutcome('passed', { name: 'employee-passed', instance: 'back-office' })
  employeePassed({ outcome }: VerificationOutcome): void {
    process.stdout.write(`employee outcome: ${outcome}\n`);
    process.emit('SIGTERM'); // the end of the example
  }
}

/** Each instance has an account, keys and verifications of its own; they may share a database. */
@Module({
  imports: [
    DatabaseModule,
    IdVerificationModule.forRoot(options),
    IdVerificationModule.forRoot({ ...options, name: 'back-office', callbackPath: 'back-office/callback' }),
  ],
  providers: [Onboarding],
})
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
process.once('SIGTERM', () => void app.close().then(() => emulator.stop()));
const { employees, customers } = app.get(Onboarding);
const { merchantBizId, transactionId } = await employees.initialize({
  productCode: 'FACE_LIVENESS',
  merchantBizId: newMerchantBizId(),
  merchantUserId: START.customerId,
  metaInfo: START.metaInfo,
});
await customers.get(merchantBizId).catch(({ code }) => process.stdout.write(`the other instance: ${code}\n`));
emulator.finish(transactionId, { passed: 'Y' });
await employees.check(merchantBizId);
