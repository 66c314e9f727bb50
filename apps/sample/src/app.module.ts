import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import { TerminusModule } from '@nestjs/terminus';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  connectMigrated,
  IdVerificationConfigurationError,
  IdVerificationModule,
} from 'nestjs-id-verification';
import {
  IdVerificationConsoleModule,
  IdVerificationPagesModule,
  type OperatorOptions,
} from 'nestjs-id-verification-console';
import {
  ApiKeysModule,
  DrainModule,
  ProblemsModule,
  VerificationEventsService,
  WellKnownModule,
} from 'nestjs-id-verification-http';
import { DocsModule } from 'nestjs-id-verification-http/docs';
import { LimitsModule, StartLimitsService } from 'nestjs-id-verification-http/limits';
import { MetricsModule } from 'nestjs-id-verification-http/metrics';
import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { dataSourceOptions } from './database.js';
import { HealthController } from './health.controller.js';
import { OnboardingModule } from './onboarding/onboarding.module.js';
import { SETTINGS, type Settings } from './settings/settings.js';
import { VerificationEventsController } from './verifications/verification-events.controller.js';
import { VerificationsController } from './verifications/verifications.controller.js';

/** What an operator does about a database that is older than the application. */
const MIGRATE = 'run `npm run migrate` (node apps/sample/dist/migrate.js) and start again';

const SECURITY_CONTACT = 'https://github.com/OWNER/REPOSITORY/security/advisories/new';

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
        // Before LimitsModule: its guard names the caller that is counted.
        ApiKeysModule.forRoot({ keys: settings.apiKeys }),
        LimitsModule.forRoot(settings.limits),
        TypeOrmModule.forRootAsync({
          inject: [SETTINGS],
          useFactory: ({ databaseUrl }: Settings) => ({
            ...dataSourceOptions(databaseUrl),
            autoLoadEntities: true,
            retryAttempts: 3,
            retryDelay: 1_000,
            toRetry: (error: unknown) => !(error instanceof IdVerificationConfigurationError),
          }),
          dataSourceFactory: (options) => connectMigrated(options, MIGRATE),
        }),
        IdVerificationModule.forRootAsync({
          isGlobal: true,
          inject: [SETTINGS],
          useFactory: ({ idVerification }: Settings) => idVerification,
        }),
        OnboardingModule,
        IdVerificationPagesModule.forRoot({
          ...operators(settings),
          limits: StartLimitsService,
          returnUrl: returnUrl(settings),
        }),
        IdVerificationConsoleModule.forRoot(operators(settings)),
        // At the stop: not ready, then a wait, then the streams end; the library's work ends after that.
        DrainModule.forRoot(settings),
        // A probe that fails is a warning of the orchestrator; Terminus would log each one as an error.
        TerminusModule.forRoot({ logger: false }),
        MetricsModule,
        DocsModule.forRoot({ title: 'ID Verification sample' }),
        WellKnownModule.forRoot({ icon: '/assets/icon.svg', securityContact: SECURITY_CONTACT }),
      ],
      controllers: [VerificationsController, VerificationEventsController, HealthController],
      providers: [VerificationEventsService],
    };
  }
}

function operators({ sandbox }: Settings): OperatorOptions {
  return { guards: 'global', sandbox, links: LINKS, apiKey: sandbox ? SANDBOX.apiKey : undefined };
}

const LINKS: OperatorOptions['links'] = {
  '/': { en: 'Verify', 'zh-Hant': '驗證', 'zh-Hans': '验证', id: 'Verifikasi', ms: 'Sahkan' },
  '/operations': { en: 'Operations', 'zh-Hant': '營運', 'zh-Hans': '运营', id: 'Operasi', ms: 'Operasi' },
  '/docs': 'API',
};

/** Where the vendor sends a user back to: `/continue` of the pages, on the host of callbacks. That of a sandbox does not exist. */
function returnUrl({ sandbox, idVerification: { callback } }: Settings): string | undefined {
  return sandbox || callback === undefined ? undefined : new URL('/continue', callback.url).href;
}
