import type { FaultEffect } from 'cloudauth-emulator';
import { RETURN_CODES, type IdVerificationError, type IdVerificationService } from 'nestjs-id-verification';
import { beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../support/conformance/failure.js';
import { letStartsMeet } from '../support/vendor/fault.js';
import { LeapingClock } from '../support/clock/leaping-clock.js';
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

/** Throttled calls are retried every second, or later where the rate limit slows down, more often than other calls. */
const DEADLINE_MS = 10_000;

const CALLS = {
  once: 1,
  'three times': 3,
  'until the deadline': expect.toSatisfy((calls) => calls > 3),
} as const;

describe('a start that the vendor answers with', () => {
  const stage = useStage('codes_from_code');
  let service: IdVerificationService;
  beforeAll(async () => {
    const options = { deadlineMs: DEADLINE_MS, requestTimeoutMs: DEADLINE_MS };
    service = (await stage.host(options, { clock: new LeapingClock(), random: () => 0 })).service;
  });

  const meet = (fault: FaultEffect) => letStartsMeet(stage.emulator, fault);

  describe.each(EVERY_CODE)('$vendorCode under $vendorHttpStatus', (expected) => {
    const request = newRequest();
    let error: IdVerificationError;
    beforeAll(async () => {
      await closeCircuit();
      meet(refusal(expected));
      error = await failureOf(service.initialize(request));
      stage.emulator.clearFaults();
    });

    it('fails with its code and the vendor’s request id, and none of the vendor’s words', () => {
      expect(error).toMatchObject({
        code: expected.code,
        httpStatus: expected.httpStatus,
        vendorCode: expected.vendorCode,
        vendorHttpStatus: expected.vendorHttpStatus,
        requestId: stage.callsFor(request.merchantBizId).at(-1)?.requestId,
        retryable: expected.row === 'INITIALIZING',
      });
      expect(error.message).not.toContain(WORDS_OF_THE_VENDOR);
    });

    it('is asked once if it is a refusal, and again if the vendor says that it did nothing', () => {
      expect(stage.callsFor(request.merchantBizId).length).toEqual(CALLS[expected.asked]);
    });

    it('leaves one row, which is rejected or free for a retry', async () => {
      const { requestId } = error;

      expect(await stage.row(request.merchantBizId)).toMatchObject({
        status: expected.row,
        transaction_id: null,
        lease_token: null,
        lease_expires_at: null,
        sub_code: expected.row === 'REJECTED' ? expected.vendorCode : null,
        initialize_request_id: expected.row === 'REJECTED' ? requestId : null,
      });
    });

    it('succeeds on the same row when it is repeated', async () => {
      const { id } = await stage.row(request.merchantBizId);

      const started = await service.initialize(request);

      expect(await stage.row(request.merchantBizId)).toMatchObject({
        id,
        status: 'PENDING',
        transaction_id: started.transactionId,
        sub_code: null,
      });
    });
  });

  /** Failures of one row of the table must not open the circuit for the next. */
  async function closeCircuit(): Promise<void> {
    for (let n = 0; n < 3; n += 1) await service.initialize(newRequest());
  }

  it('any code of the library’s table is covered by these tests', () => {
    const shown = [...INITIALIZE_RETURN_CODES, ...OTHER_RETURN_CODES].map(({ vendorCode }) => vendorCode);

    expect(shown.sort()).toEqual(Object.keys(RETURN_CODES).sort());
  });

  it.each([
    ['Throttling.Api', 2_500],
    ['Throttling.User', 1],
    ['Throttling.Api', 0],
  ] as const)('%s and a time to wait of %i ms says how long to wait', async (code, retryAfterMs) => {
    const unretried = await stage.host({ retry: false });
    meet({ kind: 'throttling', code, retryAfterMs });

    expect(await failureOf(unretried.service.initialize(newRequest()))).toMatchObject({
      code: 'throttled',
      retryAfterMs,
    });
  });

  it('throttling without a delay has a retry delay of a second', async () => {
    meet({ kind: 'throttling' });

    expect(await failureOf(service.initialize(newRequest()))).toMatchObject({ retryAfterMs: 1_000 });
  });
});
