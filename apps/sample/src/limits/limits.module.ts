import { Global, Module } from '@nestjs/common';
import { StartLimits } from './start-limits.service.js';

/** What one caller may do, for every part of the application that starts verifications. */
@Global()
@Module({ providers: [StartLimits], exports: [StartLimits] })
export class LimitsModule {}
