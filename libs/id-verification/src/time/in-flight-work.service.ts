import { Injectable } from '@nestjs/common';

/** Tracks work under leases, so that a graceful shutdown can wait until they are released. */
@Injectable()
export class InFlightWorkService {
  private readonly running = new Set<Promise<unknown>>();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const running = work().finally(() => this.running.delete(running));
    this.running.add(running);
    return running;
  }

  /** Resolves when all work has ended, with or without success, including what it started. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }
}
