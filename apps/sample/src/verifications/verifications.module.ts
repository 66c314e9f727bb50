import { Module } from '@nestjs/common';
import { IdVerificationModule } from 'nestjs-id-verification';
import { VerificationEventsService } from 'nestjs-id-verification-http';
import { SETTINGS, type Settings } from '../settings/settings.js';
import { VerificationEventsController } from './verification-events.controller.js';
import { VerificationsController } from './verifications.controller.js';

/** The library, configured and for the whole application, and the routes in front of it. */
@Module({
  imports: [
    IdVerificationModule.forRootAsync({
      isGlobal: true,
      inject: [SETTINGS],
      useFactory: ({ idVerification }: Settings) => idVerification,
    }),
  ],
  controllers: [VerificationsController, VerificationEventsController],
  providers: [VerificationEventsService],
})
export class VerificationsModule {}
