import type { Type } from '@nestjs/common';
import { parameterRules, REQUEST_PARAMETERS } from '../../contract/from-vendor-table.decorator.js';
import type { InitializeParameter } from '../../contract/initialize-parameters.js';
import { productCodeRow, type ProductProfile } from '../../contract/products/product.js';
import { InitializeVerificationDto } from './initialize-verification.dto.js';
import { IsModelForDevice } from './is-model-for-device.decorator.js';
import { IsTemplate } from './is-template.decorator.js';

/**
 * Makes the request class of a product: {@link InitializeVerificationDto}, with the rules of the product's profile
 * added or replaced. For controllers of hosts with other products than `FACE_LIVENESS`. Call it once for each product:
 * the rules stay in memory.
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

/** Rules of a field replace those of the base class. */
function addRules(target: object, field: string, row: InitializeParameter): void {
  const ofModel = field === 'model' ? [IsModelForDevice(), IsTemplate()] : [];
  for (const rule of [...parameterRules(row), ...ofModel]) rule(target, field);
}
