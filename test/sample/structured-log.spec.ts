import { SANDBOX } from 'nestjs-id-verification-http/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MARKS, markedRequest, marksIn } from '../support/conformance/marks.js';
import { letNextStartMeet } from '../support/vendor/fault.js';
import { SampleProcess } from '../support/process/sample-process.js';
import { useStage } from '../support/host/conformance-stage.js';

describe('The log of the sample in live mode', () => {
  const stage = useStage('structured_log', {
    accessKeys: [{ id: SANDBOX.accessKeyId, secret: SANDBOX.accessKeySecret }],
  });
  let sample: SampleProcess;
  beforeAll(async () => {
    sample = await SampleProcess.start({
      databaseUrl: stage.database.url,
      endpoint: stage.emulator.url,
      environment: { LOG_FORMAT: 'json', LOG_LEVEL: 'info' },
    });
  });
  afterAll(() => sample.stop());

  const records = (): Record<string, unknown>[] =>
    sample.output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));

  const { extraParameters: _, ...marked } = markedRequest();

  it('is one line of JSON for each event, with the ids of ours and of the vendor as fields', async () => {
    const { body } = await sample.post('/verifications', marked);
    const { merchantBizId } = body;
    const transactionId = String(body['transactionId']);
    stage.emulator.finish(transactionId, { passed: 'Y' });
    await sample.send('POST', `/verifications/${String(merchantBizId)}/check`);

    const requestOf = (action: string) =>
      stage.emulator.requests().find((request) => request.action === action)?.requestId;
    const started = requestOf('Initialize');
    const asked = requestOf('CheckResult');
    expect([started, asked]).not.toContain(undefined);
    expect(records()).toContainEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      pid: expect.any(Number),
      service: 'id-verification-sample',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      reqId: expect.any(String),
      context: 'IdVerification',
      message: 'verification_initialized',
      merchantBizId,
      requestId: started,
    });
    expect(records()).toContainEqual(
      expect.objectContaining({
        message: 'verification_ended',
        merchantBizId,
        status: 'PASSED',
        subCode: '200',
        requestId: asked,
      }),
    );
  });

  it('contains the vendor’s code and a hint for a refusal', async () => {
    letNextStartMeet(stage.emulator, { kind: 'vendorCode', code: 'Forbidden.RAMUserAccessDenied' });
    await sample.post('/verifications', { ...marked, merchantBizId: 'refused1' });

    expect(records()).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'initialize_failed',
        merchantBizId: 'refused1',
        vendorCode: 'Forbidden.RAMUserAccessDenied',
        requestId: stage.emulator.requests({ limit: 1 })[0]?.requestId,
        hint: expect.stringContaining('AliyunAntCloudAuthFullAccess'),
      }),
    );
  });

  it('has the requests among it, and repeats nothing personal and no secret', async () => {
    await sample.call(`/id-verification/callback?callbackToken=${MARKS.callbackToken}&passed=Y`);
    await sample.get(`/verifications/${MARKS.merchantUserId}`);

    expect(records()).toContainEqual(
      expect.objectContaining({
        context: 'Access',
        message: 'request',
        route: '/verifications',
        status: 201,
      }),
    );
    expect(marksIn(sample.output)).toEqual([]);
  });
});
