import type { FaultEffect } from 'cloudauth-emulator';
import type { IdVerificationError, IdVerificationService } from 'nestjs-id-verification';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BROKEN_RESPONSES, LATE_RESPONSES, TOLERATED_RESPONSES } from '../support/vendor/broken-responses.js';
import { failureOf } from '../support/conformance/failure.js';
import { letStartsMeet } from '../support/vendor/fault.js';
import { newRequest } from '../support/conformance/request.js';
import { useStage } from '../support/host/conformance-stage.js';

const EVERY_RESPONSE = [
  ...BROKEN_RESPONSES.map((response) => ({ ...response, host: 'patient' as const })),
  ...LATE_RESPONSES.map((response) => ({ ...response, host: 'hurried' as const })),
];

describe('a start that the vendor answers with', () => {
  const stage = useStage('broken_responses');
  let hosts: Record<'patient' | 'hurried', IdVerificationService>;
  beforeAll(async () => {
    hosts = {
      patient: (await stage.host()).service,
      hurried: (await stage.host({ requestTimeoutMs: 200 })).service,
    };
  });

  const meet = (fault: FaultEffect) => letStartsMeet(stage.emulator, fault);
  afterEach(() => stage.emulator.clearFaults());

  describe.each(EVERY_RESPONSE)('$what', ({ fault, code, row, host, hasRequestId }) => {
    const request = newRequest();
    let error: IdVerificationError;
    beforeAll(async () => {
      // Failures of one response must not open the circuit for the next.
      await hosts[host].initialize(newRequest());
      stage.emulator.reset();
      meet(fault);
      error = await failureOf(hosts[host].initialize(request));
      stage.emulator.clearFaults();
    });

    it('fails with its code, and the vendor’s request id if that arrived', () => {
      const requestId = stage.callsFor(request.merchantBizId)[0]?.requestId;
      expect(error).toMatchObject({ code, requestId: hasRequestId ? requestId : undefined });
    });

    it('is asked once, because the vendor may have done it, and leads nowhere else', () => {
      expect(stage.emulator.requests()).toHaveLength(1);
      expect(stage.callsFor(request.merchantBizId)).toHaveLength(1);
    });

    it('leaves one row, which is rejected or free for a retry', async () => {
      expect(await stage.row(request.merchantBizId)).toMatchObject({
        status: row,
        transaction_id: null,
        lease_token: null,
        lease_expires_at: null,
      });
    });

    it('succeeds on the same row when it is repeated', async () => {
      const { id } = await stage.row(request.merchantBizId);

      const started = await hosts.patient.initialize(request);

      expect(await stage.row(request.merchantBizId)).toMatchObject({
        id,
        status: 'PENDING',
        transaction_id: started.transactionId,
      });
    });
  });

  it.each(TOLERATED_RESPONSES)('$what is started all the same', async ({ fault }) => {
    const request = newRequest();
    meet(fault);

    const started = await hosts.patient.initialize(request);

    expect(await stage.row(request.merchantBizId)).toMatchObject({
      status: 'PENDING',
      transaction_id: started.transactionId,
    });
    expect(stage.emulator.transaction(started.transactionId)?.merchantBizId).toBe(request.merchantBizId);
  });

  it('the TransactionId of another verification does not change that one, and succeeds when it is retried', async () => {
    const other = await hosts.patient.initialize(newRequest());
    const request = newRequest();
    meet({ kind: 'mergeBody', body: { Result: { TransactionId: other.transactionId } } });

    expect(await failureOf(hosts.patient.initialize(request))).toMatchObject({
      code: 'vendor_response_unreadable',
    });

    stage.emulator.clearFaults();
    expect(await stage.row(other.merchantBizId)).toMatchObject({ transaction_id: other.transactionId });
    expect(await hosts.patient.initialize(request)).toMatchObject({ status: 'PENDING' });
  });
});
