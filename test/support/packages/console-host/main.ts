import type { ServerResponse } from 'node:http';
import { Injectable, Module, UnauthorizedException } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CloudauthEmulator } from 'cloudauth-emulator';
import {
  IdVerificationModule,
  IdVerificationService,
  migrateDatabase,
  newMerchantBizId,
  OnVerificationOutcome,
} from 'nestjs-id-verification';
import { IdVerificationConsoleModule } from 'nestjs-id-verification-console';
import { ProblemsModule, rememberCaller } from 'nestjs-id-verification-http';

/** A host with the console under its prefix and behind its guard: it compiles as CommonJS and as ES module. */
const { ADAPTER, DATABASE_URL: url = '', GUARDS, VERIFICATIONS } = process.env;

@Injectable()
class OperatorGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: { authorization?: string } }>();
    if (request.headers.authorization !== 'Bearer operator-key') throw new UnauthorizedException();
    rememberCaller(request, 'Ada');
    return true;
  }
}

@Injectable()
class Onboarding {
  private isFixed = false;

  @OnVerificationOutcome('failed', { name: 'onboarding' })
  reject(): void {
    if (this.isFixed) return;
    this.isFixed = true;
    throw new Error('The first attempt fails.');
  }
}

function appModule(endpoint: string) {
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url, autoLoadEntities: true }),
      IdVerificationModule.forRoot({
        isGlobal: true,
        credentials: { accessKeyId: 'test-id', accessKeySecret: 'test-secret' },
        hashKeys: [{ id: '2026', secret: 'a-secret-of-32-characters-or-more' }],
        delivery: { maxAttempts: 1 },
        endpoint,
        sandbox: true,
      }),
      ProblemsModule,
      IdVerificationConsoleModule.forRoot({
        path: 'admin/kyc',
        guards: GUARDS === 'none' ? [] : [OperatorGuard],
      }),
    ],
    providers: [Onboarding],
  })
  class AppModule {}
  return AppModule;
}

async function main(): Promise<void> {
  const emulator = await CloudauthEmulator.start({ accessKeys: [{ id: 'test-id', secret: 'test-secret' }] });
  const module = appModule(emulator.url);
  await migrateDatabase({ type: 'postgres', url });
  const adapter = ADAPTER === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create(module, adapter, { logger: ['error', 'warn'] });
  app.setGlobalPrefix('internal/v2');
  app.use((_: unknown, response: ServerResponse, next: () => void) => {
    response.setHeader('Content-Security-Policy', "default-src 'self'");
    next();
  });
  await app.listen(0, '127.0.0.1');

  if (VERIFICATIONS !== 'none') await makeVerifications(app.get(IdVerificationService), emulator);
  process.send?.(`${await app.getUrl()}/internal/v2/admin/kyc`);
}

async function makeVerifications(
  verifications: IdVerificationService,
  emulator: CloudauthEmulator,
): Promise<void> {
  for (const verdict of [{ passed: 'Y' }, { passed: 'N', subCode: '205' }, undefined] as const) {
    const { merchantBizId, transactionId } = await verifications.initialize({
      productCode: 'FACE_LIVENESS',
      merchantBizId: newMerchantBizId(),
      merchantUserId: 'customer-1',
      metaInfo: '{"deviceType":"h5"}',
    });
    if (verdict === undefined) continue;
    emulator.finish(transactionId, verdict);
    await verifications.check(merchantBizId);
  }
}

void main();
