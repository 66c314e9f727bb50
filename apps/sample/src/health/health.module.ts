import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Drain } from './drain.js';
import { HealthController } from './health.controller.js';
import { LastResponsesService } from './last-responses.service.js';

@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [Drain, LastResponsesService],
})
export class HealthModule {}
