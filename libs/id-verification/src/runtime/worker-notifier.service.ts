import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { WorkerName } from './worker-task.js';

/** Notifies a task's worker of new work in this process, so that it runs before its next poll. */
@Injectable()
export class WorkerNotifierService {
  /** The names of the notified workers. */
  readonly notified = new Subject<WorkerName>();

  notify(name: WorkerName): void {
    this.notified.next(name);
  }
}
