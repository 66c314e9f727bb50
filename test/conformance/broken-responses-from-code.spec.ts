import type { FaultEffect } from 'cloudauth-emulator';
import type { IdVerificationService } from 'nestjs-id-verification';
import { beforeAll, describe, expect, it } from 'vitest';
import { BROKEN_RESPONSES, LATE_RESPONSES, TOLERATED_RESPONSES } from '../support/vendor/broken-responses.js';
import { failureOf } from '../support/conformance/failure.js';
import { letNextStartMeet } from '../support/vendor/fault.js';
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

  const meet = (fault: FaultEffect) => letNextStartMeet(stage.emulator, fault);

  it.each(EVERY_RESPONSE)('$what fails with $code', async ({ fault, code, host, hasRequestId }) => {
    const request = newRequest();
    meet(fault);

    const error = await failureOf(hosts[host].initialize(request));

    const requestId = stage.callsFor(request.merchantBizId)[0]?.requestId;
    expect(error).toMatchObject({ code, requestId: hasRequestId ? requestId : undefined });
  });

  it.each(EVERY_RESPONSE)('$what is asked once, and leads nowhere else', async ({ fault, host }) => {
    stage.emulator.reset();
    const request = newRequest();
    meet(fault);

    await failureOf(hosts[host].initialize(request));

    expect(stage.emulator.requests()).toHaveLength(1);
    expect(stage.callsFor(request.merchantBizId)).toHaveLength(1);
  });

  it.each(EVERY_RESPONSE)('$what leaves one row, which is $row and free', async ({ fault, row, host }) => {
    const request = newRequest();
    meet(fault);

    await failureOf(hosts[host].initialize(request));

    expect(await stage.row(request.merchantBizId)).toMatchObject({
      status: row,
      transaction_id: null,
      lease_token: null,
      lease_expires_at: null,
    });
  });

  it.each(EVERY_RESPONSE)('$what succeeds on the same row when it is repeated', async ({ fault, host }) => {
    const request = newRequest();
    meet(fault);
    await failureOf(hosts[host].initialize(request));
    const { id } = await stage.row(request.merchantBizId);

    const started = await hosts.patient.initialize(request);

    expect(await stage.row(request.merchantBizId)).toMatchObject({
      id,
      status: 'PENDING',
      transaction_id: started.transactionId,
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

    expect(await stage.row(other.merchantBizId)).toMatchObject({ transaction_id: other.transactionId });
    expect(await hosts.patient.initialize(request)).toMatchObject({ status: 'PENDING' });
  });
});
