import { AsyncResource } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { context } from '@opentelemetry/api';

/** Tracks work under leases, so that a graceful shutdown can wait until they are released. */
@Injectable()
export class InFlightWorkService {
  private readonly running = new Set<Promise<unknown>>();
  private readonly own = new AsyncResource('IdVerificationWork');

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const running = work().finally(() => this.running.delete(running));
    this.running.add(running);
    return running;
  }

  /**
   * Runs work that its caller only starts. The host's code in it does not see what the caller has in its
   * AsyncLocalStorage, such as another request's tenant; the caller's trace goes on.
   */
  runDetached<Result>(work: () => Promise<Result>): Promise<Result> {
    const trace = context.active();
    return this.own.runInAsyncScope(() => context.with(trace, () => this.run(work)));
  }

  /** Resolves when all work has ended, with or without success, including what it started. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }
}
