import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  createCloudauthClient,
  IdVerificationModule,
  IdVerificationService,
  newMerchantBizId,
  type CloudauthCallOptions,
  type CloudauthClient,
  type CloudauthOperation,
  type CloudauthParameters,
  type CloudauthResponse,
} from 'nestjs-id-verification';
import { CLIENT_CONTRACT } from 'nestjs-id-verification/testing';
import { CloudauthEmulator } from 'cloudauth-emulator';
import { DatabaseModule, emulator, options, START } from '../support/sandbox.js';

/** Adds something of your own to each call; here it counts them. Another one could send them through a gateway. */
class CountingClient implements CloudauthClient {
  readonly calls = new Map<string, number>();
  private readonly client: CloudauthClient;

  constructor(endpoint: string) {
    const { credentials } = options;
    this.client = createCloudauthClient({ credentials, endpoint, sandbox: true });
  }

  call(
    operation: CloudauthOperation,
    parameters: CloudauthParameters,
    limits: CloudauthCallOptions,
  ): Promise<CloudauthResponse> {
    this.calls.set(operation, (this.calls.get(operation) ?? 0) + 1);
    return this.client.call(operation, parameters, limits);
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

const client = new CountingClient(emulator.url);

@Module({ imports: [DatabaseModule, IdVerificationModule.forRoot({ ...options, client })] })
class AppModule {}

/** In a project of yours these are tests: `it.each(CLIENT_CONTRACT)('$rule', …)`. */
async function verifyContract(): Promise<void> {
  for (const { rule, verify } of CLIENT_CONTRACT) {
    const accessKeys = [{ id: 'test-id', secret: 'test-secret' }];
    const own = await CloudauthEmulator.start({ accessKeys });
    const subject = new CountingClient(own.url);
    await verify({ client: subject, emulator: own });
    await subject.close();
    await own.stop();
    process.stdout.write(`keeps: ${rule}\n`);
  }
}

await verifyContract();
const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
const verifications = app.get(IdVerificationService);
const { merchantBizId, transactionId } = await verifications.initialize({
  productCode: 'FACE_LIVENESS',
  merchantBizId: newMerchantBizId(),
  merchantUserId: START.customerId,
  metaInfo: START.metaInfo,
});
emulator.finish(transactionId, { passed: 'Y' });
const { status } = await verifications.check(merchantBizId);
process.stdout.write(
  `outcome: ${status.toLowerCase()} after ${client.calls.get('CheckResult')} CheckResult\n`,
);
await app.close();
await emulator.stop();
