import { beforeAll, describe, expect, it } from 'vitest';
import { LATE_RESPONSES } from '../support/vendor/broken-responses.js';
import { letNextStartMeet } from '../support/vendor/fault.js';
import { startHttpHost, type HttpHost } from '../support/host/http-host.js';
import { newRequest } from '../support/conformance/request.js';
import { useStage } from '../support/host/conformance-stage.js';
import { emulatorOptions } from '../support/host/library-host.js';
import { problemIn } from '../support/http/problem-in.js';
import { adapters } from '../support/runner/suite.js';

describe.each(adapters())('A start over HTTP that the vendor answers, on %s, with', (adapter) => {
  const stage = useStage(`late_responses_${adapter}`);
  let patient: HttpHost;
  let hurried: HttpHost;
  beforeAll(async () => {
    const options = emulatorOptions(stage.emulator.url);
    patient = await startHttpHost(adapter, stage.database.url, options);
    hurried = await startHttpHost(adapter, stage.database.url, { ...options, requestTimeoutMs: 200 });
    return async () => {
      await patient.stop();
      await hurried.stop();
    };
  });

  it.each(LATE_RESPONSES)(
    '$what is $httpStatus $code, worth another try',
    async ({ fault, httpStatus, code }) => {
      letNextStartMeet(stage.emulator, fault);

      const response = await hurried.post('/', newRequest());

      expect(problemIn(response)).toBe(`${httpStatus} ${code}`);
      expect(response.headers.get('retry-after')).toBe('1');
    },
  );

  it.each(LATE_RESPONSES)('$what is a verification when it is repeated', async ({ fault }) => {
    const request = newRequest();
    letNextStartMeet(stage.emulator, fault);
    await hurried.post('/', request);

    expect(await patient.post('/', request)).toMatchObject({ status: 201, body: { status: 'PENDING' } });
  });
});
