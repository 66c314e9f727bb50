import fc from 'fast-check';
import type { IdVerificationService } from 'nestjs-id-verification';
import { beforeAll, describe, expect, it } from 'vitest';
import { metaInfoText } from '../support/conformance/meta-info-text.js';
import { newRequest } from '../support/conformance/request.js';
import { useStage } from '../support/host/conformance-stage.js';
import { bySuite } from '../support/runner/suite.js';

describe('MetaInfo', () => {
  const stage = useStage('meta_info');
  let service: IdVerificationService;
  beforeAll(async () => {
    service = (await stage.host()).service;
  });

  it('reaches the vendor byte for byte, in whatever way its JSON is written', async () => {
    await fc.assert(
      fc.asyncProperty(metaInfoText(), async (metaInfo) => {
        await service.initialize({ ...newRequest(), metaInfo });

        const [sent] = stage.emulator.requests({ limit: 1 });
        expect(sent?.parameters['MetaInfo']).toBe(metaInfo);
      }),
      { numRuns: bySuite({ quick: 60, all: 300 }) },
    );
  });

  it.each(['{"b":2,"a":1}', '{"a":1,"b":3}', '{"a": 1}'])(
    'that was collected anew, as %s, replays the stored response',
    async (metaInfo) => {
      const request = newRequest();
      const first = await service.initialize({ ...request, metaInfo: '{"a":1,"b":2}' });

      expect(await service.initialize({ ...request, metaInfo })).toEqual({ ...first, replayed: true });
    },
  );
});
