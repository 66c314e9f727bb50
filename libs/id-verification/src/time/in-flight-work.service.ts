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

  /** Resolves when all current work has ended, with or without success. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.running);
  }
}
