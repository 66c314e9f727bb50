import { newMerchantBizId, type IdVerificationService } from 'nestjs-id-verification';
import { eventually } from '../runner/eventually.js';
import { MINIMAL_REQUEST } from './initialize-parameter-cases.js';
import type { VerdictStage } from '../host/verdict-stage.js';

/** How a start ended, and when by the stage's clock, in milliseconds since the test began to count. */
export interface EndedStart {
  readonly merchantBizId: string;
  /** `ok`, or the error's code. */
  readonly code: string;
  readonly at: number;
  readonly retryAfterMs: number | undefined;
}

/** Starts verifications on a stage and notes how they end, without waiting for any of them. */
export class LimitedInitializations {
  readonly ended: EndedStart[] = [];
  private readonly since: number;
  private underWay = 0;

  constructor(private readonly stage: VerdictStage) {
    this.since = stage.clock.monotonic();
  }

  /** Begins as many starts, one after the other, each when the one before has its permit or its refusal. */
  async begin(service: IdVerificationService, count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) await this.beginOne(service);
  }

  /** Moves the time from one wake to the next until every start has ended. */
  async finish(): Promise<readonly EndedStart[]> {
    for (await this.settled(); this.underWay > 0; await this.settled())
      await this.stage.clock.advanceToNext();
    return this.ended;
  }

  /** Resolves when every start has ended or waits for the time to move. */
  async settled(): Promise<void> {
    await eventually(() => this.stage.clock.waitingForSomething >= this.underWay);
  }

  private async beginOne(service: IdVerificationService): Promise<void> {
    const merchantBizId = newMerchantBizId();
    this.underWay += 1;
    void service.initialize({ ...MINIMAL_REQUEST, merchantBizId }).then(
      () => this.end(merchantBizId, 'ok', undefined),
      ({ code, retryAfterMs }: { code: string; retryAfterMs: number | undefined }) =>
        this.end(merchantBizId, code, retryAfterMs),
    );
    await this.settled();
  }

  private end(merchantBizId: string, code: string, retryAfterMs: number | undefined): void {
    this.underWay -= 1;
    this.ended.push({ merchantBizId, code, at: this.stage.clock.monotonic() - this.since, retryAfterMs });
  }
}

/** The most permits that lie in any span of so many milliseconds; a permit at its end is outside. */
export function mostWithin(permits: readonly number[], spanMs: number): number {
  return Math.max(
    0,
    ...permits.map((from) => permits.filter((at) => at >= from && at < from + spanMs).length),
  );
}
