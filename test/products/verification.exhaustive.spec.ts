import {
  CLOUDAUTH_REGIONS,
  defineProduct,
  FACE_IDU,
  FACE_LIVENESS,
  FACE_LIVENESS_PRO,
} from 'nestjs-id-verification';
import { beforeEach, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../support/vendor/client-adapters.js';
import { useDeliveryStage } from '../support/host/delivery-stage.js';
import { travel } from '../support/host/product-journey.js';
import { needs } from '../support/runner/tools.js';

const OWN = defineProduct({
  code: 'FACE_OF_THE_HOST',
  regions: { 'ap-southeast-1': { callsPerSecond: 5 }, 'us-west-1': { callsPerSecond: 2 } },
});
const PRODUCTS = [FACE_LIVENESS, FACE_LIVENESS_PRO, FACE_IDU, OWN];

const JOURNEYS = PRODUCTS.flatMap((product) =>
  CLOUDAUTH_REGIONS.filter((region) => product.regions[region] !== undefined).flatMap((region) =>
    (['Initialize', 'InitializeV2'] as const).map((operation) => ({
      code: product.code,
      product: { ...product, operation },
      region,
      operation,
    })),
  ),
);

for (const { name, client, needs: tool } of ADAPTERS) {
  describe(`A verification through ${name}`, needs(tool), () => {
    const stage = useDeliveryStage(`products_${ADAPTERS.findIndex((one) => one.client === client)}`);
    beforeEach(() => stage().emulator.configure({ products: PRODUCTS.map(({ code }) => code) }));

    it.each(JOURNEYS)(
      'of $code in $region by $operation reaches its handler',
      async ({ product, region, operation }) => {
        const journey = await travel(stage(), product, region, { client });

        expect(journey).toMatchObject({
          action: operation,
          parameters: { ProductCode: product.code, FacePictureBase64: 'QUJD+/==' },
          outcome: 'passed',
          warnings: [],
        });
      },
    );
  });
}
