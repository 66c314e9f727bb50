import { Module, type DynamicModule } from '@nestjs/common';
import type { Configuration } from './configuration/configuration.js';
import { configurationModule } from './configuration/configuration.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DocsModule } from './docs/docs.module.js';
import { HealthModule } from './health/health.module.js';
import { InvitationsModule } from './invitations/invitations.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OnboardingModule } from './onboarding/onboarding.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { PageModule } from './page/page.module.js';
import { ProblemsModule } from './problems/problems.module.js';
import { SecurityModule } from './security/security.module.js';
import { VerificationsModule } from './verifications/verifications.module.js';

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
        InvitationsModule,
        OperationsModule,
        HealthModule,
        MetricsModule,
        DocsModule,
        PageModule,
      ],
    };
  }
}
