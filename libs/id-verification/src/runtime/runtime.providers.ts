import { ChangeListenerService } from './change-listener.service.js';
import { DueWorkService } from './due-work.service.js';
import { WorkerHostService } from './worker-host.service.js';
import { WorkerNotifierService } from './worker-notifier.service.js';

export const RUNTIME_PROVIDERS = [
  WorkerNotifierService,
  ChangeListenerService,
  WorkerHostService,
  DueWorkService,
];
