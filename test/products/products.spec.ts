import {
  defineProduct,
  FACE_IDU,
  FACE_LIVENESS,
  FACE_LIVENESS_PRO,
  newMerchantBizId,
  type ProductProfile,
  type VerificationOutcome,
} from 'nestjs-id-verification';
import { beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../support/vendor/client-adapters.js';
import { handler } from '../support/host/delivery-handler.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { MINIMAL_REQUEST } from '../support/vendor/initialize-parameter-cases.js';
import { SAFEGUARDS } from '../support/host/library-host.js';
import { travel } from '../support/host/product-journey.js';
import { eventually } from '../support/runner/eventually.js';

const OWN = defineProduct({
  code: 'FACE_OF_THE_HOST',
  operation: 'InitializeV2',
  regions: { 'us-west-1': { callsPerSecond: 2 } },
  parameters: {
    age: {
      wireName: 'LeastAge',
      required: true,
      description: 'The least age.',
      example: '18',
      values: ['16', '18'],
    },
  },
});

describe('A product', () => {
  const stage = useDeliveryStage('products');
  const products = [FACE_LIVENESS, FACE_LIVENESS_PRO, FACE_IDU, OWN];
  beforeEach(() => stage().emulator.configure({ products: products.map(({ code }) => code) }));

  const withoutWorkers = { workers: { enabled: false } };
  const request = (code: string, further: object = {}) => ({
    ...MINIMAL_REQUEST,
    productCode: code,
    ...further,
  });

  async function recordedHost(offered: readonly ProductProfile[]) {
    const outcomes = new Map<string, VerificationOutcome>();
    const recorder = handler('all', 'recorder', (outcome) => outcomes.set(outcome.merchantBizId, outcome));
    const { service } = await stage().host({
      handlers: [recorder],
      options: { ...SAFEGUARDS, products: offered },
    });
    return { service, outcomes };
  }

  it.each(ADAPTERS.filter(({ needs }) => needs === undefined))(
    'of the host is verified through $name, with its operation and parameters',
    async ({ key, client }) => {
      // The SDK knows no parameter of a host's own.
      const product = key === 'native' ? OWN : { ...OWN, parameters: FACE_LIVENESS.parameters };
      const further = key === 'native' ? { age: '18' } : {};
      const journey = await travel(stage(), product, 'us-west-1', {
        client,
        further,
      });

      expect(journey).toMatchObject({
        action: 'InitializeV2',
        parameters: { TargetFacePicture: "it's (*)", ...(key === 'native' && { LeastAge: '18' }) },
        outcome: 'passed',
        warnings: [],
      });
    },
  );

  it('is refused unless the module has it', async () => {
    const { service } = await stage().host({ options: withoutWorkers });
    await expect(service.initialize(request('FACE_LIVENESS_PRO'))).rejects.toMatchObject({
      errors: [{ field: 'productCode', rule: 'isIn', message: 'productCode must be FACE_LIVENESS' }],
    });
  });

  it('has its own rules beside other products', async () => {
    const { service } = await stage().host({
      options: { ...withoutWorkers, products, region: 'ap-southeast-1' },
    });
    const template = { model: 'TEMPLATE', templateConfig: '01,02', templateType: 'Seq' };
    const errors = async (code: string, further: object): Promise<unknown> =>
      service.initialize(request(code, further)).then(
        () => [],
        ({ errors: found }) =>
          found.map(({ field, rule }: { field: string; rule: string }) => `${field} ${rule}`),
      );

    expect(await errors('FACE_LIVENESS', template)).toEqual(['model isIn']);
    expect(await errors('FACE_LIVENESS_PRO', { model: 'TEMPLATE' })).toEqual(['model isTemplate']);
    expect(await errors('FACE_LIVENESS_PRO', { ...template, merchantBizId: 'template' })).toEqual([]);
    expect(await errors('FACE_LIVENESS', { faceGroupCodes: 'g' })).toEqual(['faceGroupCodes unknownField']);
    expect(await errors('FACE_IDU', { faceGroupCodes: 'g', merchantBizId: 'idu' })).toEqual([]);
    expect(await errors('FACE_OF_THE_HOST', {})).toEqual(['age isDefined']);
    expect(await errors('FACE_OF_THE_HOST', { age: '17' })).toEqual(['age isIn']);
    expect(stage().emulator.requests({ action: 'Initialize' }).at(-1)?.parameters).toMatchObject({
      ProductCode: 'FACE_IDU',
      FaceGroupCodes: 'g',
    });
  });

  it('names the reason of a failure by its own sub-codes, to handlers, in lists and in the history', async () => {
    const own = { ...OWN, parameters: FACE_LIVENESS.parameters, failures: { '301': 'device_risk' } } as const;
    const { service, outcomes } = await recordedHost([FACE_LIVENESS, own]);
    const failed = async (code: string) => {
      const { merchantBizId, transactionId } = await service.initialize(
        request(code, { merchantBizId: newMerchantBizId() }),
      );
      stage().emulator.finish(transactionId, { passed: 'N', subCode: '301' });
      await service.check(merchantBizId);
      await eventually(() => outcomes.has(merchantBizId));
      const ended = (await service.history(merchantBizId)).find(({ type }) => type === 'ended');
      const { items } = await service.list({ reasons: ['device_risk'] });
      return {
        reasons: [
          (await service.get(merchantBizId)).reason,
          outcomes.get(merchantBizId)?.reason,
          ended?.reason,
        ],
        isListed: items.some((item) => item.merchantBizId === merchantBizId),
      };
    };

    const reasons = (reason: string) => [reason, reason, reason];
    expect(await failed(own.code)).toEqual({ reasons: reasons('device_risk'), isListed: true });
    expect(await failed('FACE_LIVENESS')).toEqual({ reasons: reasons('other'), isListed: false });
  });

  it('that the region does not offer is reported at boot, with the regions that do', async () => {
    const { log } = await stage().host({
      options: { ...withoutWorkers, products: [FACE_LIVENESS, FACE_LIVENESS_PRO], region: 'ap-southeast-3' },
    });
    const warnings = log.lines.filter((line) => line.includes('product_not_offered'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('cn-hongkong');
  });
});
