import { describe, expect, it } from 'vitest';
import { newRequest } from '../support/conformance/request.js';
import { useStage } from '../support/host/conformance-stage.js';
import { ADAPTERS } from '../support/vendor/client-adapters.js';

describe('Further evidence', () => {
  const stage = useStage('evidence_parameters');

  it.each(ADAPTERS.filter(({ needs }) => needs === undefined))(
    'is requested through $name with the parameters of the options, unless a check has its own',
    async ({ client }) => {
      const { service } = await stage.host({
        client,
        evidenceParameters: { returnFiveCategorySpoofResult: 'Y', extraImageControlList: 'DEFAULT' },
      });
      const { merchantBizId, transactionId } = await service.initialize(newRequest());
      stage.emulator.finish(transactionId, { passed: 'Y' });

      const first = await service.check(merchantBizId, { evidence: true });
      const own = await service.check(merchantBizId, { evidence: { extraImageControlList: 'OWN' } });

      expect(first.evidence?.fields).toMatchObject({
        ExtRiskInfo: { spoofResult: 'GENUINE' },
        ExtInfo: { extraImages: { DEFAULT: expect.any(String) } },
      });
      expect(own.evidence?.fields).toMatchObject({
        ExtRiskInfo: { spoofResult: 'GENUINE' },
        ExtInfo: { extraImages: { OWN: expect.any(String) } },
      });
    },
  );
});
