/** The number of remembered responses: enough to include a fast one, few enough to follow a clock that was reset. */
const REMEMBERED = 8;

/**
 * Translates times of another machine's clock to this one's. The delay of responses varies; the fastest of the last
 * ones shows the difference of the clocks best.
 */
export class RemoteClock {
  private readonly differences: number[] = [];

  /**
   * @param time the time of the other clock
   * @param receivedAt when the response arrived, on this process's monotonic clock, in milliseconds
   */
  observe(time: Date, receivedAt: number): void {
    this.differences.push(receivedAt - time.getTime());
    if (this.differences.length > REMEMBERED) this.differences.shift();
  }

  /** @returns the time on this process's monotonic clock in milliseconds, late by the delay of the fastest response */
  toLocal(time: Date): number {
    return time.getTime() + Math.min(...this.differences);
  }
}
