import { CheckService } from './check.service.js';
import { Resolver } from './resolver.service.js';
import { VerdictService } from './verdict.service.js';

export const VERDICT_PROVIDERS = [VerdictService, CheckService, Resolver];
