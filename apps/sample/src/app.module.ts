import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import {
  IdVerificationConsoleModule,
  IdVerificationPagesModule,
  type IdVerificationConsoleOptions,
  type OperatorOptions,
} from 'nestjs-id-verification-console';
import { ApiKeysModule, callerOf, DrainModule, ProblemsModule } from 'nestjs-id-verification-http';
import { DocsModule } from 'nestjs-id-verification-http/docs';
import { LimitsModule, StartLimitsService } from 'nestjs-id-verification-http/limits';
import { MetricsModule } from 'nestjs-id-verification-http/metrics';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { OnboardingModule } from './onboarding/onboarding.module.js';
import { SANDBOX } from './settings/sandbox-values.js';
import type { Settings } from './settings/settings.js';
import { VerificationsModule } from './verifications/verifications.module.js';

/** The whole application with its settings. */
@Module({})
export class AppModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          skipProcessEnv: true,
          validatePredefined: false,
          load: [registerAs('sample', () => settings)],
        }),
        ProblemsModule,
        ApiKeysModule.forRoot({ keys: settings.apiKeys }),
        LimitsModule.forRoot(settings.limits),
        DatabaseModule,
        VerificationsModule,
        OnboardingModule,
        IdVerificationPagesModule.forRoot({
          ...operators(settings),
          limits: StartLimitsService,
          returnUrl: returnUrl(settings),
        }),
        IdVerificationConsoleModule.forRoot({ ...operators(settings), roleOf: roleOf(settings) }),
        DrainModule.forRoot(settings),
        HealthModule,
        MetricsModule,
        DocsModule.forRoot({ title: 'ID Verification sample' }),
      ],
    };
  }
}

function operators({ sandbox }: Settings): OperatorOptions {
  return {
    guards: 'global',
    sandbox,
    links: LINKS,
    apiKey: sandbox ? SANDBOX.apiKey : undefined,
  };
}

/** An operator whose key may only read is offered nothing else. */
function roleOf({ apiKeys }: Settings): IdVerificationConsoleOptions['roleOf'] {
  const viewers = apiKeys.flatMap(({ name, readOnly }) => (readOnly === true ? name : []));
  return (request) => (viewers.includes(callerOf(request) ?? '') ? 'viewer' : 'operator');
}

const LINKS: OperatorOptions['links'] = {
  '/': { en: 'Verify', 'zh-Hant': '驗證', 'zh-Hans': '验证', id: 'Verifikasi', ms: 'Sahkan' },
  '/operations': { en: 'Operations', 'zh-Hant': '營運', 'zh-Hans': '运营', id: 'Operasi', ms: 'Operasi' },
  '/docs': 'API',
};

/** Where the vendor sends a user back to; the sandbox's address reaches no one. */
function returnUrl({ sandbox, idVerification: { callback } }: Settings): string | undefined {
  return sandbox || callback === undefined ? undefined : new URL('/continue', callback.url).href;
}
