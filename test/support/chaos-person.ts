import { setTimeout as pause } from 'node:timers/promises';
import type { PersonPlan } from './chaos-plan.js';
import type { ChaosScene } from './chaos-scene.js';
import type { Answer } from './http-caller.js';
import type { SeededRandom } from './seeded-random.js';
import { LEAST_BODY } from './start-body.js';

/** Whoever gave up after so many tries would have been let down. */
const MOST_TRIES = 200;

/** What the caller is told to come back after: every other answer is final. */
const COME_AGAIN = [429, 500, 502, 503, 504];

/** A client that starts an onboarding and repeats the start until it has an answer, and the person behind it. */
export class ChaosPerson {
  /** How often the client had to repeat something. */
  retries = 0;

  constructor(
    readonly plan: PersonPlan,
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
    if (ends === 'walks away') {
      this.scene.emulator.leave(transactionId);
      return;
    }
    const verdict =
      ends === 'passes' ? ({ passed: 'Y' } as const) : ({ passed: 'N', subCode: '205' } as const);
    this.scene.emulator.finish(transactionId, { ...verdict, callback });
    if (reports) await this.insist(`/verifications/${merchantBizId}/check`);
  }

  private async insist(path: string, body: object = {}): Promise<Answer> {
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const answer = await this.scene
        .replica(this.random)
        .post(path, body)
        // Nobody was there, or died before the answer was out.
        .catch(() => undefined);
      if (answer !== undefined && !COME_AGAIN.includes(answer.status)) {
        if (answer.status >= 400) throw new Error(`${path} answered ${answer.status} ${answer.text}`);
        return answer;
      }
      this.retries += 1;
      await pause(this.random.between(100, 500));
    }
    throw new Error(`${path} had no answer after ${MOST_TRIES} tries`);
  }
}
