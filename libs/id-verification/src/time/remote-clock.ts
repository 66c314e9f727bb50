/** How many responses are kept: enough to hold a fast one, few enough to follow a clock that was set anew. */
const REMEMBERED = 8;

/**
 * Translates the times of another machine's clock into this one's. A response arrives a varying while after it was
 * given; the fastest of the last few shows best how the clocks differ.
 */
export class RemoteClock {
  private readonly differences: number[] = [];

  /**
   * @param time what the other clock said
   * @param heardAt when that arrived here, in milliseconds of this process's monotonic clock
   */
  observe(time: Date, heardAt: number): void {
    this.differences.push(heardAt - time.getTime());
    if (this.differences.length > REMEMBERED) this.differences.shift();
  }

  /** @returns milliseconds of this process's monotonic clock, late by the way of the fastest response */
  toLocal(time: Date): number {
    return time.getTime() + Math.min(...this.differences);
  }
}
