import { CheckService } from './check.service.js';
import { DueChecksService } from './due-checks.service.js';
import { VerdictService } from './verdict.service.js';

export const VERDICT_PROVIDERS = [VerdictService, CheckService, DueChecksService];
