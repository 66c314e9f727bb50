import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { WorkerName } from './worker-task.js';

/** Notifies the worker of a task of new work in this process, so that it does not wait for its next poll. */
@Injectable()
export class WorkerNotifierService {
  /** The worker that is notified. */
  readonly notified = new Subject<WorkerName>();

  notify(name: WorkerName): void {
    this.notified.next(name);
  }
}
