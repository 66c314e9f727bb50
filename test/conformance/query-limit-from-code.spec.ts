import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { brokenRulesOf } from '../support/conformance/failure.js';
import {
  DEFAULT_LIMIT,
  encodedLength,
  metaInfoOfLength,
  refusalForLength,
  requiredParameters,
} from '../support/conformance/query-length.js';
import { newRequest } from '../support/conformance/request.js';
import { NO_TRACES, useStage } from '../support/host/conformance-stage.js';

describe('A request that fills the query', () => {
  const stage = useStage('query_limit', { maxHeadBytes: 128 * 1024 });
  afterEach(() => stage.clear());

  it.each([1_000, DEFAULT_LIMIT, 60_000])('to the limit of %i characters is sent', async (limit) => {
    const { service } = await stage.host({ maxQueryLength: limit });
    const request = newRequest();

    await service.initialize({
      ...request,
      metaInfo: metaInfoOfLength(limit, '{é😀}', requiredParameters(request.merchantBizId)),
    });

    const [sent] = stage.callsFor(request.merchantBizId);
    expect(encodedLength(sent?.parameters ?? {})).toBe(limit);
  });

  it.each([1_000, DEFAULT_LIMIT, 60_000])(
    'one character beyond the limit of %i is neither stored nor sent, and the error contains both lengths',
    async (limit) => {
      const { service } = await stage.host({ maxQueryLength: limit });
      const request = newRequest();
      const metaInfo = metaInfoOfLength(limit, '{é😀}', requiredParameters(request.merchantBizId), 1);

      const errors = await brokenRulesOf(service.initialize({ ...request, metaInfo }));

      expect(errors).toEqual([refusalForLength(limit + 1, limit)]);
      expect(await stage.traces()).toEqual(NO_TRACES);
    },
  );

  it('is counted as it is encoded, whatever characters MetaInfo has', async () => {
    const limit = 3_000;
    const { service } = await stage.host({ maxQueryLength: limit });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 100 }), async (text) => {
        const request = newRequest();
        const metaInfo = (extra: number) =>
          metaInfoOfLength(limit, text, requiredParameters(request.merchantBizId), extra);

        const errors = await brokenRulesOf(service.initialize({ ...request, metaInfo: metaInfo(1) }));

        expect(errors).toEqual([refusalForLength(limit + 1, limit)]);
        expect(await service.initialize({ ...request, metaInfo: metaInfo(0) })).toMatchObject({
          status: 'PENDING',
        });
      }),
    );
  });
});
