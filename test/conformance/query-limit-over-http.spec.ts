import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { newMerchantBizId } from 'nestjs-id-verification';
import { beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import {
  DEFAULT_LIMIT,
  metaInfoOfLength,
  refusalForLength,
  requiredParameters,
} from '../support/conformance/query-length.js';
import { adapters } from '../support/runner/suite.js';

describe.each(adapters())('A request over HTTP that fills the query, on %s,', (adapter) => {
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).start();
    return () => sample.stop();
  });

  const body = (extra: number) => {
    const merchantBizId = newMerchantBizId();
    const ownCallback = { CallbackUrl: SANDBOX.callbackUrl, CallbackToken: 't'.repeat(64) };
    const all = { ...requiredParameters(merchantBizId), ...ownCallback };
    return {
      merchantBizId,
      merchantUserId: 'user-1',
      metaInfo: metaInfoOfLength(DEFAULT_LIMIT, '{é😀}', all, extra),
    };
  };

  it('to the limit is initialized', async () => {
    expect(await sample.post('/verifications', body(0))).toMatchObject({ status: 201 });
  });

  it('one character beyond the limit is a bad request with both lengths, and is neither stored nor sent', async () => {
    sample.emulator.reset();
    const request = body(1);

    const response = await sample.post('/verifications', request);

    expect(response.body).toMatchObject({
      status: 400,
      code: 'invalid_request',
      errors: [refusalForLength(DEFAULT_LIMIT + 1, DEFAULT_LIMIT)],
    });
    expect((await sample.get(`/verifications/${request.merchantBizId}`)).status).toBe(404);
    expect(sample.emulator.requests()).toEqual([]);
  });
});
