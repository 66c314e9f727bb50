import fc from 'fast-check';
import type { IdVerificationService } from 'nestjs-id-verification';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../support/conformance/failure.js';
import { letNextStartMeet } from '../support/vendor/fault.js';
import { startHttpHost, type HttpHost } from '../support/host/http-host.js';
import { newRequest } from '../support/conformance/request.js';
import { useStage } from '../support/host/conformance-stage.js';
import { emulatorOptions } from '../support/host/library-host.js';
import { adapters } from '../support/runner/suite.js';

/** The values that clients act on, in every form that is accepted. */
const idText = fc.stringMatching(/^[\w.:-]{1,100}$/);
const address = fc.webUrl({ validSchemes: ['https'], withQueryParameters: true, withFragments: true });

/** What the vendor calls opaque may be any text. */
const opaque = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 80 })
  .filter((text) => !/\p{Cc}/u.test(text));

describe('What the vendor returns', () => {
  const stage = useStage('returned_data');
  let service: IdVerificationService;
  beforeAll(async () => {
    service = (await stage.host()).service;
  });
  afterEach(() => stage.emulator.configure({ checkCallbackUrl: false }));

  it('reaches the caller as it is, also when the response is given again', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(idText, opaque, address, async (id, protocol, url) => {
        const request = newRequest();
        const result = { TransactionId: `${(count += 1)}.${id}`, Protocol: protocol, TransactionUrl: url };
        letNextStartMeet(stage.emulator, { kind: 'mergeBody', body: { Result: result } });

        const responses = [await service.initialize(request), await service.initialize(request)];

        const given = { transactionId: result.TransactionId, protocol, transactionUrl: url };
        expect(responses).toMatchObject([given, given]);
      }),
    );
  });

  it('is stored under the caller’s MerchantBizId, with the RequestId for the vendor’s support', async () => {
    const request = newRequest();

    const { transactionId } = await service.initialize(request);

    expect(await stage.row(request.merchantBizId)).toMatchObject({
      transaction_id: transactionId,
      initialize_request_id: stage.callsFor(request.merchantBizId)[0]?.requestId,
    });
  });

  it('is good for 30 minutes, of which the caller is promised none that the vendor does not grant', async () => {
    const request = newRequest();

    const { transactionId, expiresAt } = await service.initialize(request);

    const { created_at: asked, expires_at: ours } = await stage.row(request.merchantBizId);
    const theirs = stage.emulator.transaction(transactionId)?.expiresAt ?? 0;
    expect(expiresAt.getTime() - Number(asked)).toBe(30 * 60_000);
    expect(expiresAt.getTime()).toBeLessThanOrEqual(theirs);
    expect(Number(ours)).toBeGreaterThanOrEqual(theirs);
  });

  it('is a refusal of the parameters where the callback address cannot be reached', async () => {
    stage.emulator.configure({ checkCallbackUrl: true });
    const request = { ...newRequest(), callbackUrl: 'https://127.0.0.1:1/closed-port' };

    expect(await failureOf(service.initialize(request))).toMatchObject({
      code: 'parameters_refused',
      vendorCode: 'InvalidParameter',
      hint: expect.stringContaining('callback URL'),
    });
  });
});

describe.each(adapters())('What the vendor returns, over HTTP, on %s,', (adapter) => {
  const stage = useStage(`returned_${adapter}`);
  let host: HttpHost;
  beforeAll(async () => {
    host = await startHttpHost(adapter, stage.database.url, emulatorOptions(stage.emulator.url));
    return () => host.stop();
  });

  it('reaches the caller as it is', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(idText, opaque, async (id, protocol) => {
        const result = { TransactionId: `${(count += 1)}.${id}`, Protocol: protocol };
        letNextStartMeet(stage.emulator, { kind: 'mergeBody', body: { Result: result } });

        const { body } = await host.post('/', newRequest());

        expect(body).toMatchObject({ transactionId: result.TransactionId, protocol });
      }),
    );
  });
});
