import { newMerchantBizId, RETURN_CODES } from 'nestjs-id-verification';
import { beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { BROKEN_RESPONSES } from '../support/vendor/broken-responses.js';
import { letNextStartMeet } from '../support/vendor/fault.js';
import {
  INITIALIZE_RETURN_CODES,
  OTHER_RETURN_CODES,
  refusal,
  UNKNOWN_RETURN_CODES,
  WORDS_OF_THE_VENDOR,
} from '../support/vendor/return-codes.js';
import { LineCollector } from '../support/process/line-collector.js';
import { problemIn } from '../support/http/problem-in.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters } from '../support/runner/suite.js';

const EVERY_CODE = [...INITIALIZE_RETURN_CODES, ...OTHER_RETURN_CODES, ...UNKNOWN_RETURN_CODES];

const hintOf = (vendorCode: string) => new Map(Object.entries(RETURN_CODES)).get(vendorCode)?.hint;

describe.each(adapters())('POST /verifications that the vendor answers, on %s, with', (adapter) => {
  const log = new LineCollector();
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).unguarded().loggingTo(log).start();
    return () => sample.stop();
  });

  const newBody = () => ({ ...LEAST_BODY, merchantBizId: newMerchantBizId() });

  it.each(EVERY_CODE)('$vendorCode under $vendorHttpStatus is $httpStatus $code', async (expected) => {
    letNextStartMeet(sample.emulator, refusal(expected));

    expect(problemIn(await sample.post('/verifications', newBody()))).toBe(
      `${expected.httpStatus} ${expected.code}`,
    );
  });

  it.each(EVERY_CODE)(
    '$vendorCode under $vendorHttpStatus says when to come back, if at all',
    async (expected) => {
      letNextStartMeet(sample.emulator, refusal(expected));

      const { headers } = await sample.post('/verifications', newBody());

      expect(headers.get('retry-after')).toBe(expected.row === 'INITIALIZING' ? '1' : null);
    },
  );

  it.each(EVERY_CODE)(
    '$vendorCode under $vendorHttpStatus tells the caller the request id, and nothing of the vendor’s words or the operator’s hint',
    async (expected) => {
      letNextStartMeet(sample.emulator, refusal(expected));

      const { body, text } = await sample.post('/verifications', newBody());

      expect(body['requestId']).toBe(sample.emulator.requests({ limit: 1 })[0]?.requestId);
      expect(text).not.toContain(WORDS_OF_THE_VENDOR);
      expect(text).not.toContain(hintOf(expected.vendorCode) ?? 'The vendor answered with a code');
    },
  );

  it.each([...INITIALIZE_RETURN_CODES, ...OTHER_RETURN_CODES])(
    '$vendorCode tells the operator what to do, in the log',
    async (expected) => {
      log.lines.length = 0;
      letNextStartMeet(sample.emulator, refusal(expected));

      await sample.post('/verifications', newBody());

      expect(log.text).toContain(hintOf(expected.vendorCode));
    },
  );

  it.each(EVERY_CODE)('$vendorCode under $vendorHttpStatus is 201 when it is repeated', async (expected) => {
    const body = newBody();
    letNextStartMeet(sample.emulator, refusal(expected));
    await sample.post('/verifications', body);

    expect((await sample.post('/verifications', body)).status).toBe(201);
  });

  it.each(BROKEN_RESPONSES)('$what is $httpStatus $code', async ({ fault, httpStatus, code }) => {
    letNextStartMeet(sample.emulator, fault);

    expect(problemIn(await sample.post('/verifications', newBody()))).toBe(`${httpStatus} ${code}`);
  });

  it.each(BROKEN_RESPONSES)('$what is 201 when it is repeated', async ({ fault }) => {
    const body = newBody();
    letNextStartMeet(sample.emulator, fault);
    await sample.post('/verifications', body);

    expect((await sample.post('/verifications', body)).status).toBe(201);
  });
});
