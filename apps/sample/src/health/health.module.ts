import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DrainService } from './drain.service.js';
import { HealthController } from './health.controller.js';
import { LastResponsesService } from './last-responses.service.js';

@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [DrainService, LastResponsesService],
})
export class HealthModule {}
