import { Module } from '@nestjs/common';
import { IdVerificationModule } from 'nestjs-id-verification';
import { CONFIGURATION, type Configuration } from '../configuration/configuration.js';
import { VerificationsController } from './verifications.controller.js';

/** The library, configured, and the routes in front of it. */
@Module({
  imports: [
    IdVerificationModule.forRootAsync({
      inject: [CONFIGURATION],
      useFactory: ({ idVerification }: Configuration) => idVerification,
    }),
  ],
  controllers: [VerificationsController],
})
export class VerificationsModule {}
