import { ChangeListenerService } from './change-listener.service.js';
import { WorkerHostService } from './worker-host.service.js';

export const RUNTIME_PROVIDERS = [ChangeListenerService, WorkerHostService];
