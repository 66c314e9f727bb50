import type { FaultEffect } from 'cloudauth-emulator';
import { RETURN_CODES, type IdVerificationService } from 'nestjs-id-verification';
import { beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../support/conformance/failure.js';
import { letNextStartMeet } from '../support/vendor/fault.js';
import { newRequest } from '../support/conformance/request.js';
import {
  INITIALIZE_RETURN_CODES,
  OTHER_RETURN_CODES,
  refusal,
  UNKNOWN_RETURN_CODES,
  WORDS_OF_THE_VENDOR,
} from '../support/vendor/return-codes.js';
import { useStage } from '../support/host/conformance-stage.js';

const EVERY_CODE = [...INITIALIZE_RETURN_CODES, ...OTHER_RETURN_CODES, ...UNKNOWN_RETURN_CODES];

describe('a start that the vendor answers with', () => {
  const stage = useStage('codes_from_code');
  let service: IdVerificationService;
  beforeAll(async () => {
    service = (await stage.host()).service;
  });

  const meet = (fault: FaultEffect) => letNextStartMeet(stage.emulator, fault);

  it.each(EVERY_CODE)('$vendorCode under $vendorHttpStatus fails with $code', async (expected) => {
    const request = newRequest();
    meet(refusal(expected));

    const error = await failureOf(service.initialize(request));

    expect(error).toMatchObject({
      code: expected.code,
      httpStatus: expected.httpStatus,
      vendorCode: expected.vendorCode,
      vendorHttpStatus: expected.vendorHttpStatus,
      requestId: stage.callsFor(request.merchantBizId)[0]?.requestId,
      retryable: expected.row === 'INITIALIZING',
    });
    expect(error.message).not.toContain(WORDS_OF_THE_VENDOR);
  });

  it.each(EVERY_CODE)('$vendorCode under $vendorHttpStatus is asked once', async (expected) => {
    const request = newRequest();
    meet(refusal(expected));

    await failureOf(service.initialize(request));

    expect(stage.callsFor(request.merchantBizId)).toHaveLength(1);
  });

  it.each(EVERY_CODE)(
    '$vendorCode under $vendorHttpStatus leaves one row, which is $row',
    async (expected) => {
      const request = newRequest();
      meet(refusal(expected));

      const { requestId } = await failureOf(service.initialize(request));

      expect(await stage.row(request.merchantBizId)).toMatchObject({
        status: expected.row,
        transaction_id: null,
        lease_token: null,
        lease_expires_at: null,
        sub_code: expected.row === 'REJECTED' ? expected.vendorCode : null,
        initialize_request_id: expected.row === 'REJECTED' ? requestId : null,
      });
    },
  );

  it.each(EVERY_CODE)(
    '$vendorCode under $vendorHttpStatus succeeds on the same row when it is repeated',
    async (expected) => {
      const request = newRequest();
      meet(refusal(expected));
      await failureOf(service.initialize(request));
      const { id } = await stage.row(request.merchantBizId);

      const started = await service.initialize(request);

      expect(await stage.row(request.merchantBizId)).toMatchObject({
        id,
        status: 'PENDING',
        transaction_id: started.transactionId,
        sub_code: null,
      });
    },
  );

  it('any code of the library’s table is covered by these tests', () => {
    const shown = [...INITIALIZE_RETURN_CODES, ...OTHER_RETURN_CODES].map(({ vendorCode }) => vendorCode);

    expect(shown.sort()).toEqual(Object.keys(RETURN_CODES).sort());
  });

  it.each([
    ['Throttling.Api', 2_500],
    ['Throttling.User', 1],
    ['Throttling.Api', 0],
  ] as const)('%s and a time to wait of %i ms says how long to wait', async (code, retryAfterMs) => {
    meet({ kind: 'throttling', code, retryAfterMs });

    expect(await failureOf(service.initialize(newRequest()))).toMatchObject({
      code: 'throttled',
      retryAfterMs,
    });
  });

  it('throttling without a delay has a retry delay of a second', async () => {
    meet({ kind: 'throttling' });

    expect(await failureOf(service.initialize(newRequest()))).toMatchObject({ retryAfterMs: 1_000 });
  });
});
