import {
  newMerchantBizId,
  type CloudauthRegion,
  type IdVerificationModuleOptions,
  type ProductProfile,
} from 'nestjs-id-verification';
import { handler } from './delivery-handler.js';
import type { DeliveryStage } from './delivery-stage.js';
import { SAFEGUARDS } from './library-host.js';
import { eventually } from '../runner/eventually.js';
import { MINIMAL_REQUEST } from '../vendor/initialize-parameter-cases.js';

/** What came of a verification from initialize to its handler. */
export interface Journey {
  /** The vendor's operation, and what it got. */
  readonly action: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  /** What the handler got. */
  readonly outcome: string | undefined;
  readonly warnings: readonly string[];
}

/** Leads one verification of a product from initialize to its outcome handler, in a region that offers it. */
export async function travel(
  stage: DeliveryStage,
  product: ProductProfile,
  region: CloudauthRegion,
  options: Partial<IdVerificationModuleOptions> & { readonly further?: object } = {},
): Promise<Journey> {
  const { further, ...others } = options;
  const outcomes = new Map<string, string>();
  const host = await stage.host({
    handlers: [
      handler('all', 'recorder', ({ merchantBizId, outcome }) => outcomes.set(merchantBizId, outcome)),
    ],
    options: { ...SAFEGUARDS, products: [product], region, ...others },
  });
  const merchantBizId = newMerchantBizId();
  const pictures = { FacePictureBase64: 'QUJD+/==', TargetFacePicture: "it's (*)" };
  await host.service.initialize({
    ...MINIMAL_REQUEST,
    productCode: product.code,
    merchantBizId,
    extraParameters: pictures,
    ...further,
  });
  const call = stage.emulator
    .requests()
    .find(
      ({ action, parameters }) =>
        action?.startsWith('Initialize') === true && parameters['MerchantBizId'] === merchantBizId,
    );
  await stage.end(host, merchantBizId);
  await eventually(() => outcomes.has(merchantBizId));
  const warnings = host.log.lines.filter((line) => line.includes('product_not_offered'));
  await stage.stopHosts();
  return {
    action: call?.action,
    parameters: call?.parameters ?? {},
    outcome: outcomes.get(merchantBizId),
    warnings,
  };
}
