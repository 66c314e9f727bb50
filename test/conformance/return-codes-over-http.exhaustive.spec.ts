import type { FaultEffect } from 'cloudauth-emulator';
import { newMerchantBizId, RETURN_CODES } from 'nestjs-id-verification';
import { beforeAll, describe, expect, it } from 'vitest';
import { application, type RunningApplication } from '../support/host/application.js';
import { BROKEN_RESPONSES } from '../support/vendor/broken-responses.js';
import { HURRIED } from '../support/host/library-host.js';
import { letStartsMeet } from '../support/vendor/fault.js';
import type { Response } from '../support/http/http-caller.js';
import {
  INITIALIZE_RETURN_CODES,
  OTHER_RETURN_CODES,
  refusal,
  UNKNOWN_RETURN_CODES,
  WORDS_OF_THE_VENDOR,
} from '../support/vendor/return-codes.js';
import { LogRecords } from '../support/telemetry/log-records.js';
import { problemIn } from '../support/http/problem-in.js';
import { LEAST_BODY } from '../support/http/start-body.js';
import { adapters } from '../support/runner/suite.js';

const EVERY_CODE = [...INITIALIZE_RETURN_CODES, ...OTHER_RETURN_CODES, ...UNKNOWN_RETURN_CODES];

const hintOf = (vendorCode: string) => new Map(Object.entries(RETURN_CODES)).get(vendorCode)?.hint;

describe.each(adapters())('POST /verifications that the vendor answers, on %s, with', (adapter) => {
  const log = new LogRecords();
  let sample: RunningApplication;
  beforeAll(async () => {
    sample = await application().on(adapter).configured(HURRIED).loggingTo(log).start();
    return () => sample.stop();
  });

  const newBody = () => ({ ...LEAST_BODY, merchantBizId: newMerchantBizId() });

  /** The response while the vendor gives the fault, and the response once it no longer does. */
  async function responsesTo(fault: FaultEffect): Promise<{ refused: Response; repeated: Response }> {
    // Failures of one row of the table must not open the circuit for the next.
    for (let n = 0; n < 3; n += 1) await sample.post('/verifications', newBody());
    const body = newBody();
    log.clear();
    letStartsMeet(sample.emulator, fault);
    const refused = await sample.post('/verifications', body);
    sample.emulator.clearFaults();
    return { refused, repeated: await sample.post('/verifications', body) };
  }

  describe.each(EVERY_CODE)('$vendorCode under $vendorHttpStatus', (expected) => {
    let refused: Response;
    let repeated: Response;
    let logged: string;
    let requestId: string | undefined;
    beforeAll(async () => {
      ({ refused, repeated } = await responsesTo(refusal(expected)));
      logged = log.text;
      // The latest is that of the repeated start.
      requestId = sample.emulator.requests({ action: 'Initialize' }).at(-2)?.requestId;
    });

    it('is the status and code of the table', () => {
      expect(problemIn(refused)).toBe(`${expected.httpStatus} ${expected.code}`);
    });

    it('says when to come back, if at all', () => {
      expect(refused.headers.get('retry-after')).toBe(expected.row === 'INITIALIZING' ? '1' : null);
    });

    it('tells the caller the request id, and nothing of the vendor’s words or the operator’s hint', () => {
      expect(refused.body['requestId']).toBe(requestId);
      expect(refused.text).not.toContain(WORDS_OF_THE_VENDOR);
      expect(refused.text).not.toContain(hintOf(expected.vendorCode) ?? 'The vendor answered with a code');
    });

    it('tells the operator what to do, in the log', () => {
      expect(logged).toContain(JSON.stringify(hintOf(expected.vendorCode) ?? expected.code).slice(1, -1));
    });

    it('is 201 when it is repeated', () => {
      expect(repeated.status).toBe(201);
    });
  });

  it.each(BROKEN_RESPONSES)(
    '$what is $httpStatus $code, and 201 when it is repeated',
    async ({ fault, httpStatus, code }) => {
      const { refused, repeated } = await responsesTo(fault);

      expect(problemIn(refused)).toBe(`${httpStatus} ${code}`);
      expect(repeated.status).toBe(201);
    },
  );
});
