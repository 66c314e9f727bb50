import { Module } from '@nestjs/common';
import { IdVerificationModule } from 'nestjs-id-verification';
import { CONFIGURATION, type Configuration } from '../configuration/configuration.js';
import { VerificationEventsController } from './verification-events.controller.js';
import { VerificationEventsService } from 'nestjs-id-verification-http';
import { VerificationsController } from './verifications.controller.js';

/** The library, configured and for the whole application, and the routes in front of it. */
@Module({
  imports: [
    IdVerificationModule.forRootAsync({
      isGlobal: true,
      inject: [CONFIGURATION],
      useFactory: ({ idVerification }: Configuration) => idVerification,
    }),
  ],
  controllers: [VerificationsController, VerificationEventsController],
  providers: [VerificationEventsService],
})
export class VerificationsModule {}
