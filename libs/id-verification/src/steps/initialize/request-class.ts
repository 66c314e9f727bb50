import type { Type } from '@nestjs/common';
import { parameterRules, REQUEST_PARAMETERS } from '../../contract/from-vendor-table.decorator.js';
import type { InitializeParameter } from '../../contract/initialize-parameters.js';
import { productCodeRow, type ProductProfile } from '../../contract/products/product.js';
import { InitializeVerificationDto } from './initialize-verification.dto.js';
import { IsModelForDevice } from './is-model-for-device.decorator.js';
import { IsTemplate } from './is-template.decorator.js';

/**
 * The class of requests for a product: {@link InitializeVerificationDto}, with the rules that the product's profile has in
 * addition or in their place. For controllers of hosts with other products than `FACE_LIVENESS`. Make it once: its rules
 * stay in memory.
 *
 * @publicApi
 * @param codes the product codes that a request may name
 */
export function initializeRequestClass(
  product: ProductProfile,
  codes: readonly string[] = [product.code],
): Type<InitializeVerificationDto> {
  class ProductRequest extends InitializeVerificationDto {}
  const parameters: Readonly<Record<string, InitializeParameter>> = {
    ...product.parameters,
    productCode: productCodeRow(codes),
  };
  const shared: Readonly<Record<string, InitializeParameter>> = REQUEST_PARAMETERS;
  for (const [field, row] of Object.entries(parameters)) {
    if (row !== shared[field]) addRules(ProductRequest.prototype, field, row);
  }
  return ProductRequest;
}

/** They replace those that the base class has for the field. */
function addRules(target: object, field: string, row: InitializeParameter): void {
  const ofModel = field === 'model' ? [IsModelForDevice(), IsTemplate()] : [];
  for (const rule of [...parameterRules(row), ...ofModel]) rule(target, field);
}
