import { Global, Module } from '@nestjs/common';
import { VerificationLimitsService } from './verification-limits.service.js';

/** What one caller may do, for every part of the application that starts verifications. */
@Global()
@Module({ providers: [VerificationLimitsService], exports: [VerificationLimitsService] })
export class LimitsModule {}
