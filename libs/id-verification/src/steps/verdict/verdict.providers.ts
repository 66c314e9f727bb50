import { CheckService } from './check.service.js';
import { DueChecksService } from './due-checks.service.js';
import { EvidenceService } from './evidence.service.js';
import { ExplainExpiredService } from './explain-expired.service.js';
import { VerdictService } from './verdict.service.js';

export const VERDICT_PROVIDERS = [
  VerdictService,
  CheckService,
  DueChecksService,
  EvidenceService,
  ExplainExpiredService,
];
