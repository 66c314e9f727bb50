import { CHECK_STARTER } from '../../runtime/started-work.js';
import { CheckResultService } from './check-result.service.js';
import { CheckService } from './check.service.js';
import { DueChecksService } from './due-checks.service.js';
import { EvidenceService } from './evidence.service.js';
import { ExplainExpiredService } from './explain-expired.service.js';
import { VerdictService } from './verdict.service.js';

export const VERDICT_PROVIDERS = [
  VerdictService,
  CheckResultService,
  CheckService,
  DueChecksService,
  { provide: CHECK_STARTER, useExisting: DueChecksService },
  EvidenceService,
  ExplainExpiredService,
];
