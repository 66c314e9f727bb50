import { randomUUID } from 'node:crypto';
import type { CloudauthClient } from 'nestjs-id-verification';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VerdictStage } from '../support/host/verdict-stage.js';
import { success } from '../support/vendor/gated-client.js';

/** Responds to every check as an intermediary that repeats one response. */
class RepeatingClient implements CloudauthClient {
  requestId = 'request-of-the-first';

  constructor(public passed: 'Y' | 'N') {}

  async call(operation: string) {
    if (operation === 'Initialize') return success(randomUUID());
    const Result = { Passed: this.passed, SubCode: this.passed === 'Y' ? '200' : '205' };
    return { httpStatus: 200, headers: {}, body: { RequestId: this.requestId, Code: 'Success', Result } };
  }

  async close(): Promise<void> {
    // It has no connections.
  }
}

describe('A response of the vendor that decided a verification in another process', () => {
  let stage: VerdictStage;
  beforeAll(async () => {
    stage = await VerdictStage.open('shared_request_id');
  });
  afterAll(() => stage.close());

  it.each([
    ['Y', 'PASSED'],
    ['N', 'FAILED'],
  ] as const)(
    'with Passed=%s decides no second one, which its own response decides',
    async (passed, status) => {
      const options = { workers: { enabled: false } };
      const first = await stage.host({ ...options, client: new RepeatingClient(passed) });
      const client = new RepeatingClient(passed);
      const second = await stage.host({ ...options, client });
      const [one, other] = [await stage.start(first), await stage.start(second)];

      expect(await first.service.check(one.merchantBizId)).toMatchObject({ status });
      await expect(second.service.check(other.merchantBizId)).rejects.toMatchObject({
        code: 'vendor_response_unreadable',
      });
      expect(await stage.state(second, other)).toMatchObject({ status: 'PENDING' });
      expect(stage.log.events('error', 'response_not_understood')).toHaveLength(1);

      client.requestId = 'request-of-the-second';
      client.passed = passed === 'Y' ? 'N' : 'Y';
      await stage.clock.advance(3_000);
      expect(await second.service.check(other.merchantBizId)).toMatchObject({
        status: passed === 'Y' ? 'FAILED' : 'PASSED',
      });
      await stage.clear();
    },
  );
});
