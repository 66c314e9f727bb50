import { Injectable } from '@nestjs/common';

/** The work that holds leases, so that a process that stops can wait until they are given back. */
@Injectable()
export class InFlightWorkService {
  private readonly running = new Set<Promise<unknown>>();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const running = work().finally(() => this.running.delete(running));
    this.running.add(running);
    return running;
  }

  /** Resolves when what is under way now is over, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.running);
  }
}
