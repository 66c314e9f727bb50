import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Drain } from './drain.js';
import { HealthController } from './health.controller.js';
import { LastAnswers } from './last-answers.service.js';

@Module({ imports: [TerminusModule], controllers: [HealthController], providers: [Drain, LastAnswers] })
export class HealthModule {}
