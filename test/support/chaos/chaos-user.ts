import { setTimeout as delay } from 'node:timers/promises';
import type { UserPlan } from './chaos-plan.js';
import type { ChaosScene } from './chaos-scene.js';
import type { Response } from '../http/http-caller.js';
import type { SeededRandom } from '../runner/seeded-random.js';
import { LEAST_BODY } from '../http/start-body.js';

/** A caller that needs more attempts has not been served. */
const MOST_TRIES = 200;

/** Responses after which the caller retries: every other one is final. */
const COME_AGAIN = [429, 500, 502, 503, 504];

/** A client that starts an onboarding and repeats the start until it has a response, and the user behind it. */
export class ChaosUser {
  /** How often the client had to repeat something. */
  retries = 0;

  constructor(
    readonly plan: UserPlan,
    private readonly scene: ChaosScene,
    private readonly random: SeededRandom,
  ) {}

  async live(): Promise<void> {
    const { merchantBizId, ends, callback, reports } = this.plan;
    const started = await this.insist('/onboardings', {
      ...LEAST_BODY,
      merchantUserId: merchantBizId,
      merchantBizId,
    });
    const { transactionId } = Object(started.body['verification']);
    if (ends === 'abandons') {
      this.scene.emulator.leave(transactionId);
      return;
    }
    const verdict =
      ends === 'passes' ? ({ passed: 'Y' } as const) : ({ passed: 'N', subCode: '205' } as const);
    this.scene.emulator.finish(transactionId, { ...verdict, callback });
    if (reports) await this.insist(`/verifications/${merchantBizId}/check`);
  }

  private async insist(path: string, body: object = {}): Promise<Response> {
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const response = await this.scene
        .replica(this.random)
        .post(path, body)
        // No process accepted it, or it died before it responded.
        .catch(() => undefined);
      if (response !== undefined && !COME_AGAIN.includes(response.status)) {
        if (response.status >= 400) throw new Error(`${path} answered ${response.status} ${response.text}`);
        return response;
      }
      this.retries += 1;
      await delay(this.random.between(100, 500));
    }
    throw new Error(`${path} had no response after ${MOST_TRIES} tries`);
  }
}
