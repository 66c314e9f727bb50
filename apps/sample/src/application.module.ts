import { Module, type DynamicModule } from '@nestjs/common';
import type { Configuration } from './configuration/configuration.js';
import { SANDBOX } from './configuration/sandbox-values.js';
import { ApiKeyGuard } from './security/api-key.guard.js';
import { VerificationLimitsService } from './limits/verification-limits.service.js';
import { configurationModule } from './configuration/configuration.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DocsModule } from './docs/docs.module.js';
import { HealthModule } from './health/health.module.js';
import {
  IdVerificationConsoleModule,
  IdVerificationPagesModule,
  type IdVerificationPagesOptions,
  type OperatorOptions,
} from 'nestjs-id-verification-console';
import { LimitsModule } from './limits/limits.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OnboardingModule } from './onboarding/onboarding.module.js';
import { ProblemsModule } from 'nestjs-id-verification-http';
import { SecurityModule } from './security/security.module.js';
import { VerificationsModule } from './verifications/verifications.module.js';

const LINKS = { '/': 'Verify', '/operations': 'Operations', '/docs': 'API' };

/** The whole application with one configuration. */
@Module({})
export class ApplicationModule {
  static with(configuration: Configuration): DynamicModule {
    return {
      module: ApplicationModule,
      imports: [
        configurationModule(configuration),
        ProblemsModule,
        SecurityModule,
        DatabaseModule,
        LimitsModule,
        VerificationsModule,
        OnboardingModule,
        IdVerificationPagesModule.forRoot(pagesOptions(configuration)),
        IdVerificationConsoleModule.forRoot(operatorOptions(configuration)),
        HealthModule,
        MetricsModule,
        DocsModule,
      ],
    };
  }
}

function operatorOptions({ sandbox }: Configuration): OperatorOptions {
  return { guards: [ApiKeyGuard], sandbox, links: LINKS, apiKey: sandbox ? SANDBOX.apiKey : undefined };
}

function pagesOptions(configuration: Configuration): IdVerificationPagesOptions {
  const { sandbox, idVerification } = configuration;
  const callbackUrl = idVerification.callback?.url;
  return {
    ...operatorOptions(configuration),
    limits: VerificationLimitsService,
    // The sandbox's address reaches no one.
    returnUrl: sandbox || callbackUrl === undefined ? undefined : new URL('/continue', callbackUrl).href,
  };
}
