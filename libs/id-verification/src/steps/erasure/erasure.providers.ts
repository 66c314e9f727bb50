import { ErasureService } from './erasure.service.js';
import { PurgeService } from './purge.service.js';

export const ERASURE_PROVIDERS = [ErasureService, PurgeService];
